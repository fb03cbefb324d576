import { PatternProblem } from './event-pattern.ts';

/** Splits `a*b\*c` into the texts between its wildcards; `\*` and `\\` stand for the characters themselves. */
export function parseWildcard(text: string): readonly string[] {
  const pieces: string[] = [];
  let piece = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '\\') {
      const escaped = text.charAt(at + 1);
      if (escaped !== '*' && escaped !== '\\') throw new PatternProblem(`Invalid escape character at pos ${at + 1}`);
      piece += escaped;
      at += 1;
    } else if (character === '*') {
      if (text.charAt(at + 1) === '*') throw new PatternProblem(`Consecutive wildcard characters at pos ${at + 1}`);
      pieces.push(piece);
      piece = '';
    } else {
      piece += character;
    }
  }
  return [...pieces, piece];
}

/** Whether `text` is the pieces in order with anything between them; takes time linear in the text. */
export function matchesWildcard(pieces: readonly string[], text: string): boolean {
  const [first = '', ...rest] = pieces;
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let from = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, from);
    if (found < 0) return false;
    from = found + piece.length;
  }
  return from + last.length <= text.length;
}
