import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeFrame, type FrameKind, frameReader } from './terminal-frames.ts';

const kinds: FrameKind[] = ['input', 'input-end', 'resize', 'output', 'errors', 'notice', 'exit'];
const frames = fc.array(fc.record({ kind: fc.constantFrom(...kinds), bytes: fc.uint8Array({ maxLength: 40 }) }));

it('frames arrive as they were sent, however the bytes are cut', () => {
  fc.assert(
    fc.property(frames, fc.integer({ min: 1, max: 17 }), (sent, size) => {
      const bytes = sent.flatMap(({ kind, bytes }) => [...encodeFrame(kind, bytes)]);
      const read = frameReader();
      const arrived = [];
      for (let at = 0; at < bytes.length; at += size)
        arrived.push(...read(Uint8Array.from(bytes.slice(at, at + size))));
      expect(arrived).toEqual(sent);
    }),
  );
});

it.each([
  ['an unknown kind', [7, 0, 0, 0, 0]],
  ['an endless frame', [0, 255, 0, 0, 0]],
])('%s is refused', (_, bytes) => {
  expect(() => frameReader()(Uint8Array.from(bytes))).toThrow(RangeError);
});
