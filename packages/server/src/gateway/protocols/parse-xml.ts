import { SaxesParser } from 'saxes';
import { DEEPEST } from '../schema/walk.ts';

export interface XmlElement {
  /** Without a prefix. */
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** All text directly inside. */
  readonly text: string;
}

/** A document that is not well-formed, declares entities or nests too deeply. */
export class XmlError extends Error {}

interface OpenElement {
  readonly name: string;
  readonly attributes: Map<string, string>;
  readonly children: XmlElement[];
  text: string;
}

/** The root element of a document; undefined when there is none. Entities other than XML's own five are refused. */
export function parseXml(text: string): XmlElement | undefined {
  const parser = new SaxesParser();
  const open: OpenElement[] = [];
  let root: XmlElement | undefined;
  parser.on('error', (error) => {
    throw new XmlError(error.message);
  });
  parser.on('doctype', () => {
    throw new XmlError('A document type declaration is not allowed.');
  });
  parser.on('opentag', (tag) => {
    if (open.length >= DEEPEST) throw new XmlError('The document is nested too deeply.');
    const attributes = new Map(Object.entries(tag.attributes).map(([name, value]) => [localName(name), value]));
    open.push({ name: localName(tag.name), attributes, children: [], text: '' });
  });
  const addText = (piece: string) => {
    const current = open.at(-1);
    if (current) current.text += piece;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    const closed = open.pop();
    if (!closed) return;
    const parent = open.at(-1);
    if (parent) parent.children.push(closed);
    else root = closed;
  });
  parser.write(text).close();
  return root;
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
