import type { ScalarShape, TimestampFormat } from '../schema/wire-model.ts';
import { readBase64 } from './json-tree.ts';
import { parseTimestamp } from './timestamps.ts';

/** How scalars are read where everything is text: form fields, XML, headers, query strings. Undefined when they are not. */
export function textScalar(shape: ScalarShape, timestampFormat: TimestampFormat): (text: string) => unknown {
  switch (shape.type) {
    case 'boolean':
      return readBoolean;
    case 'number':
      return shape.integer ? readInteger : readNumber;
    case 'blob':
      return (text) => readBase64(text.trim());
    case 'timestamp':
      return (text) => parseTimestamp(text, shape.format ?? timestampFormat);
    default:
      return (text) => text;
  }
}

function readBoolean(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  if (word === 'true') return true;
  return word === 'false' ? false : undefined;
}

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;

function readNumber(text: string): number | undefined {
  const trimmed = text.trim();
  return NUMBER.test(trimmed) ? Number(trimmed) : undefined;
}

function readInteger(text: string): number | undefined {
  const value = readNumber(text);
  return value !== undefined && Number.isInteger(value) ? value : undefined;
}
