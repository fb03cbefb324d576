import { LARGEST_VARIABLES_BYTES, type Programs, type UploadProgramOrder, VARIABLES_LINE } from './program-order.ts';
import { shellWord } from './quote.ts';
import { variableName } from './variable-name.ts';

/** Builds live below one folder of the machine; where several machines share a disk, each has a `TMPDIR` of its own. */
const ROOT = `
set -eu
umask 077
exec 2>&1
fail() { printf 'codeyard: %s\\n' "$*"; exit 97; }
has() { command -v "$1" >/dev/null 2>&1; }
root=/var/lib/codeyard-builds
if [ -n "\${TMPDIR:-}" ]; then root=$TMPDIR/codeyard-builds; fi
mkdir -p "$root" 2>/dev/null && [ -w "$root" ] || root=/tmp/codeyard-builds-$(id -u)
mkdir -p "$root"
leased() { cat "$root/fence" 2>/dev/null || echo 0; }
`;

/** Fetching and unpacking by whatever the machine has: nothing needs to be installed on it. */
const FETCH = `
fetch() {
  if has curl; then curl -fsS --retry 3 --connect-timeout 20 -o "$2" "$1"
  elif has wget; then wget -q --tries=3 --connect-timeout=20 -O "$2" "$1"
  elif has python3; then python3 -c 'import sys, urllib.request as u; u.urlretrieve(sys.argv[1], sys.argv[2])' "$1" "$2"
  else fail 'This machine has none of curl, wget and python3: the input artifact cannot be downloaded.'; fi
}
names() {
  if has unzip; then unzip -Z1 "$1"
  elif has python3; then python3 -c 'import sys, zipfile; print("\\n".join(zipfile.ZipFile(sys.argv[1]).namelist()))' "$1"
  elif has bsdtar; then bsdtar -tf "$1"
  else fail 'This machine has none of unzip, python3 and bsdtar: the input artifact cannot be unpacked.'; fi
}
unpack() {
  if has unzip; then unzip -q -o "$1" -d "$2"
  elif has python3; then python3 -m zipfile -e "$1" "$2"
  else bsdtar -xf "$1" -C "$2"; fi
}
receive() {
  fetch "$2" "$workspace/input.zip" || fail "The input artifact $1 could not be downloaded."
  names "$workspace/input.zip" >"$workspace/names" 2>/dev/null || {
    has unzip || has python3 || has bsdtar || names "$workspace/input.zip"
    fail "The input artifact $1 is not a zip archive."
  }
  if grep -Eq '^/|^[A-Za-z]:|(^|/)[.][.](/|$)' "$workspace/names"; then
    fail "The input artifact $1 has paths that lead out of it: $(grep -E '^/|^[A-Za-z]:|(^|/)[.][.](/|$)' "$workspace/names" | head -n 1)"
  fi
  mkdir -p "$3"
  unpack "$workspace/input.zip" "$3" || fail "The input artifact $1 could not be unpacked."
  find "$3" -type l | while IFS= read -r link; do
    case "$(readlink -f "$link" || :)/" in
      "$(cd "$3" && pwd -P)"/*) ;;
      *) fail "The input artifact $1 has a link that leads out of it: $link" ;;
    esac
  done || exit 97
  rm -f "$workspace/input.zip" "$workspace/names"
}
`;

const SEND = `
pack() {
  archive=$1; shift
  if has zip; then zip -q -r -y "$archive" "$@"
  elif has python3; then python3 - "$archive" "$@" <<'PYTHON'
import os, sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED, strict_timestamps=False) as archive:
    for top in sys.argv[2:]:
        archive.write(top)
        for folder, folders, files in os.walk(top):
            for name in sorted(folders + files):
                archive.write(os.path.join(folder, name))
PYTHON
  elif has bsdtar; then bsdtar -a -cf "$archive" "$@"
  else fail 'This machine has none of zip, python3 and bsdtar: the output artifact cannot be packed.'; fi
}
send() {
  url=$1; file=$2; shift 2
  if has curl; then
    for header in "$@"; do set -- "$@" -H "$header"; shift; done
    curl -fsS --retry 3 --connect-timeout 20 -o /dev/null -X PUT -T "$file" "$@" "$url"
  elif has python3; then python3 - "$url" "$file" "$@" <<'PYTHON'
import os, sys, urllib.request
url, path = sys.argv[1:3]
with open(path, 'rb') as body:
    headers = dict(header.split(': ', 1) for header in sys.argv[3:])
    headers['content-length'] = str(os.path.getsize(path))
    urllib.request.urlopen(urllib.request.Request(url, data=body, method='PUT', headers=headers))
PYTHON
  elif has wget; then
    for header in "$@"; do set -- "$@" "--header=$header"; shift; done
    wget -q -O /dev/null --method=PUT "--body-file=$file" "$@" "$url"
  else fail 'This machine has none of curl, python3 and wget: the output artifact cannot be uploaded.'; fi
}
`;

