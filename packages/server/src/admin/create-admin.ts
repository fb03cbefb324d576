import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Config } from '../config.ts';
import type { ContainerCredentials } from '../gateway/container-credentials.ts';
import { PAGE_HEADERS, type Page } from './pages/html/page.ts';

/** What came to one of our URLs. */
interface Call {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
  readonly address: string;
}

interface Answer {
  readonly status: number;
  readonly message: string;
}

export interface WebhookReceivers {
  receiveWebhook(token: string, call: Call): Promise<Answer>;
  receiveDelivery(host: 'github' | 'gitlab' | 'bitbucket', call: Call): Promise<Answer>;
  receiveBuildWebhook(token: string, call: Call): Promise<Answer>;
}

export interface InstanceMetadata {
  findInstanceCredentials(id: string, token: string): Promise<ContainerCredentials | undefined>;
  readMetadata(id: string, token: string, path: string): Promise<string | undefined>;
}

export interface AdminParts {
  readonly config: Config;
  /** Undefined when the build does not run or the token is not its own. */
  readonly receivers: WebhookReceivers;
  /** The ZIP file of a function that the end of its address stands for. */
  readonly readCode: (token: string) => Promise<Buffer | undefined>;
  readonly instances: InstanceMetadata;
  /** False when nobody waits for the response of the resource that the end of its address stands for. */
  readonly receiveStackResponse: (token: string, body: Buffer) => Promise<boolean>;
  readonly findBuildCredentials: (buildId: string, token: string) => Promise<ContainerCredentials | undefined>;
  /** The picture of a badge by the query of its address; undefined for an address that we did not make. */
  readonly findBadge: (query: URLSearchParams) => Promise<string | undefined>;
  /** The page at an address; undefined when there are none of its kind. */
  readonly findPage: (address: string) => Promise<Page | undefined>;
}

/** Paths below this are ours: everything AWS has no API for. */
export const ADMIN_PREFIX = '/_codeyard/';

const BUILD_CREDENTIALS = /^\/_codeyard\/build-credentials\/([0-9a-f-]{36})$/;

const INSTANCE_CREDENTIALS = /^\/_codeyard\/instance-credentials\/(i-[0-9a-f]{17})$/;
const METADATA = /^\/_codeyard\/instance-metadata\/(i-[0-9a-f]{17})\/([0-9a-f]{64})\/latest\/(.*)$/;
const FUNCTION_CODE = /^\/_codeyard\/function-code\/([A-Za-z0-9_-]{1,1000})$/;
const STACK_RESPONSE = /^\/_codeyard\/stack-responses\/([A-Za-z0-9_-]{1,2000})$/;
const WEBHOOK = /^\/_codeyard\/webhooks\/([A-Za-z0-9]{1,100})$/;
const BUILD_WEBHOOK = /^\/_codeyard\/build-webhooks\/([A-Za-z0-9]{1,100})$/;
const CONNECTION = /^\/_codeyard\/connections\/(github|gitlab|bitbucket)$/;
/** Hosts that show badges keep no picture that may be out of date. */
const BADGE_HEADERS = {
  'content-type': 'image/svg+xml; charset=utf-8',
  'cache-control': 'no-cache, no-store, max-age=0',
  'content-security-policy': "default-src 'none'",
};
/** GitHub sends no more. */
const MOST_BYTES = 25 * 1024 * 1024;

