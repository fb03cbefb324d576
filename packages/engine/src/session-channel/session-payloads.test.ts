import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  acknowledgement,
  channelClosed,
  handshakeProblem,
  handshakeRequest,
  piecesOf,
  readAcknowledgement,
  readChannelClosed,
  readOpenDataChannel,
  readSize,
} from './session-payloads.ts';

const json = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
const answer = (...ProcessedClientActions: object[]) => json({ ClientVersion: '1', ProcessedClientActions });

describe('the payloads of a data channel', () => {
  it('are read for what they say', () => {
    expect(readSize(json({ cols: 101, rows: 31 }))).toEqual({ columns: 101, rows: 31 });
    expect(readOpenDataChannel('{"TokenValue":"abc"}')).toBe('abc');
    const received = { type: 'input_stream_data', id: 'x', sequence: 12 };
    expect(readAcknowledgement(acknowledgement(received))).toBe(12);
    const end = { id: 'x', createdAt: 1, session: 's', target: 't', reason: 'why' };
    expect(readChannelClosed(channelClosed(end))).toBe('why');
    expect(JSON.parse(handshakeRequest('3.3.0.0'))).toMatchObject({
      AgentVersion: '3.3.0.0',
      RequestedClientActions: [{ ActionType: 'SessionType', ActionParameters: { SessionType: 'Standard_Stream' } }],
    });
  });

  it('say whether the client is a terminal', () => {
    expect(handshakeProblem(answer({ ActionType: 'SessionType', ActionStatus: 1 }))).toBeUndefined();
    const failed = { ActionType: 'SessionType', ActionStatus: 2, Error: 'unknown type' };
    expect(handshakeProblem(answer(failed))).toBe('unknown type');
    expect(handshakeProblem(answer({ ActionType: 'SessionType', ActionStatus: 3 }))).toMatch(/refuses/);
    expect(handshakeProblem(answer())).toMatch(/does not know/);
    expect(handshakeProblem(json('no JSON'))).toMatch(/does not know/);
    expect(handshakeProblem(answer(null as unknown as object))).toMatch(/does not know/);
  });

  it.each([
    ['no JSON', '{'],
    ['null', 'null'],
    ['a list', '[]'],
    ['too large', { cols: 100_000, rows: 1, AcknowledgedMessageSequenceNumber: 2 ** 60, TokenValue: '' }],
    ['no numbers', { cols: '80', rows: 24, AcknowledgedMessageSequenceNumber: '1', TokenValue: 7 }],
    ['below nothing', { cols: -1, rows: 0, AcknowledgedMessageSequenceNumber: -1 }],
  ])('are passed over when they are %s', (_, value) => {
    expect(readSize(json(value))).toBeUndefined();
    expect(readAcknowledgement(json(value))).toBeUndefined();
    expect(readOpenDataChannel(json(value))).toBeUndefined();
    expect(readChannelClosed(json(value))).toBeUndefined();
  });

  it('are read without a fault whatever they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.json(), (raw, valid) => {
        for (const payload of [raw, valid]) {
          readSize(payload);
          readAcknowledgement(payload);
          handshakeProblem(payload);
          expect(readOpenDataChannel(payload) ?? 'x').not.toBe('');
        }
      }),
    );
  });
});

describe('pieces of output', () => {
  it('are all of it, none too long', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 4, max: 50 }), (all, most) => {
        const pieces = piecesOf(all, most);
        expect(Buffer.concat(pieces)).toEqual(Buffer.from(all));
        expect(pieces.every(({ length }) => length > 0 && length <= most)).toBe(true);
      }),
    );
  });

  it('do not cut characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), (text) => {
        const pieces = piecesOf(new TextEncoder().encode(text), 7);
        const read = pieces.map((piece) => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(piece));
        expect(read.join('')).toBe(
          new TextDecoder('utf-8', { ignoreBOM: true }).decode(new TextEncoder().encode(text)),
        );
      }),
    );
  });
});
