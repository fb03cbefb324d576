import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Terminal, TerminalWindow } from '@codeyard/compute/executors/executor';
import { readOpenDataChannel } from '@codeyard/engine/session-channel/session-payloads';
import type { Clock } from '../../platform/clock.ts';
import type { Ids } from '../../platform/ids.ts';
import type { Logger } from '../../platform/logger.ts';
import { Refusal } from '../../platform/refusal.ts';
import { type ServedSession, serveSession } from './serve-session.ts';
import { acceptWebSocket, type WebSocketConnection } from './web-socket.ts';

export interface SessionsParts {
  /** Below it is a session's id. */
  readonly path: string;
  /** Keeps what is known of sessions, and their tokens: see services/ssm. */
  readonly register: {
    takeToken(id: string, token: string, isHere: boolean): Promise<{ readonly target: string } | undefined>;
    keep(id: string, isConnected: boolean): Promise<boolean>;
    end(id: string): Promise<void>;
  };
  readonly openTerminal: (target: string, window: TerminalWindow) => Promise<Terminal>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
}

/** Carries sessions of Session Manager between clients and shells. */
export interface Sessions {
  accepts(request: IncomingMessage): boolean;
  take(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Ends every session, and tells its client why. */
  close(): Promise<void>;
}

/** Each is a process or two of this machine. */
const MOST_OPEN = 100;
/** Connections that have not shown a token yet. */
const MOST_STRANGERS = 100;
const TOKEN_MS = 10_000;
const MOST_TOKEN_BYTES = 4_096;
const KEEP_EVERY_MS = 1_000;
const BUSY = 'HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';

/** A WebSocket below `path` is a data channel once its first message, `OpenDataChannelInput` in JSON, has shown the session's token. */
export function createSessions(parts: SessionsParts): Sessions {
  const { register, clock, ids, logger } = parts;
  const served = new Map<string, ServedSession>();
  const endings = new Set<Promise<void>>();
  let strangers = 0;
  let isClosed = false;

  async function admit(id: string, connection: WebSocketConnection): Promise<void> {
    const token = await tokenOf(connection, clock);
    if (token === undefined) return connection.close(1008, 'A data channel begins with its token.');
    const known = served.get(id);
    if (!known && served.size >= MOST_OPEN) return connection.close(1013, `${MOST_OPEN} sessions are open.`);
    const session = await register.takeToken(id, token, known !== undefined);
    if (!session) return connection.close(1008, 'This token opens nothing: it is wrong, late, or was used.');
    if (isClosed) return connection.close(1001, 'The server ends.');
    (known ?? open(id, session.target)).attach(connection);
  }

  function open(id: string, target: string): ServedSession {
    const session = serveSession({
      ...{ id, target, clock, ids },
      openTerminal: (window) => parts.openTerminal(target, window),
      explain(error) {
        if (error instanceof Refusal) return error.message;
        logger.error({ err: error }, 'a shell could not be opened');
        return 'The shell could not be opened.';
      },
    });
    served.set(id, session);
    let stopKeeping = () => {};
    const keep = async () => {
      const lives = await register.keep(id, session.isConnected).catch(() => true);
      if (!lives) session.end('The session was terminated.');
      else if (served.has(id)) stopKeeping = clock.after(KEEP_EVERY_MS, keep);
    };
    stopKeeping = clock.after(KEEP_EVERY_MS, keep);
    const ending = session.ended.then(async () => {
      served.delete(id);
      stopKeeping();
      await register
        .end(id)
        .catch((err: unknown) => logger.error({ err }, 'the end of a session was not written down'));
      endings.delete(ending);
    });
    endings.add(ending);
    return session;
  }

  return {
    accepts: ({ url = '' }) => url.startsWith(parts.path),
    take(request, socket, head) {
      socket.on('error', () => {});
      if (isClosed || strangers >= MOST_STRANGERS) return void socket.end(BUSY);
      const connection = acceptWebSocket(request, socket, { head, clock });
      if (!connection) return;
      strangers += 1;
      const id = request.url?.slice(parts.path.length).split('?')[0] ?? '';
      admit(id, connection)
        .catch((err: unknown) => {
          logger.error({ err }, 'a session could not be opened');
          connection.close(1011, 'The session could not be opened.');
        })
        .finally(() => {
          strangers -= 1;
        });
    },
    async close() {
      isClosed = true;
      for (const session of served.values()) session.end('The server ends.');
      await Promise.all(endings);
    },
  };
}

/** What the client shows first, within a bounded time; undefined when it shows none. */
async function tokenOf(connection: WebSocketConnection, clock: Clock): Promise<string | undefined> {
  return await new Promise((resolve) => {
    const stop = clock.after(TOKEN_MS, () => resolve(undefined));
    const done = (token: string | undefined) => {
      stop();
      resolve(token);
    };
    void connection.closed.then(() => done(undefined));
    connection.receive(({ bytes }) => {
      // What follows waits until it is known whether the client may.
      connection.pause();
      done(bytes.length > MOST_TOKEN_BYTES ? undefined : readOpenDataChannel(Buffer.from(bytes).toString()));
    });
  });
}
