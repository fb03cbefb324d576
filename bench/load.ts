import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Spread, spreadOf } from './measure.ts';

/** One HTTP request that is sent over and over; a signature stays good for fifteen minutes. */
export interface SignedRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface LoadResult {
  readonly perSecond: number;
  /** Milliseconds from sending a request to its last byte. */
  readonly latency: Spread;
}

/** Sends `total` requests over `connections` kept-alive connections; fails on any answer but 200. */
export async function load(next: () => SignedRequest, total: number, connections: number): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const latencies: number[] = [];
  let left = total;
  const worker = async () => {
    while (left-- > 0) latencies.push(await once(next(), agent));
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: connections }, worker));
  const seconds = (performance.now() - start) / 1_000;
  agent.destroy();
  return { perSecond: total / seconds, latency: spreadOf(latencies) };
}

function once({ url, method, headers, body }: SignedRequest, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const sent = request(url, { method, headers, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        if (response.statusCode === 200) return resolve(performance.now() - start);
        reject(new Error(`${response.statusCode}: ${Buffer.concat(chunks)}`));
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** A bare node:http server that answers `body` to everything: what this machine and this client can do at best. */
export async function startFloor(body: string): Promise<{ url: string; stop: () => void }> {
  const server = createServer((incoming, response) => {
    incoming.resume().on('end', () => {
      response.writeHead(200, {
        'content-type': 'application/x-amz-json-1.1',
        'content-length': Buffer.byteLength(body),
      });
      response.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, stop: () => server.close() };
}
