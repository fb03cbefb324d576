import { RE2JS } from 're2js';

/**
 * A pattern of a trigger filter as Java's PathMatcher reads globs: `*` and `?` stay within a path segment, `**` crosses, `[abc]`,
 * `[!a]`, `{a,b}`, and `\` before a character means just that. Matched by an engine whose time grows with the text alone.
 */
export function compileGlob(glob: string): ((text: string) => boolean) | undefined {
  const expression = toExpression(glob);
  if (expression === undefined) return undefined;
  try {
    const compiled = RE2JS.compile(`^(?:${expression})$`, RE2JS.DOTALL);
    return (text) => compiled.matches(text);
  } catch {
    return undefined;
  }
}

const literal = (character: string) => character.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');

function toExpression(glob: string): string | undefined {
  let text = '';
  let inGroup = false;
  for (let index = 0; index < glob.length; index++) {
    const character = glob[index] ?? '';
    if (character === '\\') {
      index += 1;
      if (index >= glob.length) return undefined;
      text += literal(glob[index] ?? '');
    } else if (character === '*') {
      const crosses = glob[index + 1] === '*';
      while (glob[index + 1] === '*') index += 1;
      text += crosses ? '.*' : '[^/]*';
    } else if (character === '?') text += '[^/]';
    else if (character === '[') {
      const set = readSet(glob, index);
      if (!set) return undefined;
      text += set.expression;
      index = set.end;
    } else if (character === '{') {
      if (inGroup) return undefined;
      inGroup = true;
      text += '(?:';
    } else if (character === '}' && inGroup) {
      inGroup = false;
      text += ')';
    } else if (character === ',' && inGroup) text += '|';
    else text += literal(character);
  }
  return inGroup ? undefined : text;
}

/** A set never matches the slash between segments. */
function readSet(glob: string, start: number): { expression: string; end: number } | undefined {
  const end = glob.indexOf(']', start + 2);
  if (end < 0) return undefined;
  const inside = glob.slice(start + 1, end);
  const negated = inside.startsWith('!');
  const members = (negated ? inside.slice(1) : inside).replace(/[\\^[\]&]/g, '\\$&');
  if (members === '' || members.includes('/')) return undefined;
  return { expression: `[${negated ? '^/' : ''}${members}]`, end };
}
