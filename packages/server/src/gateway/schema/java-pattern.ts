/**
 * Turns a model's pattern (a Java regular expression) into a JavaScript one that must match the whole value, as AWS's
 * servers do. Undefined when JavaScript has no equal for it.
 */
export function compileJavaPattern(pattern: string): RegExp | undefined {
  const { flags, source } = splitInlineFlags(SAFE_EQUIVALENTS[pattern] ?? pattern);
  try {
    return new RegExp(`^(?:${translate(source)})$`, `u${flags}`);
  } catch {
    return undefined;
  }
}

/**
 * Published patterns on which a backtracking engine takes exponential time, and what matches the same values without.
 * A test times every pattern on hostile text and asks for an entry here when one is too slow.
 */
const SAFE_EQUIVALENTS: Readonly<Record<string, string>> = {
  '^[ \\t]*[^\\x00-\\x1F:\\x7F]+([ \\t]+[^\\x00-\\x1F:\\x7F]+)*[ \\t]*$':
    '\\t*[^\\x00-\\x1F:\\x7F](?:\\t|[^\\x00-\\x1F:\\x7F])*',
  '^[ \\t]*[\\x20-\\x7E]+([ \\t]+[\\x20-\\x7E]+)*[ \\t]*$': '\\t*[\\x20-\\x7E][\\x20-\\x7E\\t]*',
  '^[a-z0-9*](?:[._\\-/a-z0-9*]?[a-z0-9*]+)*$': '[a-z0-9*](?:[._\\-/]?[a-z0-9*])*',
};

/** `(?i)` and `(?s)` at the start are flags in JavaScript. */
function splitInlineFlags(pattern: string): { flags: string; source: string } {
  const match = /^\(\?([is]+)\)/.exec(pattern);
  return match ? { flags: match[1] ?? '', source: pattern.slice(match[0].length) } : { flags: '', source: pattern };
}

/** Java's names of character classes that JavaScript spells otherwise, as the inside of a class. */
const NAMED_CLASSES: Readonly<Record<string, string>> = {
  Alnum: 'A-Za-z0-9',
  Alpha: 'A-Za-z',
  ASCII: '\\x00-\\x7F',
  Blank: ' \\t',
  Cntrl: '\\x00-\\x1F\\x7F',
  Digit: '0-9',
  Graph: '\\x21-\\x7E',
  Lower: 'a-z',
  Print: '\\x20-\\x7E',
  Punct: '!-\\/:-@\\[-`\\{-~',
  Space: '\\s',
  Upper: 'A-Z',
  XDigit: '0-9A-Fa-f',
  IsLetter: '\\p{L}',
  IsDigit: '\\p{Nd}',
  IsWhitespace: '\\p{White_Space}',
};

const TOKEN = /\\p\{(\w+)\}|\\([dswDSW])-(?=[^\]])|\\([\s\S])|\[\^?|\]|([*+?}])\+|[\s\S]/gu;

function translate(source: string): string {
  let inClass = false;
  return source.replace(TOKEN, (token, named?: string, before?: string, escaped?: string, quantifier?: string) => {
    if (named !== undefined) return translateNamed(named, inClass) ?? token;
    // A hyphen after a class is a hyphen: no range starts at `\\w`.
    if (before !== undefined) return inClass ? `\\${before}\\x2D` : token;
    if (escaped !== undefined) return translateEscape(escaped);
    if (token[0] === '[') {
      if (inClass) return '\\[';
      inClass = true;
      return token;
    }
    if (token === ']') {
      const closes = inClass;
      inClass = false;
      return closes ? ']' : '\\]';
    }
    // `a++` never gives back what it took; `a+` matches the same whole values in every pattern AWS publishes.
    if (quantifier !== undefined && !inClass) return quantifier;
    return token;
  });
}

function translateNamed(name: string, inClass: boolean): string | undefined {
  const inside = NAMED_CLASSES[name];
  if (inside === undefined) return undefined;
  return inClass ? inside : `[${inside}]`;
}

/** JavaScript's unicode mode refuses escapes that mean nothing. */
function translateEscape(character: string): string {
  if (character === 'A') return '^';
  if (character === 'z' || character === 'Z') return '$';
  if (character === '-') return '\\x2D';
  return /[A-Za-z0-9^$\\.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}
