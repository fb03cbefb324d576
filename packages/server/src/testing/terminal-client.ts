import { type IncomingMessage, request } from 'node:http';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import {
  encodeFrame,
  type FrameKind,
  frameReader,
  TERMINAL_PATH,
  TERMINAL_PROTOCOL,
} from '@codeyard/engine/terminal-frames/terminal-frames';
import { expect } from 'vitest';
import { signedHeaders } from '../gateway/testing/sign-request.ts';

export interface TerminalCall {
  readonly endpoint: string;
  readonly id: string;
  /** Unsigned when left out. */
  readonly key?: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string };
  readonly window?: { readonly columns: string; readonly rows: string; readonly term: string };
  /** Where terminals are when left out. */
  readonly path?: string;
}

export interface OpenedTerminal {
  /** What came so far, by the kind of frame. */
  readonly heard: Record<FrameKind, string>;
  send(kind: FrameKind, text?: string): void;
  /** Looks until that output came. */
  says(wanted: RegExp): Promise<void>;
  /** Resolves when the server has hung up. */
  readonly closed: Promise<void>;
  hangUp(): void;
}

/** Opens a terminal as a client does; throws what the server answers instead. */
export async function openTerminal(call: TerminalCall): Promise<OpenedTerminal> {
  const socket = await upgrade(call);
  const heard = Object.fromEntries(
    ['input', 'input-end', 'resize', 'output', 'errors', 'notice', 'exit'].map((kind) => [kind, '']),
  ) as Record<FrameKind, string>;
  const read = frameReader();
  socket.on('error', () => {});
  socket.on('data', (chunk: Buffer) => {
    for (const { kind, bytes } of read(chunk)) heard[kind] += Buffer.from(bytes).toString();
  });
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => resolve());
  });
  return {
    heard,
    send: (kind, words = '') => void socket.write(encodeFrame(kind, Buffer.from(words))),
    says: (wanted) => expect.poll(() => heard.output, { timeout: 10_000 }).toMatch(wanted),
    closed,
    hangUp: () => socket.destroy(),
  };
}

function upgrade({ endpoint, id, key, window, path = TERMINAL_PATH }: TerminalCall): Promise<Duplex> {
  const target = `${path}?${new URLSearchParams({ id, ...window })}`;
  const url = new URL(target, endpoint);
  const token = key?.sessionToken ? { 'x-amz-security-token': key.sessionToken } : undefined;
  const unsigned = { service: 'codebuild', method: 'GET', path: target, headers: { ...token }, host: url.host };
  const headers = { ...(key ? signedHeaders({ ...unsigned, key }) : {}), connection: 'Upgrade' };
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent: false, headers: { ...headers, upgrade: TERMINAL_PROTOCOL } });
    sent.once('error', reject);
    sent.once('response', (response) => answerOf(response).then(reject, reject));
    sent.once('upgrade', (_, socket, head) => {
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
    });
    sent.end();
  });
}

async function answerOf(response: IncomingMessage): Promise<Error> {
  const { __type = '', message } = JSON.parse(await text(response)) as { __type?: string; message: string };
  return new Error(`${response.statusCode} ${__type}: ${message}`);
}
