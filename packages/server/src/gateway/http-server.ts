import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { Duplex } from 'node:stream';

/** Longer than the SDKs keep idle connections, so that it is never the server that hangs up on a request. */
const KEEP_ALIVE_MS = 75_000;
const HEADERS_MS = 60_000;
const MAX_HEADER_BYTES = 32 * 1024;

/** An HTTP server with limits fit for the gateway: objects may take as long to arrive as they need. */
export function createHttpServer(listener?: RequestListener): Server {
  const options = {
    keepAliveTimeout: KEEP_ALIVE_MS,
    headersTimeout: HEADERS_MS,
    requestTimeout: 0,
    maxHeaderSize: MAX_HEADER_BYTES,
    noDelay: true,
  };
  return listener ? createServer(options, listener) : createServer(options);
}

/** Takes connections that stop to be HTTP. */
export interface UpgradeTaker {
  /** What the client names in its `Upgrade` header, in lower case. */
  readonly protocol: string;
  /** Takes all requests for its protocol when left out. */
  accepts?(request: IncomingMessage): boolean;
  take(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/** Hands over connections that are to become a taker's protocol. Requests that offer another one are served as what they are. */
export function takeUpgrades(server: Server, takers: readonly UpgradeTaker[]): void {
  server.on('upgrade', (request, socket, head) => {
    const offer = request.headers.upgrade?.toLowerCase();
    const taker = takers.find(({ protocol, accepts }) => protocol === offer && accepts?.(request) !== false);
    if (taker) return taker.take(request, socket, head);
    // Java's client offers h2c with every first request. A server may overlook an offer: RFC 9110, section 7.8.
    socket.unshift(Buffer.concat([headWithoutOffer(request), head]));
    server.emit('connection', socket);
  });
}

function headWithoutOffer({ method, url, httpVersion, rawHeaders }: IncomingMessage): Buffer {
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    if (!/^(upgrade|http2-settings)$/i.test(name)) lines.push(`${name}: ${rawHeaders[at + 1] ?? ''}`);
  }
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}
