import type { TreeFormat } from '../schema/compile-decoder.ts';
import type { ScalarShape } from '../schema/wire-model.ts';
import { parseTimestamp } from './timestamps.ts';

/** A value as `JSON.parse` gives it. */
export type Json = unknown;

/** AWS JSON as a tree; `useJsonNames` for REST-JSON, whose members may be called otherwise. */
export function jsonTree(useJsonNames: boolean): TreeFormat<Json> {
  return {
    keyOf: (name, shape) => (useJsonNames ? (shape.jsonName ?? name) : name),
    isStructure: isObject,
    member: (node, key) => (node as Record<string, Json>)[key],
    items: (node) => (Array.isArray(node) ? node : undefined),
    entries: (node) => (isObject(node) ? Object.entries(node) : undefined),
    scalar: scalarReader,
    kindOf,
  };
}

function isObject(node: Json): node is Record<string, Json> {
  return typeof node === 'object' && node !== null && !Array.isArray(node);
}

function scalarReader(shape: ScalarShape): (node: Json) => unknown {
  switch (shape.type) {
    case 'string':
      return (node) => (typeof node === 'string' ? node : undefined);
    case 'boolean':
      return (node) => (typeof node === 'boolean' ? node : undefined);
    case 'number':
      return shape.integer ? readInteger : readNumber;
    case 'blob':
      return (node) => (typeof node === 'string' ? readBase64(node) : undefined);
    case 'timestamp':
      return (node) => readTimestamp(node, shape);
    case 'document':
      return (node) => node;
  }
}

function readInteger(node: Json): number | undefined {
  return typeof node === 'number' && Number.isInteger(node) ? node : undefined;
}

function readNumber(node: Json): number | undefined {
  if (typeof node === 'number') return node;
  if (node === 'NaN') return Number.NaN;
  if (node === 'Infinity') return Number.POSITIVE_INFINITY;
  return node === '-Infinity' ? Number.NEGATIVE_INFINITY : undefined;
}

function readTimestamp(node: Json, shape: ScalarShape): Date | undefined {
  if (typeof node === 'number') return parseTimestamp(String(node), 'epoch-seconds');
  if (typeof node !== 'string' || shape.format === undefined || shape.format === 'epoch-seconds') return undefined;
  return parseTimestamp(node, shape.format);
}

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

export function readBase64(text: string): Buffer | undefined {
  return text.length % 4 === 0 && BASE64.test(text) ? Buffer.from(text, 'base64') : undefined;
}

function kindOf(node: Json): string {
  if (Array.isArray(node)) return 'Start of list';
  if (typeof node === 'object') return 'Start of structure or map';
  if (typeof node === 'string') return 'STRING_VALUE';
  if (typeof node === 'number') return 'NUMBER_VALUE';
  return node === true ? 'TRUE_VALUE' : 'FALSE_VALUE';
}
