import { Readable } from 'node:stream';
import type { StructureShape, WireModel, WireShape } from '../schema/wire-model.ts';
import { isBoundOutside } from './http-binding.ts';
import type { WireResponse } from './protocol.ts';
import { formatTimestamp } from './timestamps.ts';
import { scalarText } from './xml-writer.ts';

/** How a protocol writes the part of an output that is not in headers. */
export interface RestWriter {
  readonly contentType: string;
  /** The whole output, of which only the members left for the body count. */
  document(output: object): string;
  /** A structure that is the payload by itself. */
  payload(shape: StructureShape, value: object): string;
}

/** Compiles how an operation's output is spread over status, headers and body. */
export function compileHttpOutput(model: WireModel, structure: string, writer: RestWriter) {
  const members = Object.entries(model.structures[structure]?.members ?? {});
  const payload = members.find(([, shape]) => shape.httpPayload);
  const hasBody = members.some(([, shape]) => !isBoundOutside(shape));
  return (output: object, status: number): WireResponse => {
    const values = output as Record<string, unknown>;
    const headers = headersOf(members, values);
    const code = members.find(([, shape]) => shape.httpResponseCode)?.[0];
    const found = { status: code === undefined ? status : ((values[code] as number | undefined) ?? status) };
    if (payload) return { ...found, ...payloadOf(payload, values, headers, writer) };
    if (!hasBody) return { ...found, headers, body: '' };
    headers['content-type'] ??= writer.contentType;
    return { ...found, headers, body: writer.document(output) };
  };
}

function payloadOf(
  [name, shape]: readonly [string, WireShape],
  values: Record<string, unknown>,
  headers: Record<string, string>,
  writer: RestWriter,
): Pick<WireResponse, 'headers' | 'body'> {
  const value = values[name];
  if (value === undefined || value === null) return { headers, body: '' };
  if (typeof value === 'string' || value instanceof Uint8Array || value instanceof Readable) {
    if (shape.type === 'string') headers['content-type'] ??= writer.contentType;
    return { headers, body: value };
  }
  if (shape.type !== 'structure') throw new Error(`the payload ${name} cannot be a ${shape.type}`);
  headers['content-type'] ??= writer.contentType;
  return { headers, body: writer.payload(shape, value) };
}

/** The members that are headers, in lower case. */
export function headersOf(
  members: readonly (readonly [string, WireShape])[],
  values: Readonly<Record<string, unknown>>,
): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, shape] of members) {
    const value = values[name];
    if (value === undefined || value === null) continue;
    if (shape.httpHeader !== undefined) headers[shape.httpHeader.toLowerCase()] = headerText(shape, value);
    if (shape.httpPrefixHeaders !== undefined) {
      for (const [key, text] of Object.entries(value))
        headers[shape.httpPrefixHeaders.toLowerCase() + key] = String(text);
    }
  }
  return headers;
}

function headerText(shape: WireShape, value: unknown): string {
  if (shape.type === 'timestamp') return formatTimestamp(value as Date, shape.format ?? 'http-date');
  if (shape.type === 'list') return (value as unknown[]).map((item) => headerText(shape.element, item)).join(', ');
  return scalarText(shape, value);
}
