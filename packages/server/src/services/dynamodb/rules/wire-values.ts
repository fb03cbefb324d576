import type { AttributeValue as WireValue } from '@aws-sdk/client-dynamodb';
import type { AttributeValue, Item } from '@codeyard/engine/dynamodb-expressions/attribute-value';
import { plainNumber, utf8Length } from '@codeyard/engine/dynamodb-expressions/compare';
import { parseDecimal } from '@codeyard/engine/dynamodb-expressions/decimal';
import { invalidParameter, itemTooLarge, validation } from '../errors.ts';

export type WireItem = Record<string, WireValue>;

/** A value as requests bring it: one member should be there. */
export interface GivenValue {
  readonly S?: string | undefined;
  readonly N?: string | undefined;
  readonly B?: Uint8Array | undefined;
  readonly BOOL?: boolean | undefined;
  readonly NULL?: boolean | undefined;
  readonly SS?: readonly string[] | undefined;
  readonly NS?: readonly string[] | undefined;
  readonly BS?: readonly Uint8Array[] | undefined;
  readonly L?: readonly GivenValue[] | undefined;
  readonly M?: GivenItem | undefined;
}

export interface GivenItem {
  readonly [name: string]: GivenValue;
}

const MOST_LEVELS = 32;
const MOST_ITEM_BYTES = 400 * 1024;

/** Values as they came; what is no value is refused. */
export function readItem(item: GivenItem | undefined): Item {
  return Object.fromEntries(Object.entries(item ?? {}).map(([name, value]) => [name, readValue(value, 1)]));
}

export function readValue(value: GivenValue, level = 1): AttributeValue {
  if (level > MOST_LEVELS) throw validation('Nesting Levels have exceeded supported limits');
  const [type, ...others] = Object.keys(value).filter((key) => value[key as keyof GivenValue] !== undefined);
  if (type === undefined || others.length > 0) {
    throw validation(
      `Supplied AttributeValue ${type === undefined ? 'is empty, must contain exactly one of the supported datatypes' : 'has more than one datatypes set, must contain exactly one of the supported datatypes'}`,
    );
  }
  if (value.S !== undefined) return { S: value.S };
  if (value.N !== undefined) return { N: readNumber(value.N) };
  if (value.B !== undefined) return { B: hexOf(value.B) };
  if (value.BOOL !== undefined) return { BOOL: value.BOOL };
  if (value.NULL !== undefined) return { NULL: true };
  if (value.SS !== undefined) return { SS: readSet(value.SS) };
  if (value.NS !== undefined) return { NS: readSet(value.NS.map(readNumber)) };
  if (value.BS !== undefined) return { BS: readSet(value.BS.map(hexOf)) };
  if (value.L !== undefined) return { L: value.L.map((member) => readValue(member, level + 1)) };
  const entries = Object.entries(value.M ?? {}).map(([name, member]) => [name, readValue(member, level + 1)] as const);
  return { M: Object.fromEntries(entries) };
}

const PROBLEMS = {
  'no-number': (text: string) => `The parameter cannot be converted to a numeric value: ${text}`,
  'too-precise': () => 'Attempting to store more than 38 significant digits in a Number',
  'too-large': () => 'Number overflow. Attempting to store a number with magnitude larger than supported range',
  'too-small': () => 'Number underflow. Attempting to store a number with magnitude smaller than supported range',
};

function readNumber(text: string): string {
  const number = parseDecimal(text);
  if (typeof number === 'string') throw validation(PROBLEMS[number](text));
  return plainNumber(text);
}

function readSet(members: readonly string[]): string[] {
  if (members.length === 0) throw invalidParameter('An string set  may not be empty');
  if (new Set(members).size < members.length) throw invalidParameter('Input collection contains duplicates.');
  return [...members];
}

const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const bytesOf = (hex: string) => Buffer.from(hex, 'hex');

export function writeItem(item: Item): WireItem {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, writeValue(value)]));
}

function writeValue(value: AttributeValue): WireValue {
  if ('B' in value) return { B: bytesOf(value.B) };
  if ('BS' in value) return { BS: value.BS.map(bytesOf) };
  if ('L' in value) return { L: value.L.map(writeValue) };
  if ('M' in value) return { M: writeItem(value.M) };
  return value as unknown as WireValue;
}

/** Bytes of an item as DynamoDB counts them, closely enough for its limits. */
export function sizeOfItem(item: Item): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + utf8Length(name) + sizeOfValue(value), 0);
}

function sizeOfValue(value: AttributeValue): number {
  if ('S' in value) return utf8Length(value.S);
  if ('B' in value) return value.B.length / 2;
  if ('N' in value) return Math.ceil(value.N.length / 2) + 1;
  if ('BOOL' in value || 'NULL' in value) return 1;
  if ('L' in value) return value.L.reduce((sum, member) => sum + 1 + sizeOfValue(member), 3);
  if ('M' in value) return 3 + sizeOfItem(value.M) + Object.keys(value.M).length;
  if ('SS' in value) return value.SS.reduce((sum, text) => sum + utf8Length(text), 0);
  return ('NS' in value ? value.NS : value.BS).reduce((sum, text) => sum + Math.ceil(text.length / 2), 0);
}

export function checkSize(item: Item): void {
  if (sizeOfItem(item) > MOST_ITEM_BYTES) throw itemTooLarge();
}