/** Answers `/_codeyard/health`, hands running builds their credentials, and takes what git hosts send. */
export function createAdmin(parts: AdminParts) {
  const { config, findBuildCredentials, findBadge, findPage, receivers, readCode, instances, receiveStackResponse } =
    parts;
  const receiverOf = (path: string): ((call: Call) => Promise<Answer>) | undefined => {
    const token = WEBHOOK.exec(path)?.[1];
    if (token !== undefined) return (call) => receivers.receiveWebhook(token, call);
    const build = BUILD_WEBHOOK.exec(path)?.[1];
    if (build !== undefined) return (call) => receivers.receiveBuildWebhook(build, call);
    const host = CONNECTION.exec(path)?.[1] as 'github' | undefined;
    return host && ((call) => receivers.receiveDelivery(host, call));
  };
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url?.split('?')[0] ?? '';
    const receive = receiverOf(path);
    if (receive) return await take(request, response, receive);
    const stackResponse = STACK_RESPONSE.exec(path)?.[1];
    if (stackResponse) {
      if (request.method !== 'PUT') return answer(response, 405, { message: 'Only PUT is answered here.' });
      const { body } = await readCall(request);
      const isKnown = body && (await receiveStackResponse(stackResponse, body));
      return answer(response, isKnown ? 200 : 403, { message: isKnown ? 'Taken.' : 'Nobody waits for this response.' });
    }
    const [, instance = '', secret = '', item = ''] = METADATA.exec(path) ?? [];
    if (instance) {
      // The token that version 2 of the service asks for; whoever calls has shown the one in the address.
      const text = item === 'api/token' ? secret : await instances.readMetadata(instance, secret, item);
      return void response.writeHead(text === undefined ? 404 : 200, { 'content-type': 'text/plain' }).end(text ?? '');
    }
    if (request.method !== 'GET') return answer(response, 405, { message: 'Only GET is answered here.' });
    if (path === `${ADMIN_PREFIX}health`) {
      return answer(response, 200, { status: 'ok', region: config.region, account: config.account, pid: process.pid });
    }
    const buildId = BUILD_CREDENTIALS.exec(path)?.[1];
    if (buildId) {
      const credentials = await findBuildCredentials(buildId, request.headers.authorization ?? '');
      if (credentials) return answer(response, 200, credentials);
      return answer(response, 403, { code: 'AccessDenied', message: 'No running build has this id and token.' });
    }
    const instanceId = INSTANCE_CREDENTIALS.exec(path)?.[1];
    if (instanceId) {
      const credentials = await instances.findInstanceCredentials(instanceId, request.headers.authorization ?? '');
      if (credentials) return answer(response, 200, credentials);
      return answer(response, 403, { code: 'AccessDenied', message: 'No running instance has this id and token.' });
    }
    if (path === `${ADMIN_PREFIX}badges`) {
      const badge = await findBadge(new URLSearchParams(request.url?.split('?')[1] ?? ''));
      if (badge) return void response.writeHead(200, BADGE_HEADERS).end(badge);
      return answer(response, 404, { message: 'There is no such badge.' });
    }
    const page = await findPage(request.url ?? '');
    if (page) return void response.writeHead(page.status, PAGE_HEADERS).end(page.markup);
    const zip = await readCode(FUNCTION_CODE.exec(path)?.[1] ?? '');
    if (zip) return void response.writeHead(200, { 'content-type': 'application/zip' }).end(zip);
    return answer(response, 404, { message: `There is nothing at ${path}.` });
  };
}

async function take(
  request: IncomingMessage,
  response: ServerResponse,
  receive: (call: Call) => Promise<Answer>,
): Promise<void> {
  if (request.method !== 'POST') return answer(response, 405, { message: 'Only POST is answered here.' });
  const { body } = await readCall(request);
  if (!body) {
    // The rest of it is never read, so that nothing else can come by this connection.
    response.setHeader('connection', 'close');
    return answer(response, 413, { message: 'The body is too large.' });
  }
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(request.headers)) headers[name] = Array.isArray(value) ? value[0] : value;
  const address = request.socket.remoteAddress ?? '';
  const { status, message } = await receive({ headers, body, address });
  answer(response, status, { message });
}

/** No body when it is too large. */
async function readCall(request: IncomingMessage): Promise<{ body?: Buffer }> {
  if (Number(request.headers['content-length'] ?? 0) > MOST_BYTES) return {};
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > MOST_BYTES) return {};
    chunks.push(chunk as Buffer);
  }
  return { body: Buffer.concat(chunks) };
}

function answer(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}
