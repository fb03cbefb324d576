import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { crc32c } from './crc32c.ts';
import { crc64Nvme } from './crc64-nvme.ts';

/** The checksums S3 knows and we can compute. */
export const DIGEST_NAMES = ['md5', 'sha1', 'sha256', 'sha512', 'crc32', 'crc32c', 'crc64nvme'] as const;
export type DigestName = (typeof DIGEST_NAMES)[number];

/** What was computed over some bytes, in the byte order S3 writes in base64 (big end first). */
export type Digests = Readonly<Partial<Record<DigestName, Buffer>>>;

/** A checksum that is fed chunk by chunk. */
export interface RunningDigest {
  update(chunk: Uint8Array): void;
  digest(): Buffer;
}

export function startDigest(name: DigestName): RunningDigest {
  switch (name) {
    case 'crc32':
      return running<number>(0, (chunk, value) => crc32(chunk, value), crc32Bytes);
    case 'crc32c':
      return running<number>(0, crc32c, crc32Bytes);
    case 'crc64nvme':
      return running({ high: 0, low: 0 }, crc64Nvme, ({ high, low }) =>
        Buffer.concat([crc32Bytes(high), crc32Bytes(low)]),
      );
    default: {
      const hash = createHash(name);
      return { update: (chunk) => void hash.update(chunk), digest: () => hash.digest() };
    }
  }
}

/** The checksum of bytes that are all there. */
export function digestOf(name: DigestName, bytes: Uint8Array): Buffer {
  const digest = startDigest(name);
  digest.update(bytes);
  return digest.digest();
}

function running<Value>(
  initial: Value,
  step: (chunk: Uint8Array, value: Value) => Value,
  bytesOf: (value: Value) => Buffer,
): RunningDigest {
  let value = initial;
  return {
    update(chunk) {
      value = step(chunk, value);
    },
    digest: () => bytesOf(value),
  };
}

function crc32Bytes(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}
