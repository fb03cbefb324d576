import { createServer, type RequestListener, type Server } from 'node:http';

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
