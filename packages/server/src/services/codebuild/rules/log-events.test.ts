import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LONGEST_PIECE_BYTES, type LogCutting, takeLogBatch } from './log-events.ts';

const plain: LogCutting = { secrets: [], mask: (text: string) => text, isEnd: true };

/** Reads everything in steps of `chunk` bytes, as a growing file is read. */
function readAll(bytes: Buffer, chunk: number, cutting = plain): string[] {
  const messages: string[] = [];
  let offset = 0;
  for (let known = chunk; ; known += chunk) {
    const isEnd = known >= bytes.length;
    for (;;) {
      const batch = takeLogBatch(bytes.subarray(offset, known), { ...cutting, isEnd });
      messages.push(...batch.messages);
      offset += batch.bytes;
      if (batch.bytes === 0) break;
    }
    if (isEnd) return messages;
  }
}

describe('a log becomes events', () => {
  it('one per line, with its line feed; carriage returns stay', () => {
    expect(takeLogBatch(Buffer.from('a\n\n 10%\r 20%\nlast'), plain).messages).toEqual([
      'a\n',
      '\n',
      ' 10%\r 20%\n',
      'last',
    ]);
  });

  it('a line that is still being written waits', () => {
    const batch = takeLogBatch(Buffer.from('whole\nhal'), { ...plain, isEnd: false });
    expect(batch).toEqual({ messages: ['whole\n'], bytes: 6 });
  });

  it('bytes that are no UTF-8 are replaced', () => {
    expect(takeLogBatch(Buffer.from([0x61, 0xff, 0xfe, 0x0a]), plain).messages).toEqual(['a\ufffd\ufffd\n']);
  });

  it('a line too long for one event is cut between characters', () => {
    const line = `x${'é'.repeat(LONGEST_PIECE_BYTES)}\n`;
    const { messages } = takeLogBatch(Buffer.from(line), plain);
    expect(messages.length).toBe(3);
    expect(messages.join('')).toBe(line);
  });

  it('a secret that lies across a cut stays whole and is masked', () => {
    const secret = 'sesame-open';
    const line = `${'x'.repeat(LONGEST_PIECE_BYTES - 4)}${secret}${'y'.repeat(9)}\n`;
    const cutting = {
      secrets: [Buffer.from(secret)],
      mask: (text: string) => text.replaceAll(secret, '***'),
      isEnd: true,
    };
    const text = takeLogBatch(Buffer.from(line), cutting).messages.join('');
    expect(text).toBe(`${'x'.repeat(LONGEST_PIECE_BYTES - 4)}***${'y'.repeat(9)}\n`);
  });

  it('a request holds no more than CloudWatch Logs takes', () => {
    const many = takeLogBatch(Buffer.from('\n'.repeat(20_000)), plain);
    expect(many.messages.length).toBe(10_000);
    const long = takeLogBatch(Buffer.from(`${'x'.repeat(60_000)}\n`.repeat(30)), plain);
    const size = long.messages.reduce((sum, message) => sum + Buffer.byteLength(message) + 26, 0);
    expect(size).toBeLessThanOrEqual(1_048_576);
    expect(long.messages.length).toBe(17);
  });

  it('whatever the bytes and however they arrive, the same events come out and nothing is lost', () => {
    const anyBytes = fc.array(
      fc.oneof(
        { weight: 5, arbitrary: fc.uint8Array({ maxLength: 50 }).map((part) => Buffer.from(part)) },
        fc
          .constantFrom(LONGEST_PIECE_BYTES - 1, LONGEST_PIECE_BYTES, 200_000)
          .map((length) => Buffer.alloc(length, 'é')),
        fc.constant(Buffer.from('\n')),
        fc.constant(Buffer.from('secret')),
      ),
      { maxLength: 12 },
    );
    const cutting = { ...plain, secrets: [Buffer.from('secret')] };
    fc.assert(
      fc.property(anyBytes, fc.integer({ min: 1000, max: 300_000 }), (parts, chunk) => {
        const bytes = Buffer.concat(parts);
        const whole = readAll(bytes, bytes.length + 1, cutting);
        expect(readAll(bytes, chunk, cutting)).toEqual(whole);
        expect(whole.every((message) => Buffer.byteLength(message) <= 3 * LONGEST_PIECE_BYTES)).toBe(true);
        if (bytes.equals(Buffer.from(bytes.toString()))) expect(whole.join('')).toBe(bytes.toString());
      }),
      { numRuns: 60 },
    );
  });
});
