import { invalidFilter } from '../errors.ts';

export interface Filter {
  readonly Name?: string | undefined;
  readonly Values?: readonly string[] | undefined;
}

/** What a resource answers to a filter of a name, by that name. */
export type FilterTable<Resource> = Readonly<Record<string, (resource: Resource) => readonly (string | undefined)[]>>;

export type Tags = Readonly<Record<string, string>>;

/** True for `*` as any text and `?` as any character; a backslash takes the next one as it is. */
export function matchesPattern(pattern: string, text: string): boolean {
  const wanted = tokensOf(pattern);
  const given = [...text];
  let [at, star, retry, read] = [0, -1, 0, 0];
  while (read < given.length) {
    const token = wanted[at];
    if (token === ANY_TEXT) {
      star = at++;
      retry = read;
    } else if (token !== undefined && (token === ANY_CHARACTER || token === given[read])) {
      at++;
      read++;
    } else if (star >= 0) {
      at = star + 1;
      read = ++retry;
    } else return false;
  }
  return wanted.slice(at).every((token) => token === ANY_TEXT);
}

const ANY_TEXT = Symbol('any text');
const ANY_CHARACTER = Symbol('any character');

function tokensOf(pattern: string): (string | symbol)[] {
  const characters = [...pattern];
  const tokens: (string | symbol)[] = [];
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? '';
    if (character === '*') tokens.push(ANY_TEXT);
    else if (character === '?') tokens.push(ANY_CHARACTER);
    else tokens.push(character === '\\' ? (characters[++at] ?? '\\') : character);
  }
  return tokens;
}

/**
 * A test for resources that pass every filter: one of a filter's values is enough. `tag:<key>` and `tag-key` are known to every
 * table; a filter of another name that is not in it is refused.
 */
export function compileFilters<Resource>(
  filters: readonly Filter[] | undefined,
  table: FilterTable<Resource>,
): (resource: Resource, tags: Tags) => boolean {
  const tests = (filters ?? []).map(({ Name = '', Values = [] }) => {
    const passes = (values: readonly (string | undefined)[]) =>
      values.some((value) => value !== undefined && Values.some((pattern) => matchesPattern(pattern, value)));
    if (Name.startsWith('tag:')) return (_: Resource, tags: Tags) => passes([tags[Name.slice('tag:'.length)]]);
    if (Name === 'tag-key') return (_: Resource, tags: Tags) => passes(Object.keys(tags));
    const read = Object.hasOwn(table, Name) ? table[Name] : undefined;
    if (!read) throw invalidFilter(Name);
    return (resource: Resource) => passes(read(resource));
  });
  return (resource, tags) => tests.every((test) => test(resource, tags));
}
