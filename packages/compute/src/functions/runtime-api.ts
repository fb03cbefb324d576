import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FunctionCall } from './function-environment.ts';

export interface FunctionAnswer {
  readonly payload: Buffer;
  readonly isError: boolean;
}

/** The largest answer that a function may give, as on AWS: 6 MiB. */
export const LARGEST_ANSWER = 6 * 1024 ** 2;

/**
 * The HTTP API by which one process takes its calls and answers them, on loopback:
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html.
 */
export async function startRuntimeApi() {
  let becomeReady: (state: FunctionAnswer | 'ready') => void = () => {};
  const ready = new Promise<FunctionAnswer | 'ready'>((resolve) => {
    becomeReady = resolve;
  });
  let waiting: ServerResponse | undefined;
  let current: { order: FunctionCall; answer: (given: FunctionAnswer) => void } | undefined;
  let handed = false;

  function handOver(): void {
    if (!waiting || !current || handed) return;
    const { requestId, functionArn, payload, now, timeoutMs } = current.order;
    handed = true;
    waiting.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': requestId,
      'lambda-runtime-deadline-ms': String(now + timeoutMs),
      'lambda-runtime-invoked-function-arn': functionArn,
      'lambda-runtime-trace-id': `Root=1-00000000-${requestId.replaceAll('-', '').slice(0, 24)};Sampled=0`,
    });
    waiting.end(payload);
    waiting = undefined;
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, id, what] = /^\/2018-06-01\/runtime\/(?:invocation\/)?([^/]+)(?:\/(\w+))?$/.exec(request.url ?? '') ?? [];
    if (request.method === 'GET' && id === 'next') {
      waiting = response;
      becomeReady('ready');
      return handOver();
    }
    const payload = await readAll(request);
    response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}');
    if (id === 'init') return becomeReady({ payload, isError: true });
    if (!current || id !== current.order.requestId || !handed) return;
    const { answer } = current;
    current = undefined;
    answer(payload.length > LARGEST_ANSWER ? tooLarge(payload.length) : { payload, isError: what === 'error' });
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** The process asked for its first call, or told that it cannot begin. */
    ready,
    /** Hands the process one call; resolves with its answer. */
    hand(order: FunctionCall): Promise<FunctionAnswer> {
      handed = false;
      return new Promise((resolve) => {
        current = { order, answer: resolve };
        handOver();
      });
    },
    close(): void {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function tooLarge(bytes: number): FunctionAnswer {
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${LARGEST_ANSWER} bytes): ${bytes} bytes.`;
  const payload = Buffer.from(JSON.stringify({ errorMessage, errorType: 'Function.ResponseSizeTooLarge' }));
  return { payload, isError: true };
}
