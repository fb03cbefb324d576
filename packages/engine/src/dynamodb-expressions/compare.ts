import { type AttributeValue, contentOf, typeOf } from './attribute-value.ts';
import { compareDecimals, type Decimal, formatDecimal, parseDecimal } from './decimal.ts';

/** Whether two values are the same; sets have no order, numbers no zeros at their end. */
export function equals(a: AttributeValue, b: AttributeValue): boolean {
  return canonical(a) === canonical(b);
}

function canonical(value: AttributeValue): string {
  return JSON.stringify(normal(value));
}

function normal(value: AttributeValue): unknown {
  if ('N' in value) return { N: plainNumber(value.N) };
  if ('NS' in value) return { NS: value.NS.map(plainNumber).sort() };
  if ('SS' in value) return { SS: [...value.SS].sort() };
  if ('BS' in value) return { BS: [...value.BS].sort() };
  if ('L' in value) return { L: value.L.map(normal) };
  if (!('M' in value)) return value;
  const entries = Object.entries(value.M).sort(([x], [y]) => (x < y ? -1 : 1));
  return { M: entries.map(([name, part]) => [name, normal(part)]) };
}

/** A number without what does not change it. */
export function plainNumber(text: string): string {
  const number = parseDecimal(text);
  return typeof number === 'string' ? text : formatDecimal(number);
}

/** Below, at or above zero; undefined for values that have no order with each other. */
export function compare(a: AttributeValue, b: AttributeValue): number | undefined {
  if (typeOf(a) !== typeOf(b)) return undefined;
  if ('N' in a && 'N' in b) return compareDecimals(decimalOf(a.N), decimalOf(b.N));
  if (!('S' in a) && !('B' in a)) return undefined;
  return compareCodePoints(String(contentOf(a)), String(contentOf(b)));
}

/** By UTF-8 bytes, which is by code points; JavaScript's own order is by UTF-16 units. */
function compareCodePoints(a: string, b: string): number {
  const [x, y] = [[...a], [...b]];
  for (const [at, character] of x.entries()) {
    const other = y[at];
    if (other === undefined) return 1;
    const difference = (character.codePointAt(0) ?? 0) - (other.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return x.length === y.length ? 0 : -1;
}

export function decimalOf(text: string): Decimal {
  const number = parseDecimal(text);
  if (typeof number === 'string') throw new Error(`${text} was kept as a number`);
  return number;
}

/** What `size()` tells: characters' bytes, bytes, or members; undefined for what has no size. */
export function sizeOf(value: AttributeValue): number | undefined {
  if ('S' in value) return utf8Length(value.S);
  if ('B' in value) return value.B.length / 2;
  if ('M' in value) return Object.keys(value.M).length;
  const content = contentOf(value);
  return Array.isArray(content) ? content.length : undefined;
}

/** How many bytes a text has as UTF-8. */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
