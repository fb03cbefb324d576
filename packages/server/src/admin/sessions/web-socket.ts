import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  closeBody,
  encodeWebSocketMessage,
  type WebSocketMessage,
  WebSocketViolation,
  webSocketReader,
} from '@codeyard/engine/web-socket/web-socket-frames';
import type { Clock } from '../../platform/clock.ts';

/** The server's end of a WebSocket. Pings are answered by itself. */
export interface WebSocketConnection {
  /** To whom messages go from now on, in order. Those that came before wait. */
  receive(take: (message: { readonly kind: 'text' | 'binary'; readonly bytes: Uint8Array }) => void): void;
  send(bytes: Uint8Array): void;
  /** The client has not read what was sent. */
  readonly isBehind: boolean;
  /** Reads nothing until `resume`: the client is held up. */
  pause(): void;
  resume(): void;
  /** Says why and hangs up. */
  close(code: number, reason: string): void;
  /** Resolves when the connection is gone. */
  readonly closed: Promise<void>;
}

/** What a client's message may be long: the plugin sends 1,024 bytes and a header. */
const MOST_BYTES = 65_536;
/** How long a client may take to answer a close. */
const CLOSE_MS = 2_000;
/** What every WebSocket server adds to the client's key: RFC 6455, section 1.3. */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** Undefined for a request that cannot become a WebSocket: it was answered. */
export function acceptWebSocket(
  request: IncomingMessage,
  socket: Duplex,
  { head, clock }: { head: Buffer; clock: Clock },
): WebSocketConnection | undefined {
  const { 'sec-websocket-key': key = '', 'sec-websocket-version': version } = request.headers;
  if (request.method !== 'GET' || version !== '13' || Buffer.from(key, 'base64').length !== 16) {
    socket.end(
      'HTTP/1.1 400 Bad Request\r\nConnection: close\r\nSec-WebSocket-Version: 13\r\nContent-Length: 0\r\n\r\n',
    );
    return undefined;
  }
  const accept = createHash('sha1').update(`${key}${GUID}`).digest('base64');
  const lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
  socket.write(`${[...lines, `Sec-WebSocket-Accept: ${accept}`].join('\r\n')}\r\n\r\n`);
  if (head.length > 0) socket.unshift(head);
  return serveWebSocket(socket, clock);
}

function serveWebSocket(socket: Duplex, clock: Clock): WebSocketConnection {
  const read = webSocketReader({ from: 'client', mostBytes: MOST_BYTES });
  let take: Parameters<WebSocketConnection['receive']>[0] | undefined;
  /** What was read and not taken, at most what came at once. */
  let waiting: WebSocketMessage[] = [];
  let isPaused = false;
  let isClosing = false;

  const write = (kind: WebSocketMessage['kind'], bytes: Uint8Array) => {
    if (socket.writable) socket.write(encodeWebSocketMessage({ kind, bytes }));
  };
  const close = (code: number, reason: string) => {
    if (isClosing) return;
    isClosing = true;
    waiting = [];
    write('close', closeBody(code, Buffer.from(reason)));
    socket.end();
    const stop = clock.after(CLOSE_MS, () => socket.destroy());
    socket.once('close', stop);
  };
  const handle = ({ kind, bytes }: WebSocketMessage) => {
    if (kind === 'ping') write('pong', bytes);
    if (kind === 'close') close(1000, '');
    if (kind === 'text' || kind === 'binary') take?.({ kind, bytes });
  };
  const deliver = () => {
    while (!isPaused && !isClosing && take && waiting.length > 0) {
      const [message] = waiting.splice(0, 1);
      if (message) handle(message);
    }
    const holds = isPaused || (!take && waiting.length > 0);
    if (holds && !isClosing) socket.pause();
    else socket.resume();
  };
  socket.on('data', (chunk: Buffer) => {
    // After a close nothing that comes means anything.
    if (isClosing) return;
    try {
      waiting.push(...read(chunk));
    } catch (error) {
      const code = error instanceof WebSocketViolation ? error.code : 1011;
      return close(code, (error as Error).message);
    }
    deliver();
  });
  socket.on('error', () => {});
  socket.once('end', () => socket.end());
  return {
    receive(next) {
      take = next;
      deliver();
    },
    send: (bytes) => write('binary', bytes),
    get isBehind() {
      return socket.writableLength > 0;
    },
    pause() {
      isPaused = true;
    },
    resume() {
      isPaused = false;
      deliver();
    },
    close,
    closed: new Promise((resolve) => {
      socket.once('close', () => resolve());
    }),
  };
}
