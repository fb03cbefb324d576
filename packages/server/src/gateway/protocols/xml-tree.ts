import type { TreeFormat } from '../schema/compile-decoder.ts';
import type { XmlElement } from './parse-xml.ts';
import { textScalar } from './text-scalars.ts';

/** An element, the repeated elements of a flattened list or map, or an attribute. */
export type XmlNode = XmlElement | readonly XmlElement[] | string;

/** A REST-XML body as a tree. */
export const xmlTree: TreeFormat<XmlNode> = {
  keyOf: (name, shape) => localName(shape.xmlName ?? name),
  isStructure: (node) => isElement(node),
  member(node, key, shape) {
    if (!isElement(node)) return undefined;
    if (shape.xmlAttribute) return node.attributes.get(key);
    if (!shape.xmlFlattened) return node.children.find((child) => child.name === key);
    const repeated = node.children.filter((child) => child.name === key);
    return repeated.length > 0 ? repeated : undefined;
  },
  items: (node, shape) => {
    const name = localName(shape.element.xmlName ?? 'member');
    return isElement(node) ? node.children.filter((child) => child.name === name) : repeatedOf(node);
  },
  entries(node, shape) {
    const entries = isElement(node) ? node.children.filter((child) => child.name === 'entry') : repeatedOf(node);
    return entries?.map((entry) => {
      const key = entry.children.find((child) => child.name === (shape.key.xmlName ?? 'key'));
      const value = entry.children.find((child) => child.name === (shape.value.xmlName ?? 'value'));
      return [key?.text ?? '', value ?? null];
    });
  },
  scalar(shape) {
    const read = textScalar(shape, 'date-time');
    return (node) => {
      if (typeof node === 'string') return read(node);
      return isElement(node) ? read(node.text) : undefined;
    };
  },
  kindOf: (node) => (isElement(node) ? `Element ${node.name}` : 'Start of list'),
};

function isElement(node: XmlNode): node is XmlElement {
  return typeof node === 'object' && !Array.isArray(node);
}

function repeatedOf(node: XmlNode): readonly XmlElement[] | undefined {
  return Array.isArray(node) ? node : undefined;
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
