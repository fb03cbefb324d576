import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A call that came to a stand-in. */
export interface StandInCall {
  /** `POST /repos/acme/app/hooks`, without the query. */
  readonly route: string;
  readonly query: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

export interface StandInReply {
  /** 200 when left out. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** The connection breaks off instead. */
  readonly breaksOff?: true;
}

/** A git host's REST API on this machine: it answers what a test says, and tells what came. */
export interface StandInHost {
  readonly url: string;
  readonly calls: readonly StandInCall[];
  /** Calls of one route, in the order they came. */
  callsOf(route: string): StandInCall[];
  /** From now on; several replies are given one after another, the last of them for ever. 404 where nothing was said. */
  answer(route: string, ...replies: (StandInReply | ((call: StandInCall) => StandInReply))[]): void;
  /** Forgets calls and replies. */
  reset(): void;
  close(): Promise<void>;
}

export async function openStandInHost(): Promise<StandInHost> {
  const calls: StandInCall[] = [];
  const replies = new Map<string, (StandInReply | ((call: StandInCall) => StandInReply))[]>();
  const server = createServer(async (request, response) => {
    const [path = '', query = ''] = (request.url ?? '').split('?');
    const body = await text(request);
    const route = `${request.method} ${path}`;
    const call = { route, query, headers: request.headers, body: body === '' ? undefined : JSON.parse(body) };
    calls.push(call);
    const waiting = replies.get(route) ?? [];
    const next = (waiting.length > 1 ? waiting.shift() : waiting[0]) ?? { status: 404, body: { message: 'Not Found' } };
    const reply = typeof next === 'function' ? next(call) : next;
    if (reply.breaksOff) return void request.socket.destroy();
    response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers });
    response.end(reply.body === undefined ? '' : JSON.stringify(reply.body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    callsOf: (route) => calls.filter((call) => call.route === route),
    answer: (route, ...given) => void replies.set(route, given),
    reset() {
      calls.length = 0;
      replies.clear();
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
