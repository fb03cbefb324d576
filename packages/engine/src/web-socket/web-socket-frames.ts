/** The frames of the WebSocket protocol (RFC 6455), without extensions. */

export interface WebSocketMessage {
  readonly kind: 'text' | 'binary' | 'ping' | 'pong' | 'close';
  readonly bytes: Uint8Array;
}

const OPCODES = { text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;
const CONTINUATION = 0;
const KIND_OF: Readonly<Record<number, WebSocketMessage['kind']>> = {
  1: 'text',
  2: 'binary',
  8: 'close',
  9: 'ping',
  10: 'pong',
};
const MASK_BYTES = 4;
const MOST_CONTROL_BYTES = 125;

/** What came is not the protocol; `code` is what the connection is closed with. */
export class WebSocketViolation extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** One whole message in one frame. Clients give four random bytes as `mask`, servers none. */
export function encodeWebSocketMessage({ kind, bytes }: WebSocketMessage, mask?: Uint8Array): Uint8Array {
  const { length } = bytes;
  const lengthBytes = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const frame = new Uint8Array(2 + lengthBytes + (mask ? MASK_BYTES : 0) + length);
  const view = new DataView(frame.buffer);
  const masked = mask ? 0x80 : 0;
  view.setUint8(0, 0x80 | OPCODES[kind]);
  view.setUint8(1, masked | (lengthBytes === 0 ? length : lengthBytes === 2 ? 126 : 127));
  if (lengthBytes === 2) view.setUint16(2, length);
  if (lengthBytes === 8) view.setBigUint64(2, BigInt(length));
  const at = frame.length - length;
  frame.set(bytes, at);
  if (mask) {
    frame.set(mask, at - MASK_BYTES);
    unmask(frame.subarray(at), mask);
  }
  return frame;
}

/** The status code and the reason of a close, in UTF-8 and as far as there is room. */
export function closeBody(code: number, reason: Uint8Array): Uint8Array {
  const text = reason.subarray(0, MOST_CONTROL_BYTES - 2);
  const bytes = new Uint8Array(2 + text.length);
  new DataView(bytes.buffer).setUint16(0, code);
  bytes.set(text, 2);
  return bytes;
}

export interface ReaderOptions {
  /** Whose messages these are: a client's are masked, a server's are not. */
  readonly from: 'client' | 'server';
  /** The longest message, in bytes, whatever its frames are. */
  readonly mostBytes: number;
}

/** Takes bytes as they arrive and answers the messages that are whole. Throws a WebSocketViolation. */
export function webSocketReader(options: ReaderOptions): (chunk: Uint8Array) => WebSocketMessage[] {
  let rest = new Uint8Array(0);
  let parts: { kind: WebSocketMessage['kind']; pieces: Uint8Array[]; length: number } | undefined;

  /** A message, where this frame was its last. */
  function join(frame: Frame): WebSocketMessage | undefined {
    const kind = KIND_OF[frame.opcode];
    if (frame.opcode >= OPCODES.close) return { kind: kind ?? 'close', bytes: frame.bytes };
    if ((frame.opcode === CONTINUATION) === (parts === undefined))
      throw new WebSocketViolation(1002, 'these fragments are no message');
    parts ??= { kind: kind ?? 'binary', pieces: [], length: 0 };
    parts.pieces.push(frame.bytes);
    parts.length += frame.bytes.length;
    if (parts.length > options.mostBytes || parts.pieces.length > MOST_FRAGMENTS)
      throw new WebSocketViolation(1009, 'this message is too long');
    if (!frame.isLast) return undefined;
    const message = { kind: parts.kind, bytes: joined(parts.pieces, parts.length) };
    parts = undefined;
    return message;
  }

  return (chunk) => {
    const bytes = joined([rest, chunk], rest.length + chunk.length);
    const messages: WebSocketMessage[] = [];
    let at = 0;
    for (;;) {
      const frame = frameAt(bytes, at, options);
      if (!frame) break;
      at = frame.end;
      const message = join(frame);
      if (message) messages.push(message);
    }
    rest = bytes.slice(at);
    return messages;
  };
}

/** Nobody cuts a message into more. */
const MOST_FRAGMENTS = 1_024;

interface Frame {
  readonly opcode: number;
  readonly isLast: boolean;
  readonly bytes: Uint8Array;
  readonly end: number;
}

function frameAt(all: Uint8Array, start: number, { from, mostBytes }: ReaderOptions): Frame | undefined {
  if (all.length - start < 2) return undefined;
  const view = new DataView(all.buffer, all.byteOffset + start, all.length - start);
  const [first, second] = [view.getUint8(0), view.getUint8(1)];
  const opcode = first & 0x0f;
  const isLast = (first & 0x80) !== 0;
  const isControl = opcode >= OPCODES.close;
  if ((first & 0x70) !== 0 || (opcode !== CONTINUATION && KIND_OF[opcode] === undefined))
    throw new WebSocketViolation(1002, 'this is no frame of a WebSocket');
  if (((second & 0x80) !== 0) !== (from === 'client'))
    throw new WebSocketViolation(1002, 'frames of clients are masked, those of servers are not');
  const short = second & 0x7f;
  if (isControl && (short > MOST_CONTROL_BYTES || !isLast))
    throw new WebSocketViolation(1002, 'control frames are short and whole');
  const lengthBytes = short === 127 ? 8 : short === 126 ? 2 : 0;
  const head = 2 + lengthBytes + (from === 'client' ? MASK_BYTES : 0);
  if (view.byteLength < 2 + lengthBytes) return undefined;
  const length = lengthBytes === 8 ? Number(view.getBigUint64(2)) : lengthBytes === 2 ? view.getUint16(2) : short;
  if (length > mostBytes) throw new WebSocketViolation(1009, 'this message is too long');
  if (view.byteLength < head + length) return undefined;
  const end = start + head + length;
  const bytes = all.slice(end - length, end);
  if (from === 'client') unmask(bytes, all.subarray(end - length - MASK_BYTES, end - length));
  return { opcode, isLast, bytes, end };
}

function unmask(bytes: Uint8Array, mask: Uint8Array): void {
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = (bytes[at] ?? 0) ^ (mask[at % MASK_BYTES] ?? 0);
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
