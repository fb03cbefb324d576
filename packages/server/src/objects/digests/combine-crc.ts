/** The CRCs whose value over joined parts follows from the parts' own values and lengths. */
export type CombinableCrc = 'crc32' | 'crc32c' | 'crc64nvme';

interface CrcField {
  readonly width: bigint;
  /** Bits reversed, like every value here. */
  readonly polynomial: bigint;
}

const FIELDS: Readonly<Record<CombinableCrc, CrcField>> = {
  crc32: { width: 32n, polynomial: 0xedb88320n },
  crc32c: { width: 32n, polynomial: 0x82f63b78n },
  crc64nvme: { width: 64n, polynomial: 0x9a6c9329ac4bc9b5n },
};

export interface CheckedPart {
  /** Big end first. */
  readonly crc: Buffer;
  /** In bytes. */
  readonly size: number;
}

/**
 * The CRC of all parts joined, without reading them again: appending `n` bytes multiplies what came before
 * by x^(8n) modulo the polynomial. Equal part sizes, the usual case, share one power.
 */
export function combineCrcs(name: CombinableCrc, parts: readonly CheckedPart[]): Buffer {
  const field = FIELDS[name];
  const powers = new Map<number, bigint>();
  let joined = 0n;
  for (const { crc, size } of parts) {
    let power = powers.get(size);
    if (power === undefined) {
      power = powerOfX(field, BigInt(size) * 8n);
      powers.set(size, power);
    }
    joined = multiply(field, power, joined) ^ BigInt(`0x${crc.toString('hex')}`);
  }
  const digits = Number(field.width) / 4;
  return Buffer.from(joined.toString(16).padStart(digits, '0'), 'hex');
}

/** x^exponent by repeated squaring; the highest bit stands for x^0. */
function powerOfX(field: CrcField, exponent: bigint): bigint {
  const one = 1n << (field.width - 1n);
  let square = one >> 1n;
  let result = one;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = multiply(field, square, result);
    square = multiply(field, square, square);
  }
  return result;
}

/** Product of two polynomials over bits, modulo the field's own. */
function multiply({ width, polynomial }: CrcField, left: bigint, right: bigint): bigint {
  let product = 0n;
  let factor = right;
  for (let bit = 1n << (width - 1n); bit > 0n && factor > 0n; bit >>= 1n) {
    if (left & bit) product ^= factor;
    factor = factor & 1n ? (factor >> 1n) ^ polynomial : factor >> 1n;
  }
  return product;
}
