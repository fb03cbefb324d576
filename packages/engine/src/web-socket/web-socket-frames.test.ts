import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closeBody, encodeWebSocketMessage, type WebSocketMessage, webSocketReader } from './web-socket-frames.ts';

const MASK = Uint8Array.of(1, 2, 3, 250);
const client = (mostBytes = 100_000) => webSocketReader({ from: 'client', mostBytes });
const code = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    return (error as { code?: number }).code;
  }
  return undefined;
};

describe('messages of a WebSocket', () => {
  const messages: fc.Arbitrary<WebSocketMessage[]> = fc.array(
    fc.oneof(
      fc.record({
        kind: fc.constantFrom('text' as const, 'binary' as const),
        bytes: fc.uint8Array({ maxLength: 300 }),
      }),
      fc.record({ kind: fc.constantFrom('ping' as const, 'pong' as const), bytes: fc.uint8Array({ maxLength: 125 }) }),
    ),
    { maxLength: 6 },
  );

  it('arrive as they were sent, from either side, however the bytes are cut', () => {
    const mask = fc.option(fc.uint8Array({ minLength: 4, maxLength: 4 }), { nil: undefined });
    fc.assert(
      fc.property(messages, mask, fc.integer({ min: 1, max: 40 }), (sent, key, size) => {
        const bytes = Buffer.concat(sent.map((message) => encodeWebSocketMessage(message, key)));
        const read = webSocketReader({ from: key ? 'client' : 'server', mostBytes: 1_000 });
        const arrived: WebSocketMessage[] = [];
        for (let at = 0; at < bytes.length; at += size) arrived.push(...read(bytes.subarray(at, at + size)));
        expect(arrived).toEqual(sent);
      }),
    );
  });

  it.each([125, 126, 65_535, 65_536])('may be %d bytes long', (length) => {
    const message = { kind: 'binary', bytes: new Uint8Array(length).fill(7) } as const;
    expect(client()(encodeWebSocketMessage(message, MASK))).toEqual([message]);
  });

  it('are read as the RFC writes them', () => {
    // RFC 6455, section 5.7: a masked "Hello", and one in two parts with a ping between.
    const masked = Uint8Array.of(0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58);
    expect(client()(masked)).toEqual([{ kind: 'text', bytes: new TextEncoder().encode('Hello') }]);
    const server = webSocketReader({ from: 'server', mostBytes: 100 });
    const parts = [0x01, 0x03, 0x48, 0x65, 0x6c, 0x89, 0x01, 0x21, 0x80, 0x02, 0x6c, 0x6f];
    expect(server(Uint8Array.from(parts))).toEqual([
      { kind: 'ping', bytes: new TextEncoder().encode('!') },
      { kind: 'text', bytes: new TextEncoder().encode('Hello') },
    ]);
    expect(closeBody(1008, Buffer.from('no'))).toEqual(Uint8Array.of(3, 240, 110, 111));
  });

  it.each([
    ['is not masked', [0x82, 0x01, 0x00], 1002],
    ['uses an extension', [0xc2, 0x80, 0, 0, 0, 0], 1002],
    ['has an unknown kind', [0x83, 0x80, 0, 0, 0, 0], 1002],
    ['is a ping in parts', [0x09, 0x80, 0, 0, 0, 0], 1002],
    ['is a long ping', [0x89, 0xfe, 0x01, 0x00], 1002],
    ['goes on with nothing', [0x80, 0x80, 0, 0, 0, 0], 1002],
    ['begins anew in the middle', [0x02, 0x80, 0, 0, 0, 0, 0x82, 0x80, 0, 0, 0, 0], 1002],
    ['is longer than allowed', [0x82, 0xff, 0, 0, 0, 0, 0, 1, 0, 0], 1009],
    ['is endless', [0x82, 0xff, 255, 255, 255, 255, 255, 255, 255, 255], 1009],
  ])('are refused when a frame %s', (_, bytes, expected) => {
    expect(code(() => client(50_000)(Uint8Array.from(bytes)))).toBe(expected);
  });

  it('are refused when their parts are too many or too long together', () => {
    const part = Uint8Array.of(0x00, 0x81, 0, 0, 0, 0, 65);
    const first = Uint8Array.of(0x02, 0x81, 0, 0, 0, 0, 65);
    const long = client(3);
    long(first);
    long(part);
    long(part);
    expect(code(() => long(part))).toBe(1009);
    const many = client();
    many(first);
    expect(code(() => many(Buffer.concat(Array.from({ length: 2_000 }, () => part))))).toBe(1009);
  });

  it('are refused or waited for, and nothing else happens, whatever the bytes are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect([undefined, 1002, 1009]).toContain(code(() => client(1_000)(bytes)));
      }),
      { numRuns: 500 },
    );
  });
});
