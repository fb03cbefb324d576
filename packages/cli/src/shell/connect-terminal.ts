import { type IncomingMessage, request } from 'node:http';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import {
  encodeFrame,
  type FrameKind,
  frameReader,
  TERMINAL_PATH,
  TERMINAL_PROTOCOL,
  WINDOW_HEADER,
} from '@codeyard/engine/terminal-frames/terminal-frames';
import { signGet } from '../aws/sign-request.ts';
import type { Connection } from '../server/connection.ts';
import { UserError } from '../user-error.ts';

/** The user's window, as the shell is to have it. */
export interface Window {
  readonly columns: number;
  readonly rows: number;
  readonly term: string;
}

/** A shell on the server. */
export interface RemoteTerminal {
  /** It has a terminal of its own: it wants every key as it is pressed. */
  readonly hasWindow: boolean;
  /** False when nothing more should be sent until `onDrain`. */
  send(kind: FrameKind, bytes?: Uint8Array): boolean;
  onDrain(action: () => void): void;
  /** Frames as they come, until the server hangs up; one terminal has one listener. */
  listen(hear: (kind: FrameKind, bytes: Uint8Array) => void): Promise<void>;
  /** No more frames until `resume`. */
  pause(): void;
  resume(): void;
  close(): void;
}

/** Opens a shell in a sandbox or a build; rejects with what the server has against it. */
export async function connectTerminal(
  connection: Connection,
  id: string,
  window: Window | undefined,
): Promise<RemoteTerminal> {
  const size = window && { columns: String(window.columns), rows: String(window.rows), term: window.term };
  const query = { id, ...size };
  const headers = await signGet(connection, { path: TERMINAL_PATH, query });
  const url = new URL(`${TERMINAL_PATH}?${new URLSearchParams(query)}`, connection.endpoint);
  const { socket, hasWindow } = await upgrade(url, headers);
  socket.on('error', () => {});
  return {
    hasWindow,
    send(kind, bytes = new Uint8Array(0)) {
      return !socket.writable || socket.write(encodeFrame(kind, bytes));
    },
    onDrain: (action) => void socket.once('drain', action),
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    async listen(hear) {
      const read = frameReader();
      socket.on('data', (chunk: Buffer) => {
        for (const { kind, bytes } of read(chunk)) hear(kind, bytes);
      });
      await new Promise<void>((resolve) => {
        socket.once('close', resolve);
      });
    },
    close: () => socket.destroy(),
  };
}

function upgrade(url: URL, headers: Record<string, string>): Promise<{ socket: Duplex; hasWindow: boolean }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      agent: false,
      headers: { ...headers, connection: 'Upgrade', upgrade: TERMINAL_PROTOCOL },
    });
    sent.once('error', reject);
    sent.once('response', (response) => refused(response).then(reject, reject));
    sent.once('upgrade', (answer, socket, head) => {
      if (head.length > 0) socket.unshift(head);
      resolve({ socket, hasWindow: answer.headers[WINDOW_HEADER] !== undefined });
    });
    sent.end();
  });
}

async function refused(response: IncomingMessage): Promise<UserError> {
  const answer = await text(response);
  try {
    return new UserError((JSON.parse(answer) as { message: string }).message);
  } catch {
    return new UserError(`the server answered ${response.statusCode} to a request for a terminal`);
  }
}
