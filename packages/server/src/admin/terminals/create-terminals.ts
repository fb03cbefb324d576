import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Terminal, TerminalWindow } from '@codeyard/compute/executors/executor';
import { TERMINAL_PATH, TERMINAL_PROTOCOL, WINDOW_HEADER } from '@codeyard/engine/terminal-frames/terminal-frames';
import { type HttpHead, readHead } from '../../gateway/http-head.ts';
import type { Caller } from '../../gateway/request-context.ts';
import type { VerifySignature } from '../../gateway/signature/verify-signature.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import { Refusal } from '../../platform/refusal.ts';
import { serveTerminal } from './serve-terminal.ts';

export interface TerminalsParts {
  readonly verifySignature: VerifySignature;
  readonly openTerminal: (request: { id: string; caller: Caller; window?: TerminalWindow }) => Promise<Terminal>;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface Terminals {
  /** `head` is what the client sent after its request. */
  open(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void>;
  /** Ends every terminal, and tells its client why. */
  close(): void;
}

/** Each is a process or two of this machine and a connection. */
const MOST_OPEN = 100;

/**
 * Terminals of builds and sandboxes: a GET of `TERMINAL_PATH`, signed as a request to CodeBuild, whose connection becomes a stream of
 * frames. What is refused is answered as any other refusal, in JSON.
 */
export function createTerminals(parts: TerminalsParts): Terminals {
  const open = new Set<() => void>();
  let isClosed = false;
  return {
    async open(request, socket, head) {
      // A connection that breaks is the end of that terminal alone.
      socket.on('error', () => {});
      try {
        if (open.size >= MOST_OPEN) throw new CannotOpen(503, `${MOST_OPEN} terminals are open: close one first.`);
        const terminal = await openFor(parts, request);
        if (socket.destroyed || isClosed) {
          socket.destroy();
          return terminal.close();
        }
        const lines = ['HTTP/1.1 101 Switching Protocols', 'Connection: Upgrade', `Upgrade: ${TERMINAL_PROTOCOL}`];
        if (terminal.hasWindow) lines.push(`${WINDOW_HEADER}: yes`);
        socket.write(`${lines.join('\r\n')}\r\n\r\n`);
        if (head.length > 0) socket.unshift(head);
        const session = serveTerminal(terminal, socket, parts.clock);
        open.add(session.close);
        void session.ended.finally(() => open.delete(session.close));
      } catch (error) {
        refuse(socket, error, parts.logger);
      }
    },
    close() {
      isClosed = true;
      for (const close of open) close();
    },
  };
}

async function openFor(parts: TerminalsParts, request: IncomingMessage): Promise<Terminal> {
  const head = readHead(request);
  if (head?.rawPath !== TERMINAL_PATH || head.method !== 'GET')
    throw new CannotOpen(404, `Terminals are opened by GET ${TERMINAL_PATH}.`);
  const expected = { family: 'json', signingName: 'codebuild', resourcePath: head.rawPath } as const;
  const { caller } = await parts.verifySignature(head, expected, Buffer.alloc(0));
  const query = new Map(head.query);
  const window = windowOf(head);
  return await parts.openTerminal({ id: query.get('id') ?? '', caller, ...(window ? { window } : {}) });
}

/** What has no name at AWS. */
class CannotOpen extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const SIZE = /^[1-9]\d{0,3}$/;
const TERM = /^[\w.+-]{1,64}$/;

/** The client's window, where it is whole and makes sense. */
function windowOf({ query }: HttpHead): TerminalWindow | undefined {
  const { columns = '', rows = '', term = '' } = Object.fromEntries(query);
  if (!SIZE.test(columns) || !SIZE.test(rows) || !TERM.test(term)) return undefined;
  return { columns: Number(columns), rows: Number(rows), term };
}

function refuse(socket: Duplex, error: unknown, logger: Logger): void {
  if (error instanceof Refusal) return answer(socket, error.status, { __type: error.code, message: error.message });
  if (error instanceof CannotOpen) return answer(socket, error.status, { message: error.message });
  logger.error({ err: error }, 'a terminal could not be opened');
  answer(socket, 500, { __type: 'InternalFailure', message: 'The terminal could not be opened.' });
}

function answer(socket: Duplex, status: number, body: object): void {
  const text = JSON.stringify(body);
  const head = [
    `HTTP/1.1 ${status} Refused`,
    'Connection: close',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(text)}`,
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`);
}
