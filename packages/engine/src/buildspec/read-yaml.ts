import {
  Composer,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  Parser,
  type Scalar,
  type YAMLParseError,
} from 'yaml';
import type { BuildspecProblem } from './buildspec.ts';
import { isTooDeep, MOST_LEVELS } from './yaml-depth.ts';
import { explainYamlError } from './yaml-errors.ts';

/** Where something stands; both count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A document without aliases, anchors and types: every scalar is the text that was written. */
export type YamlNode =
  | { readonly kind: 'text'; readonly text: string; readonly place: Place }
  | { readonly kind: 'list'; readonly items: readonly YamlNode[]; readonly place: Place }
  | { readonly kind: 'map'; readonly entries: readonly YamlEntry[]; readonly place: Place }
  /** A key or a dash with nothing behind it. */
  | { readonly kind: 'nothing'; readonly place: Place };

export interface YamlEntry {
  readonly key: string;
  readonly keyPlace: Place;
  readonly value: YamlNode;
}

export type ReadYaml =
  | { readonly ok: true; readonly root: YamlNode }
  | { readonly ok: false; readonly problems: readonly BuildspecProblem[] };

/** Far beyond what people write; parsing what is this large takes a second at worst. */
const LONGEST_TEXT = 256 * 1024;
/** What aliases may unfold to. */
const MOST_NODES = 50_000;
const MOST_PROBLEMS = 20;

/** Reads YAML, and JSON as a kind of it. Untrusted text is bounded in length, depth and what its aliases unfold to. */
export function readYaml(text: string): ReadYaml {
  if (text.length > LONGEST_TEXT) {
    return refuse({ message: `The buildspec is longer than ${LONGEST_TEXT / 1024} KiB` });
  }
  const lines = new LineCounter();
  const tokens = [...new Parser(lines.addNewLine).parse(withoutByteOrderMark(text))];
  if (isTooDeep(tokens)) return refuse({ message: `The buildspec is nested more than ${MOST_LEVELS} levels deep` });
  // Looking for duplicate keys is our own work below: the library compares each key with each.
  const options = { schema: 'failsafe', uniqueKeys: false, logLevel: 'silent' } as const;
  const [document] = new Composer(options).compose(tokens, true, text.length);
  if (!document) return refuse({ message: 'The buildspec is empty' });
  const placeOf = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  if (document.errors.length > 0) return { ok: false, problems: explainAll(document.errors, placeOf) };
  return unfold(document as Document.Parsed, placeOf);
}

const withoutByteOrderMark = (text: string): string => text.replace(/^\uFEFF/, '');

const refuse = (problem: BuildspecProblem): ReadYaml => ({ ok: false, problems: [problem] });

/** One mistake often makes the parser stumble more than once: the first problem of each line says enough. */
function explainAll(errors: readonly YAMLParseError[], placeOf: (offset: number) => Place): BuildspecProblem[] {
  const byLine = new Map<number, BuildspecProblem>();
  for (const error of errors) {
    if (byLine.size === MOST_PROBLEMS) break;
    const place = placeOf(error.pos[0]);
    if (!byLine.has(place.line)) byLine.set(place.line, explainYamlError(error, place));
  }
  return [...byLine.values()];
}

function unfold(document: Document.Parsed, placeOf: (offset: number) => Place): ReadYaml {
  const problems: BuildspecProblem[] = [];
  const beingUnfolded = new Set<Node>();
  let nodes = 0;
  let lastPlace: Place = { line: 1, column: 1 };

  const placeOfNode = (node: Node | null | undefined): Place => (node?.range ? placeOf(node.range[0]) : lastPlace);

  function convert(node: Node | null | undefined, place = placeOfNode(node)): YamlNode {
    lastPlace = place;
    nodes += 1;
    if (!node || nodes > MOST_NODES || beingUnfolded.has(node)) return { kind: 'nothing', place };
    if (isAlias(node)) return convert(resolveAlias(node.source, node.resolve(document), place), place);
    if (isScalar(node)) return convertScalar(node, place);
    beingUnfolded.add(node);
    const converted = isSeq(node) ? convertList(node.items as Node[], place) : convertMap(node, place);
    beingUnfolded.delete(node);
    return converted;
  }

  function resolveAlias(name: string, target: Node | undefined, place: Place): Node | undefined {
    if (!target) problems.push({ message: `unknown anchor '${name}' referenced`, ...place, hint: STAR_HINT });
    else if (beingUnfolded.has(target)) problems.push({ message: `anchor '${name}' value contains itself`, ...place });
    return target;
  }

  const convertList = (items: readonly Node[], place: Place): YamlNode => ({
    kind: 'list',
    items: items.map((item) => convert(item)),
    place,
  });

  function convertMap(node: Node, place: Place): YamlNode {
    const entries = new Map<string, YamlEntry>();
    const merged: YamlNode[] = [];
    for (const pair of isMap(node) ? (node.items as Pair<Node, Node | null>[]) : []) {
      const keyPlace = placeOfNode(pair.key);
      const key = isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
      const known = entries.get(key);
      if (known) problems.push({ message: alreadyDefined(key, known), ...keyPlace, hint: DUPLICATE_HINT });
      lastPlace = keyPlace;
      const value = convert(pair.value);
      if (isMergeKey(pair.key)) merged.push(value);
      else entries.set(key, { key, keyPlace, value });
    }
    for (const { key, keyPlace, value } of merged.flatMap(entriesToMerge)) {
      if (!entries.has(key)) entries.set(key, { key, keyPlace, value });
    }
    return { kind: 'map', entries: [...entries.values()], place };
  }

  const root = convert(document.contents);
  if (nodes > MOST_NODES) problems.push({ message: 'document contains excessive aliasing' });
  return problems.length > 0 ? { ok: false, problems: problems.slice(0, MOST_PROBLEMS) } : { ok: true, root };
}

const STAR_HINT = 'A text that begins with * has to be put in quotes.';
const DUPLICATE_HINT = 'The same key stands twice in one mapping. Merge the two.';

const alreadyDefined = (key: string, { keyPlace }: YamlEntry): string =>
  `mapping key "${key}" already defined at line ${keyPlace.line}`;

function convertScalar(node: Scalar, place: Place): YamlNode {
  const text = String(node.value ?? '');
  return text === '' && node.type === 'PLAIN' ? { kind: 'nothing', place } : { kind: 'text', text, place };
}

const isMergeKey = (key: Node | null): boolean => isScalar(key) && key.type === 'PLAIN' && key.value === '<<';

function entriesToMerge(node: YamlNode): readonly YamlEntry[] {
  if (node.kind === 'map') return node.entries;
  return node.kind === 'list' ? node.items.flatMap(entriesToMerge) : [];
}
