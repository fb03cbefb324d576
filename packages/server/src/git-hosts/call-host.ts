import { Payload } from './payload.ts';

/** A host that could not be reached, or refused; the message never holds a token. */
export class HostError extends Error {
  /** HTTP's; undefined when there was no answer. */
  readonly status: number | undefined;
  constructor(message: string, status?: number) {
    super(message);
    this.name = 'HostError';
    this.status = status;
  }
  /** Whether the same call may succeed later. */
  get mayPass(): boolean {
    const { status } = this;
    return status === undefined || status === 408 || status === 429 || status >= 500;
  }
}

export interface HostRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: object;
  readonly signal: AbortSignal;
  /** Statuses that are as good as success. */
  readonly accept?: readonly number[];
}

export interface HostReply {
  readonly status: number;
  readonly body: Payload;
}

/** Every call is over by then. */
const PATIENCE_MS = 10_000;
const MOST_WORDS = 300;
const MOST_REDIRECTIONS = 3;
const MOST_BYTES = 32 * 1024 * 1024;

/** One call of a host's REST API. */
export async function callHost(url: string, request: HostRequest): Promise<HostReply> {
  const { method = 'GET', headers, body, accept = [] } = request;
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(PATIENCE_MS)]);
  const { host, pathname } = new URL(url);
  const what = `${method} ${host}${pathname}`;
  const init: RequestInit = {
    method,
    signal,
    headers: {
      accept: 'application/json',
      'user-agent': 'codeyard',
      ...headers,
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  };
  const { response, text } = await fetchText(url, init).catch((error: unknown) => {
    throw error instanceof HostError ? error : new HostError(`${what}: ${reasonOf(error)}`);
  });
  const reply = { status: response.status, body: new Payload(parse(text)) };
  if (response.ok || accept.includes(response.status)) return reply;
  const isSpent = response.status === 403 && response.headers.get('x-ratelimit-remaining') === '0';
  const words = wordsOf(reply.body) || text;
  throw new HostError(
    `${what}: ${response.status} ${words.slice(0, MOST_WORDS)}`.trim(),
    isSpent ? 429 : response.status,
  );
}

/** Follows a repository that was renamed, but never to another place: a token is for one host. */
async function fetchText(url: string, init: RequestInit, left = MOST_REDIRECTIONS) {
  const response = await fetch(url, { ...init, redirect: 'manual' });
  const location = response.headers.get('location');
  if (![301, 302, 307, 308].includes(response.status) || location === null)
    return { response, text: await textOf(response) };
  await response.body?.cancel();
  const next = new URL(location, url);
  if (next.origin !== new URL(url).origin) throw new HostError(`${url} redirects to another host`, response.status);
  if (left === 0) throw new HostError(`${url} redirects too often`, response.status);
  return await fetchText(next.href, init, left - 1);
}

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk as Uint8Array);
    size += (chunk as Uint8Array).length;
    if (size > MOST_BYTES)
      throw new HostError(`${response.url} answers more than ${MOST_BYTES} bytes`, response.status);
  }
  return Buffer.concat(chunks).toString();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Each host has a place of its own for them. */
function wordsOf(body: Payload): string {
  const message = body.at('message') ?? body.at('error', 'message') ?? body.at('error');
  return typeof message === 'string' ? message : message === undefined ? '' : JSON.stringify(message);
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? cause.message : message;
}
