import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AgentMessage, type AgentMessageType, decodeAgentMessage, encodeAgentMessage } from './agent-message.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();
const types: AgentMessageType[] = [
  'input_stream_data',
  'output_stream_data',
  'acknowledge',
  'channel_closed',
  'start_publication',
  'pause_publication',
];
const messages: fc.Arbitrary<AgentMessage> = fc.record({
  type: fc.constantFrom(...types),
  sequence: fc.maxSafeNat(),
  flags: fc.nat({ max: 3 }),
  createdAt: fc.maxSafeNat(),
  id: fc.uuid(),
  payloadType: fc.nat({ max: 2 ** 32 - 1 }),
  payload: fc.uint8Array({ maxLength: 200 }),
});
const encode = (message: AgentMessage) => encodeAgentMessage(message, sha256);
const decode = (bytes: Uint8Array) => decodeAgentMessage(bytes, sha256);

describe('a message of a data channel', () => {
  it('is read as it was written', () => {
    fc.assert(fc.property(messages, (message) => void expect(decode(encode(message))).toEqual(message)));
  });

  it('has every field where the plugin looks for it', () => {
    const bytes = encode({
      type: 'output_stream_data',
      sequence: 7,
      flags: 1,
      createdAt: 0x0123456789,
      id: '00112233-4455-6677-8899-aabbccddeeff',
      payloadType: 1,
      payload: new TextEncoder().encode('abc'),
    });
    const hex = Buffer.from(bytes).toString('hex');
    expect(hex.slice(0, 8)).toBe('00000074');
    expect(Buffer.from(bytes.subarray(4, 36)).toString()).toBe('output_stream_data              ');
    expect(hex.slice(72, 80)).toBe('00000001');
    expect(hex.slice(80, 96)).toBe('0000000123456789');
    expect(hex.slice(96, 112)).toBe('0000000000000007');
    expect(hex.slice(112, 128)).toBe('0000000000000001');
    expect(hex.slice(128, 160)).toBe('8899aabbccddeeff0011223344556677');
    // SHA-256 of "abc", from FIPS 180-2.
    expect(hex.slice(160, 224)).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(hex.slice(224)).toBe('0000000100000003616263');
  });

  it('is refused when a part of it is missing, and when its payload was changed', () => {
    fc.assert(
      fc.property(messages, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (message, part) => {
        const bytes = encode(message);
        expect(() => decode(bytes.slice(0, Math.floor(part * bytes.length)))).toThrow(RangeError);
        if (message.payload.length === 0) return;
        const changed = bytes.slice();
        const at = 120 + Math.floor(part * message.payload.length);
        changed[at] = (changed[at] ?? 0) ^ 1;
        expect(() => decode(changed)).toThrow(RangeError);
      }),
    );
  });

  it('is refused, and nothing else happens, whatever the bytes are', () => {
    const hostile = fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      fc
        .tuple(messages, fc.nat({ max: 119 }), fc.uint8Array({ minLength: 1, maxLength: 8 }))
        .map(([message, at, bytes]) => {
          const all = encode(message);
          all.set(bytes.subarray(0, all.length - at), at);
          return all;
        }),
    );
    fc.assert(
      fc.property(hostile, (bytes) => {
        try {
          expect(decode(bytes).payload.length).toBe(bytes.length - 120);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('may be padded with zeros', () => {
    const message = { type: 'acknowledge', sequence: 0, flags: 3, createdAt: 1, payloadType: 0 } as const;
    const bytes = encode({ ...message, id: '00112233-4455-6677-8899-aabbccddeeff', payload: new Uint8Array(0) });
    bytes.fill(0, 4 + 'acknowledge'.length, 36);
    expect(decode(bytes).type).toBe('acknowledge');
  });
});
