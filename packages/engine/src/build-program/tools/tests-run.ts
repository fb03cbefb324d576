/** Which of how many alike builds of a fanout this one is, as `<index from 0>/<count>`: how the builds of a batch learn it. */
export const SHARD_VARIABLE = 'CODEYARD_SHARD';

/**
 * `codebuild-tests-run --test-command <command> --files-search <command> [--sharding-strategy <strategy>]`: runs the command
 * on the part of the found files that falls to this build of a fanout, with its status; in any other build, on all of them.
 *
 * `equal-distribution` sorts the files and cuts the list into even pieces; `stability` gives every file to a build by a
 * consistent hash of its name (Lamping and Veach's jump hash), so that few move when files or builds come and go. The files
 * are appended to the command, unless it takes them from CODEBUILD_CURRENT_SHARD_FILES itself [inferred]. A build that gets
 * no file runs nothing and succeeds; a search that finds nothing at all fails, because no test ran [inferred].
 * Status 2: the arguments are wrong.
 */
export const TESTS_RUN = `#!/bin/sh
usage() {
  echo "codebuild-tests-run: $1" >&2
  echo "usage: codebuild-tests-run --test-command <command> --files-search <command> [--sharding-strategy equal-distribution|stability]" >&2
  exit 2
}
test_command=
files_search=
strategy=equal-distribution
while [ "$#" -gt 0 ]; do
  case $1 in
    --*=*) option=\${1%%=*}; value=\${1#*=}; shift ;;
    --*) option=$1; [ "$#" -gt 1 ] || usage "$1 needs a value"; value=$2; shift 2 ;;
    *) usage "unknown argument $1" ;;
  esac
  case $option in
    --test-command) test_command=$value ;;
    --files-search) files_search=$value ;;
    --sharding-strategy) strategy=$value ;;
    *) usage "unknown option $option" ;;
  esac
done
[ -n "$test_command" ] || usage "--test-command is required"
[ -n "$files_search" ] || usage "--files-search is required"
case $strategy in equal-distribution | stability) ;; *) usage "unknown sharding strategy $strategy" ;; esac
shard=\${${SHARD_VARIABLE}:-0/1}
index=\${shard%/*}
count=\${shard#*/}

found=$(sh -c "$files_search") || { echo "codebuild-tests-run: the search for files failed" >&2; exit 1; }
files=$(printf '%s\\n' "$found" | tr -d '\\r' | LC_ALL=C sort -u | LC_ALL=C sed '/^[[:space:]]*$/d')
if [ -z "$files" ]; then
  echo "codebuild-tests-run: no test files were found" >&2
  exit 1
fi
CODEBUILD_CURRENT_SHARD_FILES=$(printf '%s\\n' "$files" | LC_ALL=C awk -v "index_=$index" -v "count=$count" -v "strategy=$strategy" '
  function shard_of(name,    seed, i, bucket, next_bucket) {
    seed = 7
    for (i = 1; i <= length(name); i++) seed = (seed * 257 + code[substr(name, i, 1)]) % 2147483647
    for (i = 0; i < 4; i++) seed = (seed * 48271 + 11) % 2147483647
    bucket = -1
    next_bucket = 0
    while (next_bucket < count) {
      bucket = next_bucket
      seed = (seed * 48271) % 2147483647
      if (seed == 0) seed = 1
      next_bucket = int((bucket + 1) / (seed / 2147483647))
    }
    return bucket
  }
  BEGIN { for (i = 1; i < 256; i++) code[sprintf("%c", i)] = i }
  { files[NR] = $0 }
  END {
    share = int(NR / count)
    rest = NR % count
    from = index_ * share + (index_ < rest ? index_ : rest)
    to = from + share + (index_ < rest ? 1 : 0)
    for (i = 1; i <= NR; i++)
      if (strategy == "stability" ? shard_of(files[i]) == index_ : (i > from && i <= to)) print files[i]
  }') || exit 1
export CODEBUILD_CURRENT_SHARD_FILES
if [ -z "$CODEBUILD_CURRENT_SHARD_FILES" ]; then
  echo "No test files fall to this build ($((index + 1)) of $count)."
  exit 0
fi
case $test_command in
  *CODEBUILD_CURRENT_SHARD_FILES*) arguments= ;;
  *) arguments=" $(printf '%s\\n' "$CODEBUILD_CURRENT_SHARD_FILES" |
    sed "/[^A-Za-z0-9_.\\/@%+=:,-]/{s/'/'\\\\\\\\''/g;s/^/'/;s/\\$/'/;}" | tr '\\n' ' ')" ;;
esac
exec sh -c "$test_command$arguments"
`;
