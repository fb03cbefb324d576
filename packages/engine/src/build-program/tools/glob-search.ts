/**
 * `codebuild-glob-search <pattern>…`: the files of the working folder that match, one per line, sorted by bytes, without
 * folders. `*` and `?` stay within a name, `**` crosses, `**` and a slash also stand for no folder at all; `[…]` and `{a,b}`
 * work as in a shell. Nothing found is a message on standard error and status 0; no pattern is status 2. `.git` is left out,
 * because its contents differ from one clone of a commit to the next. [inferred]
 */
export const GLOB_SEARCH = `#!/bin/sh
LC_ALL=C
export LC_ALL
if [ "$#" = 0 ]; then
  echo "usage: codebuild-glob-search <pattern>..." >&2
  exit 2
fi

# Makes an extended regular expression of a pattern: expression. One step per character.
translate() {
  rest=$1
  expression=
  braces=0
  while [ -n "$rest" ]; do
    case $rest in
      '**/'*) expression="$expression(.*/)?"; rest=\${rest#???}; continue ;;
      '**'*) expression="$expression.*"; rest=\${rest#??}; continue ;;
    esac
    following=\${rest#?}
    character=\${rest%"$following"}
    rest=$following
    case $character in
      '*') expression="$expression[^/]*" ;;
      '?') expression="$expression[^/]" ;;
      '{') expression="$expression("; braces=$((braces + 1)) ;;
      '}') if [ "$braces" -gt 0 ]; then expression="$expression)"; braces=$((braces - 1)); else expression="$expression[}]"; fi ;;
      ',') if [ "$braces" -gt 0 ]; then expression="$expression|"; else expression="$expression,"; fi ;;
      '[')
        case $rest in
          ?*']'*)
            class=\${rest%%']'*}
            rest=\${rest#*']'}
            case $class in '!'*) class="^\${class#?}" ;; esac
            expression="$expression[$class]" ;;
          *) expression="$expression\\\\[" ;;
        esac ;;
      '.' | '+' | '(' | ')' | '|' | '^' | '$') expression="$expression\\\\$character" ;;
      '\\\\')
        following=\${rest#?}
        character=\${rest%"$following"}
        rest=$following
        case $character in [A-Za-z0-9_/-]) expression="$expression$character" ;; ?*) expression="$expression\\\\$character" ;; esac ;;
      *) expression="$expression$character" ;;
    esac
  done
}

# The files below the folder that a pattern begins with, named as the pattern names them.
search() {
  pattern=$1
  while :; do
    case $pattern in ./*) pattern=\${pattern#./} ;; *) break ;; esac
  done
  case $pattern in
    *[*?[{\\\\]*) ;;
    *) if [ -f "$pattern" ]; then printf '%s\\n' "$pattern"; fi; return ;;
  esac
  literal=\${pattern%%[*?[{\\\\]*}
  case $literal in */*) folder=\${literal%/*}/ ;; *) folder=./ ;; esac
  [ -d "$folder" ] || return
  translate "$pattern"
  find "$folder" -name .git -prune -o \\( -type f -o -type l \\) -print 2>/dev/null |
    sed 's,^\\./,,;s,//*,/,g' | grep -E -e "^($expression)\\$" |
    while IFS= read -r file; do
      if [ -f "$file" ]; then printf '%s\\n' "$file"; fi
    done
}

found=$(for pattern do search "$pattern"; done | sort -u)
if [ -z "$found" ]; then
  echo "No files were found that match: $*" >&2
  exit 0
fi
printf '%s\\n' "$found"
`;
