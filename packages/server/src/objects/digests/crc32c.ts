/** CRC-32C (Castagnoli), bits reversed, as RFC 3720 has it. */
const POLYNOMIAL = 0x82f63b78;
const SLICES = 8;

/** `TABLES[slice * 256 + byte]`: the effect of `byte` followed by `slice` zero bytes. */
const TABLES = makeTables();

function makeTables(): Uint32Array {
  const tables = new Uint32Array(SLICES * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    tables[byte] = crc;
  }
  for (let index = 256; index < tables.length; index++) {
    const before = at(tables, index - 256);
    tables[index] = (before >>> 8) ^ at(tables, before & 255);
  }
  return tables;
}

function at(table: Uint32Array, index: number): number {
  return table[index] as number;
}

/** The checksum of what gave `value` so far (0 at the start) with `chunk` behind it; eight bytes at a time. */
export function crc32c(chunk: Uint8Array, value = 0): number {
  const t = TABLES;
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  const whole = chunk.length - (chunk.length % SLICES);
  let crc = ~value;
  let offset = 0;
  for (; offset < whole; offset += SLICES) {
    const low = crc ^ view.getInt32(offset, true);
    const high = view.getInt32(offset + 4, true);
    crc =
      at(t, 1792 + (low & 255)) ^
      at(t, 1536 + ((low >>> 8) & 255)) ^
      at(t, 1280 + ((low >>> 16) & 255)) ^
      at(t, 1024 + (low >>> 24)) ^
      at(t, 768 + (high & 255)) ^
      at(t, 512 + ((high >>> 8) & 255)) ^
      at(t, 256 + ((high >>> 16) & 255)) ^
      at(t, high >>> 24);
  }
  for (; offset < chunk.length; offset++) crc = (crc >>> 8) ^ at(t, (crc ^ view.getUint8(offset)) & 255);
  return ~crc >>> 0;
}
