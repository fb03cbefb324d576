import type { ListShape, MapShape, StructureShape, WireModel, WireShape, XmlNamespace } from '../schema/wire-model.ts';
import { isBoundOutside } from './http-binding.ts';
import { formatTimestamp } from './timestamps.ts';

export const XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** Appends an element called `name` for the value to `out`. */
type Write = (out: string[], name: string, value: unknown) => void;

export interface XmlWriters {
  /** An element of the structure's members; `attributes` is written as it is, leading blank included. */
  element(structure: string, name: string, value: object, attributes?: string): string;
  /** The members alone, without an element around them. */
  members(structure: string, value: object): string;
}

interface MemberWriter {
  readonly name: string;
  readonly element: string;
  readonly shape: WireShape;
  readonly write: Write;
}

/** Compiles a model's shapes into closures that write XML. */
export function compileXmlWriters(model: WireModel): XmlWriters {
  const structures = new Map<string, readonly MemberWriter[]>();

  function membersOf(name: string): readonly MemberWriter[] {
    const known = structures.get(name);
    if (known) return known;
    const members: MemberWriter[] = [];
    structures.set(name, members);
    for (const [memberName, shape] of Object.entries(model.structures[name]?.members ?? {})) {
      if (isBoundOutside(shape)) continue;
      members.push({ name: memberName, element: shape.xmlName ?? memberName, shape, write: writerOf(shape) });
    }
    return members;
  }

  function writerOf(shape: WireShape): Write {
    switch (shape.type) {
      case 'structure':
        return structureWriter(shape);
      case 'list':
        return listWriter(shape, writerOf(shape.element));
      case 'map':
        return mapWriter(shape, writerOf(shape.value));
      default: {
        const attributes = namespaceAttribute(shape.xmlNamespace);
        return (out, name, value) =>
          void out.push(`<${name}${attributes}>${escapeXml(scalarText(shape, value))}</${name}>`);
      }
    }
  }

  function structureWriter({ structure, xmlNamespace }: StructureShape): Write {
    const attributes = namespaceAttribute(xmlNamespace);
    return (out, name, value) => writeStructure(out, { name, structure, value, attributes });
  }

  function writeStructure(
    out: string[],
    { name, structure, value, attributes }: { name: string; structure: string; value: unknown; attributes: string },
  ): void {
    const source = value as Record<string, unknown>;
    const own = namespaceAttribute(model.structures[structure]?.xmlNamespace);
    let open = `<${name}${attributes}${attributes === own ? '' : own}`;
    const members = membersOf(structure);
    for (const member of members) {
      const inner = source[member.name];
      if (!member.shape.xmlAttribute || inner === undefined || inner === null) continue;
      open += ` ${member.element}="${escapeXml(scalarText(member.shape, inner))}"`;
    }
    out.push(`${open}>`);
    writeMembers(out, members, source);
    out.push(`</${name}>`);
  }

  return {
    element(structure, name, value, attributes = '') {
      const out: string[] = [];
      writeStructure(out, { name, structure, value, attributes });
      return out.join('');
    },
    members(structure, value) {
      const out: string[] = [];
      writeMembers(out, membersOf(structure), value as Record<string, unknown>);
      return out.join('');
    },
  };
}

function writeMembers(out: string[], members: readonly MemberWriter[], source: Record<string, unknown>): void {
  for (const { name, element, shape, write } of members) {
    const value = source[name];
    if (value === undefined || value === null || shape.xmlAttribute) continue;
    write(out, element, value);
  }
}

function listWriter(shape: ListShape, write: Write): Write {
  const flat = shape.xmlFlattened !== undefined;
  const elementName = shape.element.xmlName ?? 'member';
  const attributes = namespaceAttribute(shape.xmlNamespace);
  return (out, name, values) => {
    if (!flat) out.push(`<${name}${attributes}>`);
    for (const value of values as readonly unknown[]) {
      if (value !== null && value !== undefined) write(out, flat ? name : elementName, value);
    }
    if (!flat) out.push(`</${name}>`);
  };
}

function mapWriter(shape: MapShape, write: Write): Write {
  const flat = shape.xmlFlattened !== undefined;
  const keyName = shape.key.xmlName ?? 'key';
  const valueName = shape.value.xmlName ?? 'value';
  return (out, name, map) => {
    const entry = flat ? name : 'entry';
    if (!flat) out.push(`<${name}>`);
    for (const [key, value] of Object.entries(map as object)) {
      if (value === null || value === undefined) continue;
      out.push(`<${entry}><${keyName}>${escapeXml(key)}</${keyName}>`);
      write(out, valueName, value);
      out.push(`</${entry}>`);
    }
    if (!flat) out.push(`</${name}>`);
  };
}

export function scalarText(shape: WireShape, value: unknown): string {
  if (shape.type === 'timestamp') return formatTimestamp(value as Date, shape.format ?? 'date-time');
  if (shape.type === 'blob') return Buffer.from(value as Uint8Array).toString('base64');
  return String(value);
}

function namespaceAttribute(namespace: XmlNamespace | undefined): string {
  if (!namespace) return '';
  const [prefix, uri] = namespace;
  return ` xmlns${prefix ? `:${prefix}` : ''}="${escapeXml(uri)}"`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters XML cannot hold as they are
const SPECIAL = /[&<>"\u0000-\u0008\u000B-\u001F\u0085\u2028\uFFFE\uFFFF]/g;
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Control characters become numeric references, as S3 writes them. */
export function escapeXml(text: string): string {
  return text.replace(
    SPECIAL,
    (character) => ENTITIES[character] ?? `&#x${character.charCodeAt(0).toString(16).toUpperCase()};`,
  );
}