/** Of two deliveries of one build, whose sender could not know of the first, one runs it and the other ends as that does. */
const BEGIN = `
if ! mkdir "$workspace" 2>/dev/null; then
  echo 'codeyard: This build has begun here before; its output is in the log of that command.'
  until [ -s "$workspace/status" ]; do
    [ -d "$workspace" ] || fail 'The workspace of the build is not there.'
    sleep 1
  done
  exit "$(cat "$workspace/status")"
fi
trap 'echo "$?" >"$workspace/status"' EXIT
mkdir "$workspace/source"
`;

const PLACE = `
cd "$workspace/source"
`;

const enter = (workingDirectory: string | undefined) =>
  workingDirectory === undefined
    ? PLACE
    : `${PLACE}cd ${shellWord(workingDirectory)} 2>/dev/null || fail ${shellWord(`WorkingDirectory: ${workingDirectory} is not in the input artifact.`)}\n`;

/** POSIX shell programs. The addresses of artifacts stand in them and are never printed. */
export const linux: Programs = {
  build({ workspace, fence, inputs, command, workingDirectory, environment }) {
    const place = (index: number) => (index === 0 ? '$workspace/source' : `$workspace/inputs/${index}`);
    return [
      ROOT,
      `workspace="$root/"${shellWord(workspace)}`,
      BEGIN,
      `[ "$(leased)" -le ${fence} ] || fail 'This machine works for a later build.'`,
      `echo ${fence} >"$root/fence"`,
      FETCH,
      ...inputs.map(({ name, url }, index) => `receive ${shellWord(name)} ${shellWord(url)} "${place(index)}"`),
      enter(workingDirectory),
      ...Object.entries(environment).map(([name, value]) => `export ${name}=${shellWord(value)}`),
      ...inputs.map(({ name }, index) => `export CODEYARD_INPUT_${variableName(name)}="${place(index)}"`),
      'export CODEYARD_BUILD="$workspace" CODEYARD_VARIABLES="$workspace/variables"',
      `printf '%s\\n' ${shellWord(command)} >"$workspace/command"`,
      'PATH="$PATH:$PWD"; export PATH',
      'if has bash; then shell=bash; else shell=sh; fi',
      '"$shell" -e "$workspace/command" </dev/null',
      '',
    ].join('\n');
  },
  upload({ workspace, workingDirectory, outputs }) {
    return [
      ROOT,
      `workspace="$root/"${shellWord(workspace)}`,
      '[ -d "$workspace/source" ] || fail "The workspace of the build is not there any more."',
      SEND,
      enter(workingDirectory),
      ...outputs.map((output, index) => sendOutput(output, index)),
      'if [ -s "$workspace/variables" ]; then',
      `  [ "$(wc -c <"$workspace/variables")" -le ${LARGEST_VARIABLES_BYTES} ] || fail 'The output variables take more than ${LARGEST_VARIABLES_BYTES} bytes.'`,
      `  printf '${VARIABLES_LINE} %s\\n' "$(base64 <"$workspace/variables" | tr -d '\\n')"`,
      'fi',
      '',
    ].join('\n');
  },
  clean({ fence }) {
    return [
      ROOT,
      `[ "$(leased)" -le ${fence} ] || exit 0`,
      // A delivery of what was cleaned away comes too late.
      `echo ${fence + 1} >"$root/fence"`,
      // What a build left running carries its mark; what cannot be read is not ours.
      'for environment in /proc/[0-9]*/environ; do',
      `  if tr '\\0' '\\n' <"$environment" 2>/dev/null | awk -v mark="CODEYARD_BUILD=$root/" 'index($0, mark) == 1 { found = 1 } END { exit !found }'; then`,
      '    process=$(basename "$(dirname "$environment")"); kill -9 "$process" 2>/dev/null || :',
      '  fi',
      'done',
      'rm -rf "$root/"job-*',
      `free=$(df -Pk "$root" | awk 'NR == 2 { print $4 }')`,
      `[ "$free" -ge ${LEAST_FREE_KIB} ] || fail "Only $free KiB are free on the disk of this machine."`,
      '',
    ].join('\n');
  },
};

/** A machine with less is not given another build. */
const LEAST_FREE_KIB = 512 * 1024;

function sendOutput({ artifact, paths, url, headers }: UploadProgramOrder['outputs'][number], index: number): string {
  // Of two deliveries each has its own.
  const archive = `"$workspace/output-${index}-$$.zip"`;
  const words = Object.entries(headers).map(([name, value]) => shellWord(`${name}: ${value}`));
  return [
    // Patterns stand for the files that they match; nothing else in a path is special.
    'set --',
    ...paths.flatMap((path) => [
      `pattern=${shellWord(path)}; IFS=; found=; for file in $pattern; do`,
      '  if [ -e "$file" ] || [ -h "$file" ]; then set -- "$@" "$file"; found=yes; fi',
      `done; unset IFS; [ -n "$found" ] || fail "OutputArtifactPath: $pattern is not there after the build."`,
    ]),
    `pack ${archive} "$@" || fail ${shellWord(`The output artifact ${artifact} could not be packed.`)}`,
    `send ${shellWord(url)} ${archive} ${words.join(' ')} || fail ${shellWord(`The output artifact ${artifact} could not be uploaded.`)}`,
  ].join('\n');
}
