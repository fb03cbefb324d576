/** CRC-64/NVME, bits reversed: polynomial 0x9A6C9329AC4BC9B5, as two halves because 64-bit numbers are slow here. */
const POLYNOMIAL = { high: 0x9a6c9329, low: 0xac4bc9b5 };
const SLICES = 8;

/** Both halves are unsigned 32-bit numbers. */
export interface Crc64 {
  readonly high: number;
  readonly low: number;
}

/** `[slice * 256 + byte]`: the effect of `byte` followed by `slice` zero bytes. */
const { HIGH, LOW } = makeTables();

function makeTables() {
  const HIGH = new Int32Array(SLICES * 256);
  const LOW = new Int32Array(SLICES * 256);
  for (let byte = 0; byte < 256; byte++) {
    let high = 0;
    let low = byte;
    for (let bit = 0; bit < 8; bit++) {
      const carry = low & 1;
      low = (low >>> 1) | (high << 31);
      high >>>= 1;
      if (carry) {
        high ^= POLYNOMIAL.high;
        low ^= POLYNOMIAL.low;
      }
    }
    HIGH[byte] = high;
    LOW[byte] = low;
  }
  for (let index = 256; index < HIGH.length; index++) {
    const high = at(HIGH, index - 256);
    const low = at(LOW, index - 256);
    HIGH[index] = (high >>> 8) ^ at(HIGH, low & 255);
    LOW[index] = ((low >>> 8) | (high << 24)) ^ at(LOW, low & 255);
  }
  return { HIGH, LOW };
}

function at(table: Int32Array, index: number): number {
  return table[index] as number;
}

/** The checksum of what gave `value` so far (zero at the start) with `chunk` behind it; eight bytes at a time. */
export function crc64Nvme(chunk: Uint8Array, value: Crc64): Crc64 {
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  const whole = chunk.length - (chunk.length % SLICES);
  let high = ~value.high;
  let low = ~value.low;
  let offset = 0;
  for (; offset < whole; offset += SLICES) {
    const a = low ^ view.getInt32(offset, true);
    const b = high ^ view.getInt32(offset + 4, true);
    const i7 = 1792 + (a & 255);
    const i6 = 1536 + ((a >>> 8) & 255);
    const i5 = 1280 + ((a >>> 16) & 255);
    const i4 = 1024 + (a >>> 24);
    const i3 = 768 + (b & 255);
    const i2 = 512 + ((b >>> 8) & 255);
    const i1 = 256 + ((b >>> 16) & 255);
    const i0 = b >>> 24;
    high =
      at(HIGH, i7) ^
      at(HIGH, i6) ^
      at(HIGH, i5) ^
      at(HIGH, i4) ^
      at(HIGH, i3) ^
      at(HIGH, i2) ^
      at(HIGH, i1) ^
      at(HIGH, i0);
    low = at(LOW, i7) ^ at(LOW, i6) ^ at(LOW, i5) ^ at(LOW, i4) ^ at(LOW, i3) ^ at(LOW, i2) ^ at(LOW, i1) ^ at(LOW, i0);
  }
  for (; offset < chunk.length; offset++) {
    const index = (low ^ view.getUint8(offset)) & 255;
    low = ((low >>> 8) | (high << 24)) ^ at(LOW, index);
    high = (high >>> 8) ^ at(HIGH, index);
  }
  return { high: ~high >>> 0, low: ~low >>> 0 };
}
