import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Agent, type IncomingMessage, request } from 'node:http';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** The Docker Engine refused a call; `status` is its HTTP status. */
export class DockerError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'DockerError';
    this.status = status;
  }
}

/** The Engine API as far as builds need it. */
export interface DockerClient {
  call<Answer>(
    method: string,
    path: string,
    body?: object,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer>;
  /** Sends a tar file of this machine. */
  sendTar(path: string, tarFile: string): Promise<void>;
  /** Writes a tar file that the engine sends. */
  receiveTar(path: string, tarFile: string): Promise<void>;
  /** Lines of JSON as they come; the call ends with the stream. */
  stream(
    method: string,
    path: string,
    options: { headers?: Readonly<Record<string, string>>; signal?: AbortSignal },
  ): AsyncIterable<Record<string, unknown>>;
  /** A call whose connection becomes a stream of bytes in both directions. */
  attach(path: string, body: object): Promise<Duplex>;
}

const API = '/v1.41';
const PROBE_MS = 1_000;

/** `host` is `unix:///path/to/socket` or `tcp://host:port`. */
export function createDockerClient(host: string): DockerClient {
  const agent = new Agent({ keepAlive: true });
  const url = new URL(host);
  const place =
    url.protocol === 'unix:' ? { socketPath: url.pathname } : { host: url.hostname, port: Number(url.port) || 2375 };

  function send(method: string, path: string, options: SendOptions): Promise<IncomingMessage> {
    const body = options.body === undefined ? undefined : JSON.stringify(options.body);
    const headers = {
      ...options.headers,
      ...(body === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }),
    };
    return new Promise((resolve, reject) => {
      const signal = options.signal ? { signal: options.signal } : {};
      const sent = request({ ...place, agent, method, path: `${API}${path}`, headers, ...signal }, resolve);
      sent.on('error', reject);
      sent.end(body);
    });
  }

  function attach(path: string, body: object): Promise<Duplex> {
    const text = JSON.stringify(body);
    const headers = { connection: 'Upgrade', upgrade: 'tcp', 'content-type': 'application/json' };
    return new Promise((resolve, reject) => {
      const options = { ...place, agent: false as const, method: 'POST', path: `${API}${path}` };
      const sent = request({ ...options, headers: { ...headers, 'content-length': Buffer.byteLength(text) } });
      sent.on('error', reject);
      sent.on('response', (response) => {
        readText(response)
          .then((answer) => {
            refuseErrors(response, answer);
            throw new DockerError(response.statusCode ?? 500, 'the engine did not open a stream');
          })
          .catch(reject);
      });
      sent.on('upgrade', (_response, socket, head) => {
        if (head.length > 0) socket.unshift(head);
        resolve(socket);
      });
      sent.end(text);
    });
  }

  return {
    attach,
    async call<Answer>(
      method: string,
      path: string,
      body?: object,
      headers?: Readonly<Record<string, string>>,
    ): Promise<Answer> {
      const response = await send(method, path, { ...(body ? { body } : {}), ...(headers ? { headers } : {}) });
      const text = await readText(response);
      refuseErrors(response, text);
      return (text === '' || !response.headers['content-type']?.includes('json') ? text : JSON.parse(text)) as Answer;
    },
    async sendTar(path, tarFile) {
      const headers = { 'content-type': 'application/x-tar', 'content-length': String((await stat(tarFile)).size) };
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        const sent = request({ ...place, agent, method: 'PUT', path: `${API}${path}`, headers }, resolve);
        sent.on('error', reject);
        pipeline(createReadStream(tarFile), sent).catch(reject);
      });
      refuseErrors(response, await readText(response));
    },
    async receiveTar(path, tarFile) {
      const response = await send('GET', path, {});
      if ((response.statusCode ?? 500) >= 400) refuseErrors(response, await readText(response));
      await pipeline(response, createWriteStream(tarFile, { mode: 0o600 }));
    },
    async *stream(method, path, options) {
      const response = await send(method, path, options);
      if ((response.statusCode ?? 500) >= 400) refuseErrors(response, await readText(response));
      let rest = '';
      for await (const chunk of response) {
        const lines = (rest + String(chunk)).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) if (line.trim() !== '') yield JSON.parse(line) as Record<string, unknown>;
      }
    },
  };
}

interface SendOptions {
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function refuseErrors(response: IncomingMessage, text: string): void {
  const status = response.statusCode ?? 500;
  if (status < 400) return;
  let message = text;
  try {
    message = (JSON.parse(text) as { message?: string }).message ?? text;
  } catch {
    // The engine, or a proxy before it, did not answer in JSON.
  }
  throw new DockerError(status, message);
}

/** Whether an engine answers there within a second. */
export async function isDockerReachable(host: string): Promise<boolean> {
  const probe = createDockerClient(host)
    .call('GET', '/_ping')
    .then(
      () => true,
      () => false,
    );
  const late = new Promise<boolean>((resolve) => setTimeout(resolve, PROBE_MS, false).unref());
  return await Promise.race([probe, late]);
}

/** 409: it was made before. */
export function unlessConflict(error: Error): void {
  if (!(error instanceof DockerError && error.status === 409)) throw error;
}

/** 404: it is not there any more. */
export function unlessMissing(error: Error): void {
  if (!(error instanceof DockerError && error.status === 404)) throw error;
}
