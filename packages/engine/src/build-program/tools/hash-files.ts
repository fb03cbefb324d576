/**
 * `codebuild-hash-files <pattern>…`: one SHA-256 in hexadecimal over the files of the primary source that match, with their
 * names: of the list that `sha256sum` would make, sorted by bytes, so that neither the locale nor the order of the patterns
 * matters. Patterns are those of `codebuild-glob-search`. Status 1 and no output when nothing matches, 2 without a pattern,
 * 3 where the image has neither sha256sum nor shasum. AWS documents neither the digest's make nor the status. [inferred]
 */
export const HASH_FILES = `#!/bin/sh
LC_ALL=C
export LC_ALL
if [ "$#" = 0 ]; then
  echo "usage: codebuild-hash-files <glob-pattern>..." >&2
  exit 2
fi
if command -v sha256sum >/dev/null 2>&1; then digest() { sha256sum "$@"; }; digests='sha256sum'
elif command -v shasum >/dev/null 2>&1; then digest() { shasum -a 256 "$@"; }; digests='shasum -a 256'
else
  echo "codebuild-hash-files: this image has neither sha256sum nor shasum" >&2
  exit 3
fi
case $0 in */*) search=\${0%/*}/codebuild-glob-search ;; *) search=codebuild-glob-search ;; esac
cd "\${CODEBUILD_SRC_DIR:-.}" || exit 1
found=$("$search" "$@") || exit 1
[ -n "$found" ] || exit 1
sum=$(printf '%s\\n' "$found" | tr '\\n' '\\000' | xargs -0 $digests -- | digest) || exit 1
printf '%s\\n' "\${sum%% *}"
`;
