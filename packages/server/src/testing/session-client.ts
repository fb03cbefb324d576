import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { request } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  type AgentMessage,
  decodeAgentMessage,
  encodeAgentMessage,
  PAYLOAD,
} from '@codeyard/engine/session-channel/agent-message';
import {
  acknowledgement,
  readAcknowledgement,
  readChannelClosed,
} from '@codeyard/engine/session-channel/session-payloads';
import {
  encodeWebSocketMessage,
  type WebSocketMessage,
  webSocketReader,
} from '@codeyard/engine/web-socket/web-socket-frames';
import { expect } from 'vitest';

export interface SessionCall {
  readonly streamUrl: string;
  readonly tokenValue: string;
  /** How many messages of output are dropped before the client's shell is ready, as the plugin does. */
  readonly dropped?: number;
  /** What is said first instead of the token. */
  readonly first?: WebSocketMessage;
}

/**
 * The client's side of a data channel, as session-manager-plugin behaves: it takes messages in order, keeps early ones, acknowledges
 * what it takes or keeps, and says nothing of what it has had. Written from its source's facts; the program itself was not at hand.
 */
export class SessionClient {
  /** All output that was shown. */
  shown = '';
  /** What the session's end was explained with. */
  end: string | undefined;
  /** How the server closed the connection. */
  closeCode: number | undefined;
  /** Stream data that came, also what had come before. */
  arrived = 0;
  /** The sequence numbers of the client that the server has acknowledged. */
  readonly acknowledged: number[] = [];
  pongs = 0;
  /** Acknowledges nothing while true. */
  isSilent = false;
  isConnected = false;
  readonly #later = new Map<number, AgentMessage>();
  #toDrop: number;
  #expected = 0;
  #sequence = 0;
  #socket: Duplex | undefined;

  constructor(dropped = 0) {
    this.#toDrop = dropped;
  }

  async connect(call: SessionCall): Promise<void> {
    const socket = await upgrade(call.streamUrl);
    this.#socket = socket;
    this.isConnected = true;
    const read = webSocketReader({ from: 'server', mostBytes: 1_000_000 });
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      for (const message of read(chunk)) this.#receive(message);
    });
    socket.once('close', () => {
      if (this.#socket === socket) this.isConnected = false;
    });
    const opening = {
      MessageSchemaVersion: '1.0',
      RequestId: randomUUID(),
      TokenValue: call.tokenValue,
      ClientId: randomUUID(),
      ClientVersion: '1.2.707.0',
    };
    this.sendRaw(call.first ?? { kind: 'text', bytes: Buffer.from(JSON.stringify(opening)) });
  }

  type(text: string): void {
    this.send(PAYLOAD.output, text);
  }

  resize(cols: number, rows: number): void {
    this.send(PAYLOAD.size, JSON.stringify({ cols, rows }));
  }

  /** `sequence` where it is not the next one. */
  send(payloadType: number, payload: string | Uint8Array, sequence = this.#sequence): void {
    if (sequence === this.#sequence) this.#sequence += 1;
    this.#message({ type: 'input_stream_data', sequence, flags: 0, payloadType, payload: Buffer.from(payload) });
  }

  get nextSequence(): number {
    return this.#sequence;
  }

  sendRaw(message: WebSocketMessage): void {
    this.#socket?.write(encodeWebSocketMessage(message, randomBytes(4)));
  }

  /** Reads nothing more from the connection. */
  stall(): void {
    this.#socket?.pause();
  }

  hangUp(): void {
    this.#socket?.destroy();
  }

  async says(wanted: RegExp | string): Promise<void> {
    await expect.poll(() => this.shown, { timeout: 15_000 }).toMatch(wanted);
  }

  async untilClosed(): Promise<void> {
    await expect.poll(() => this.isConnected, { timeout: 15_000 }).toBe(false);
  }

  #receive({ kind, bytes }: WebSocketMessage): void {
    if (kind === 'pong') this.pongs += 1;
    if (kind === 'close') this.closeCode = Buffer.from(bytes).readUInt16BE();
    if (kind !== 'binary') return;
    const message = decodeAgentMessage(bytes, sha256);
    const text = Buffer.from(message.payload).toString();
    if (message.type === 'acknowledge') this.acknowledged.push(readAcknowledgement(text) ?? -1);
    if (message.type === 'channel_closed') this.end = readChannelClosed(text);
    if (message.type === 'output_stream_data') this.#take(message);
  }

  #take(message: AgentMessage): void {
    this.arrived += 1;
    if (message.sequence < this.#expected || this.isSilent) return;
    if (message.sequence > this.#expected) {
      this.#later.set(message.sequence, message);
      return this.#acknowledge(message);
    }
    if (message.payloadType === PAYLOAD.output && this.#toDrop > 0) {
      this.#toDrop -= 1;
      return;
    }
    this.#acknowledge(message);
    this.#use(message);
    for (let next = this.#later.get(this.#expected); next; next = this.#later.get(this.#expected)) {
      this.#later.delete(next.sequence);
      this.#use(next);
    }
  }

  #use({ payloadType, payload }: AgentMessage): void {
    this.#expected += 1;
    if (payloadType === PAYLOAD.output) this.shown += Buffer.from(payload).toString();
    if (payloadType !== PAYLOAD.handshakeRequest) return;
    const { RequestedClientActions: actions } = JSON.parse(Buffer.from(payload).toString()) as {
      RequestedClientActions: { ActionType: string; ActionParameters: { SessionType: string } }[];
    };
    const ProcessedClientActions = actions.map(({ ActionType, ActionParameters: { SessionType } }) => ({
      ActionType,
      ActionStatus: SessionType === 'Standard_Stream' ? 1 : 2,
      ActionResult: null,
      Error: SessionType === 'Standard_Stream' ? '' : `Unknown session type ${SessionType}`,
    }));
    const response = { ClientVersion: '1.2.707.0', ProcessedClientActions, Errors: null };
    this.send(PAYLOAD.handshakeResponse, JSON.stringify(response));
  }

  #acknowledge(message: AgentMessage): void {
    const payload = Buffer.from(acknowledgement(message));
    this.#message({ type: 'acknowledge', sequence: 0, flags: 3, payloadType: 0, payload });
  }

  #message(message: Omit<AgentMessage, 'id' | 'createdAt'>): void {
    const bytes = encodeAgentMessage({ ...message, id: randomUUID(), createdAt: Date.now() }, sha256);
    this.sendRaw({ kind: 'binary', bytes });
  }
}

export async function openSession(call: SessionCall): Promise<SessionClient> {
  const client = new SessionClient(call.dropped);
  await client.connect(call);
  return client;
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();

/** Throws what the server answers instead, as its status. */
function upgrade(streamUrl: string): Promise<Duplex> {
  const key = randomBytes(16).toString('base64');
  const headers = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': key,
  };
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  return new Promise((resolve, reject) => {
    const sent = request(streamUrl.replace(/^ws/, 'http'), { agent: false, headers });
    sent.once('error', reject);
    sent.once('response', (response) => reject(new Error(`the server answers ${response.statusCode}`)));
    sent.once('upgrade', (response, socket, head) => {
      if (response.headers['sec-websocket-accept'] !== accept) return reject(new Error('this is no WebSocket'));
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
    });
    sent.end();
  });
}
