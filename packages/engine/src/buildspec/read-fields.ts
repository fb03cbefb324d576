import { closestName } from './closest-name.ts';
import type { Findings } from './findings.ts';
import type { Place, YamlEntry, YamlNode } from './read-yaml.ts';

/** One mapping of a buildspec, read key by key; what does not fit is reported and read as if it were absent. */
export interface Fields {
  readonly place: Place;
  has(key: string): boolean;
  entry(key: string): YamlEntry | undefined;
  text(key: string): string | undefined;
  /** A list of texts; a single text counts as a list of one. */
  texts(key: string): string[];
  /** A mapping of names to texts, as written. */
  textMap(key: string): Record<string, string>;
  flag(key: string): boolean;
  fields(key: string, known: readonly string[]): Fields;
  entries(key: string): readonly YamlEntry[];
}

const NO_ENTRIES: readonly YamlEntry[] = [];

const TRUE = new Set(['yes', 'true', 'on', 'y', 'enabled', '1']);
const FALSE = new Set(['no', 'false', 'off', 'n', 'disabled', '0', '']);

/** Reads the entries of a mapping that is called `what`; keys that are not `known` are ignored with a warning. */
export function readFields(node: { what: string; value: YamlNode }, known: readonly string[], found: Findings): Fields {
  const { what, value } = node;
  const all = entriesOf(what, value, found);
  warnOfUnknownKeys(what, all, { known, found });
  const entry = (key: string) => all.find((candidate) => candidate.key === key);
  const nameOf = (key: string) => (what ? `${what}.${key}` : key);
  const entries = (key: string) => {
    const known = entry(key);
    return known ? entriesOf(nameOf(key), known.value, found) : NO_ENTRIES;
  };
  return {
    place: value.place,
    entry,
    entries,
    has: (key) => entry(key) !== undefined,
    text: (key) => {
      const known = entry(key);
      return known && readText(nameOf(key), known.value, found);
    },
    texts: (key) => readTexts(nameOf(key), entry(key)?.value, found),
    textMap: (key) =>
      Object.fromEntries(
        entries(key).map((item) => [item.key, readText(`${nameOf(key)}.${item.key}`, item.value, found) ?? '']),
      ),
    flag: (key) => readFlag(nameOf(key), entry(key)?.value, found),
    fields: (key, knownKeys) => {
      const nothing: YamlNode = { kind: 'nothing', place: value.place };
      return readFields({ what: nameOf(key), value: entry(key)?.value ?? nothing }, knownKeys, found);
    },
  };
}

function entriesOf(what: string, value: YamlNode, found: Findings): readonly YamlEntry[] {
  if (value.kind === 'map') return value.entries;
  if (value.kind !== 'nothing') {
    found.problem(`Expected ${what || 'the buildspec'} to be of mapping type: ${foundInstead(value)}`, value.place);
  }
  return NO_ENTRIES;
}

/** What stands where something else was expected; the wording follows AWS's own for commands. */
export function foundInstead({ kind, place }: YamlNode): string {
  if (kind === 'text') return `found a string instead at line ${place.line}`;
  return `found subkeys instead at line ${place.line}, value of the key tag on line ${place.line - 1} might be empty`;
}

function readText(what: string, value: YamlNode, found: Findings): string | undefined {
  if (value.kind === 'text') return value.text;
  if (value.kind === 'nothing') return undefined;
  found.problem(`Expected ${what} to be of string type: ${foundInstead(value)}`, value.place);
  return undefined;
}

function readTexts(what: string, value: YamlNode | undefined, found: Findings): string[] {
  if (!value || value.kind === 'nothing') return [];
  if (value.kind === 'text') return [value.text];
  if (value.kind === 'map') {
    found.problem(`Expected ${what} to be of sequence type: ${foundInstead(value)}`, value.place, LIST_HINT);
    return [];
  }
  return value.items.flatMap((item, index) => readText(`${what}[${index}]`, item, found) ?? []);
}

const LIST_HINT = 'Begin each line of a list with a dash.';

/** AWS's agent takes YAML 1.1's words, quoted or not. */
function readFlag(what: string, value: YamlNode | undefined, found: Findings): boolean {
  const text = value && readText(what, value, found);
  if (text === undefined || value === undefined) return false;
  const word = text.trim().toLowerCase();
  if (!TRUE.has(word) && !FALSE.has(word)) {
    found.problem(`Invalid value for ${what}: ${text}. Expecting: yes,no`, value.place);
  }
  return TRUE.has(word);
}

function warnOfUnknownKeys(
  what: string,
  entries: readonly YamlEntry[],
  { known, found }: { known: readonly string[]; found: Findings },
): void {
  for (const { key, keyPlace } of entries) {
    if (known.includes(key)) continue;
    const meant = closestName(key, known);
    const where = what ? ` of ${what}` : '';
    found.warn(`The key ${key}${where} is unknown and ignored`, keyPlace, meant && `Did you mean ${meant}?`);
  }
}
