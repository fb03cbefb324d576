import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combineCrcs } from './combine-crc.ts';
import { DIGEST_NAMES, digestOf, startDigest } from './digest.ts';

const CHECK_INPUT = Buffer.from('123456789');

describe('digests', () => {
  it.each([
    ['md5', '25f9e794323b453885f5181f1b624d0b'],
    ['sha1', 'f7c3bc1d808e04732adf679965ccc34ca7ae3441'],
    ['sha256', '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225'],
    ['crc32', 'cbf43926'],
    ['crc32c', 'e3069283'],
    ['crc64nvme', 'ae8b14860a799888'],
  ] as const)('%s has the value its catalogue gives for 123456789', (name, hex) => {
    expect(digestOf(name, CHECK_INPUT).toString('hex')).toBe(hex);
  });

  it.each(DIGEST_NAMES)('%s does not depend on how the bytes are cut', (name) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.array(fc.nat(200), { maxLength: 5 }), (bytes, cuts) => {
        const digest = startDigest(name);
        let from = 0;
        for (const cut of [...cuts, bytes.length].sort((a, b) => a - b)) {
          digest.update(bytes.subarray(from, Math.max(cut, from)));
          from = Math.max(cut, from);
        }
        expect(digest.digest()).toEqual(digestOf(name, bytes));
      }),
    );
  });

  it.each(['crc32', 'crc32c', 'crc64nvme'] as const)('%s of joined parts follows from those of the parts', (name) => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 6 }), (parts) => {
        const combined = combineCrcs(
          name,
          parts.map((part) => ({ crc: digestOf(name, part), size: part.length })),
        );
        expect(combined).toEqual(digestOf(name, Buffer.concat(parts)));
      }),
    );
  });

  it('combines ten thousand parts of two sizes without taking noticeable time', () => {
    const part = { crc: digestOf('crc64nvme', CHECK_INPUT), size: 8 * 1024 * 1024 };
    const parts = [...Array.from({ length: 9_999 }, () => part), { ...part, size: 17 }];
    expect(combineCrcs('crc64nvme', parts)).toHaveLength(8);
  });
});
