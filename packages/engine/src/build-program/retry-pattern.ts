/**
 * A retry's regular expression (AWS's agent is written in Go, whose syntax is Perl's without look-around) as `grep -E` of
 * any image understands it. It is matched in the build, not in the server, where a user's expression could burn our time.
 */
export interface ExtendedPattern {
  /** POSIX extended regular expression; empty when everything matches. */
  readonly expression: string;
  readonly ignoreCase: boolean;
}

const CLASSES: Readonly<Record<string, string>> = {
  d: '[[:digit:]]',
  D: '[^[:digit:]]',
  s: '[[:space:]]',
  S: '[^[:space:]]',
  w: '[[:alnum:]_]',
  W: '[^[:alnum:]_]',
};
const CLASSES_INSIDE_BRACKETS: Readonly<Record<string, string>> = {
  d: '[:digit:]',
  s: '[:space:]',
  w: '[:alnum:]_',
};

/** One piece of an expression: flags, a group's head, a bracket expression, an escape, a lazy quantifier, anything. */
const PIECES =
  /^\(\?(?<flags>[imsU]+)\)|(?<head>\(\?(?:P?<\w+>|:))|(?<bracket>\[\^?\]?(?:\[:\w+:\]|\\[\s\S]|[^\]\\])*\])|\\(?<escaped>[\s\S])|(?<quantifier>[*+?}])\?|[\s\S]/g;

export function toExtendedPattern(pattern: string): ExtendedPattern {
  if (pattern === '.*' || pattern === '') return { expression: '', ignoreCase: false };
  let ignoreCase = false;
  const expression = pattern.replace(PIECES, (piece, ...rest) => {
    const { flags, head, bracket, escaped, quantifier } = rest.at(-1) as Partial<Record<string, string>>;
    if (flags !== undefined) {
      ignoreCase ||= flags.includes('i');
      return '';
    }
    if (head) return '(';
    if (bracket)
      return bracket.replace(/\\([\s\S])/g, (_, letter: string) => CLASSES_INSIDE_BRACKETS[letter] ?? letter);
    if (escaped) return CLASSES[escaped] ?? piece;
    return quantifier ?? piece;
  });
  return { expression, ignoreCase };
}
