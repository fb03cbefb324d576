import { SaxesParser } from 'saxes';
import { ReportUnreadable } from './report-format.ts';

export interface XmlElement {
  /** Without a prefix. */
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** The text directly inside, the beginning of it when there is much. */
  readonly text: string;
}

/** What a format wants of a document. */
export interface XmlWish {
  readonly roots: readonly string[];
  /** Names of the elements that are handed over with all that is in them; nothing else is held, however long the document is. */
  readonly records: readonly string[];
  /** `ancestors` begin with the root; they have no children. */
  readonly take: (record: XmlElement, ancestors: readonly XmlElement[]) => void;
}

const DEEPEST = 200;
const MOST_ELEMENTS = 5_000_000;
const MOST_CHILDREN = 200_000;
const LONGEST_TEXT = 20_000;

interface OpenElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  text: string;
}

/**
 * Reads a document as a stream of records. A document type declaration is passed over: entities other than XML's own five are
 * unknown, so that nothing expands. Throws a ReportUnreadable.
 */
export function readXml(text: string, wish: XmlWish): void {
  const parser = new SaxesParser();
  const open: OpenElement[] = [];
  let depthInRecord = 0;
  let elements = 0;
  const isRecord = (name: string) => wish.records.includes(name);
  parser.on('error', ({ message }) => {
    throw new ReportUnreadable('malformed', `not well-formed at line ${message}`);
  });
  parser.on('opentag', (tag) => {
    const name = localName(tag.name);
    elements += 1;
    if (elements === 1 && !wish.roots.includes(name)) {
      throw new ReportUnreadable('foreign', `the root element is ${name}, not ${wish.roots.join(' or ')}`);
    }
    if (open.length >= DEEPEST) throw new ReportUnreadable('malformed', 'nested too deeply');
    if (elements > MOST_ELEMENTS) throw new ReportUnreadable('malformed', `more than ${MOST_ELEMENTS} elements`);
    if (isRecord(name)) depthInRecord += 1;
    const attributes = new Map(Object.entries(tag.attributes).map(([key, value]) => [localName(key), String(value)]));
    open.push({ name, attributes, children: [], text: '' });
  });
  const addText = (piece: string) => {
    const current = open.at(-1);
    if (depthInRecord === 0 || !current || current.text.length >= LONGEST_TEXT) return;
    current.text += piece.slice(0, LONGEST_TEXT - current.text.length);
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    const closed = open.pop();
    if (!closed) return;
    if (isRecord(closed.name)) {
      depthInRecord -= 1;
      wish.take(closed, open);
    } else if (depthInRecord > 0) {
      const siblings = open.at(-1)?.children;
      if (siblings && siblings.length >= MOST_CHILDREN)
        throw new ReportUnreadable('malformed', 'too many elements in one');
      siblings?.push(closed);
    }
  });
  parser.write(text).close();
}

/** Whether the first element of a document, past its declaration, comments and document type, is one of these. */
export function hasRoot(head: string, ...names: readonly string[]): boolean {
  const root = rootTag(head);
  return root !== undefined && names.includes(root.name);
}

/** The first start tag in the beginning of a document: its name and the text of its attributes, as far as it is there. */
export function rootTag(head: string): { readonly name: string; readonly attributes: string } | undefined {
  let rest = head.replace(/^\uFEFF/, '').trimStart();
  for (;;) {
    const end = endOfProlog(rest);
    if (end === undefined) break;
    if (end < 0) return undefined;
    rest = rest.slice(end).trimStart();
  }
  const tag = /^<([A-Za-z_][\w.:-]{0,99})([^>]{0,4000})/.exec(rest);
  return tag ? { name: localName(tag[1] ?? ''), attributes: tag[2] ?? '' } : undefined;
}

/** Where the next instruction, comment or document type ends; below 0 when that is not in sight, undefined when there is none. */
function endOfProlog(text: string): number | undefined {
  const after = (end: string) => {
    const at = text.indexOf(end);
    return at < 0 ? -1 : at + end.length;
  };
  if (text.startsWith('<?')) return after('?>');
  if (text.startsWith('<!--')) return after('-->');
  if (!text.startsWith('<!')) return undefined;
  const subset = text.indexOf('[');
  const close = text.indexOf('>');
  return subset >= 0 && subset < close ? after(']>') : after('>');
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

export const childNamed = (element: XmlElement, name: string): XmlElement | undefined =>
  element.children.find((child) => child.name === name);

/** An attribute that says something. */
export const attributeOf = (element: XmlElement | undefined, name: string): string | undefined =>
  element?.attributes.get(name) || undefined;

/** A count in an attribute; 0 when it is missing or none. */
export function countOf(element: XmlElement | undefined, name: string): number {
  const value = Number(element?.attributes.get(name) ?? 0);
  return Number.isSafeInteger(value) && value > 0 ? value : 0;
}

/** The nearest of the elements around a record that has this name. */
export const nearest = (ancestors: readonly XmlElement[], name: string): XmlElement | undefined =>
  ancestors.findLast((ancestor) => ancestor.name === name);
