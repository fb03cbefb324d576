/**
 * One message of a Session Manager data channel, as session-manager-plugin and SSM Agent read and write it: a header of fixed places,
 * numbers with the highest byte first, then the payload. Source: `src/message` of aws/session-manager-plugin.
 */
export interface AgentMessage {
  readonly type: AgentMessageType;
  /** Counts the stream data of one direction from 0; 0 in all other messages. */
  readonly sequence: number;
  /** 1 for the first of a stream, 2 for the last, 3 for what stands alone. */
  readonly flags: number;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** A UUID in lower case. */
  readonly id: string;
  /** One of `PAYLOAD` for stream data, else 0. */
  readonly payloadType: number;
  readonly payload: Uint8Array;
}

export type AgentMessageType =
  | 'input_stream_data'
  | 'output_stream_data'
  | 'acknowledge'
  | 'channel_closed'
  | 'start_publication'
  | 'pause_publication';

/** What stream data is; the handshake's, a size and the rest but for output, errors and flags are JSON. */
export const PAYLOAD = {
  output: 1,
  size: 3,
  handshakeRequest: 5,
  handshakeResponse: 6,
  handshakeComplete: 7,
  flag: 10,
} as const;

/** The flag that asks for the end of the session. */
export const TERMINATE_FLAG = 2;

/** The engine has no hash of its own. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

const TYPE_AT = 4;
const TYPE_BYTES = 32;
const SCHEMA_AT = 36;
const CREATED_AT = 40;
const SEQUENCE_AT = 48;
const FLAGS_AT = 56;
const ID_AT = 64;
const DIGEST_AT = 80;
const DIGEST_BYTES = 32;
const PAYLOAD_TYPE_AT = 112;
/** The length of the payload stands behind what the header counts as its own length. */
const HEADER_BYTES = 116;
const PAYLOAD_AT = 120;

const TYPES: readonly string[] = [
  'input_stream_data',
  'output_stream_data',
  'acknowledge',
  'channel_closed',
  'start_publication',
  'pause_publication',
] satisfies AgentMessageType[];

export function encodeAgentMessage(message: AgentMessage, sha256: Sha256): Uint8Array {
  const bytes = new Uint8Array(PAYLOAD_AT + message.payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, HEADER_BYTES);
  for (const [at, letter] of [...message.type.padEnd(TYPE_BYTES)].entries()) bytes[TYPE_AT + at] = letter.charCodeAt(0);
  view.setUint32(SCHEMA_AT, 1);
  view.setBigUint64(CREATED_AT, BigInt(message.createdAt));
  view.setBigUint64(SEQUENCE_AT, BigInt(message.sequence));
  view.setBigUint64(FLAGS_AT, BigInt(message.flags));
  bytes.set(swapHalves(uuidBytes(message.id)), ID_AT);
  bytes.set(sha256(message.payload), DIGEST_AT);
  view.setUint32(PAYLOAD_TYPE_AT, message.payloadType);
  view.setUint32(HEADER_BYTES, message.payload.length);
  bytes.set(message.payload, PAYLOAD_AT);
  return bytes;
}

/** Throws a RangeError at what is no whole message, or one whose payload is not what its digest says. */
export function decodeAgentMessage(bytes: Uint8Array, sha256: Sha256): AgentMessage {
  if (bytes.length < PAYLOAD_AT) throw new RangeError('this is shorter than a message of a data channel');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0) !== HEADER_BYTES) throw new RangeError('the header of this message has another length');
  const payload = new Uint8Array(bytes.subarray(PAYLOAD_AT));
  if (view.getUint32(HEADER_BYTES) !== payload.length) throw new RangeError('this message is not whole');
  const digest = bytes.subarray(DIGEST_AT, DIGEST_AT + DIGEST_BYTES);
  if (payload.length > 0 && !isEqual(digest, sha256(payload)))
    throw new RangeError('the payload of this message is not what was sent');
  return {
    type: typeIn(bytes),
    sequence: numberAt(view, SEQUENCE_AT),
    flags: numberAt(view, FLAGS_AT),
    createdAt: numberAt(view, CREATED_AT),
    id: uuidText(swapHalves(bytes.subarray(ID_AT, DIGEST_AT))),
    payloadType: view.getUint32(PAYLOAD_TYPE_AT),
    payload,
  };
}

/** Padded with spaces by clients, with zeros by some agents. */
function typeIn(bytes: Uint8Array): AgentMessageType {
  const padded = String.fromCharCode(...bytes.subarray(TYPE_AT, TYPE_AT + TYPE_BYTES));
  const type = padded.replace(/[ \0]+$/, '');
  if (!TYPES.includes(type)) throw new RangeError('this is no message of a data channel');
  return type as AgentMessageType;
}

function numberAt(view: DataView, at: number): number {
  const number = view.getBigUint64(at);
  if (number > BigInt(Number.MAX_SAFE_INTEGER)) throw new RangeError('a number in this message is too large');
  return Number(number);
}

/** The two halves of a UUID are written the other way round. */
function swapHalves(id: Uint8Array): Uint8Array {
  const swapped = new Uint8Array(id.length);
  swapped.set(id.subarray(8), 0);
  swapped.set(id.subarray(0, 8), 8);
  return swapped;
}

function uuidBytes(id: string): Uint8Array {
  const digits = id.replaceAll('-', '');
  return Uint8Array.from({ length: 16 }, (_, at) => Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16));
}

function uuidText(bytes: Uint8Array): string {
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const isEqual = (one: Uint8Array, other: Uint8Array) =>
  one.length === other.length && one.every((byte, at) => byte === other[at]);
