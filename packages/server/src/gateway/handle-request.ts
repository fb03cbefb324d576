import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { Logger } from '../platform/logger.ts';
import { answerError } from './answer-error.ts';
import { constraintsBroken, invalidUri, notImplemented } from './errors.ts';
import { type HttpHead, readHead } from './http-head.ts';
import type { WireCall } from './protocols/protocol.ts';
import { readBody } from './read-body.ts';
import type { Caller, RequestContext } from './request-context.ts';
import { type RequestForm, requestForm } from './routing/request-form.ts';
import type { Route, Router } from './routing/router.ts';
import { climbsOut, pathWithBucket } from './routing/virtual-host.ts';
import { startWalk, violationMessage } from './schema/walk.ts';
import { sendResponse } from './send-response.ts';
import { checkSessionPolicy } from './session-policy.ts';
import { payloadStream } from './signature/payload.ts';
import type { VerifySignature } from './signature/verify-signature.ts';

export interface HandlerParts {
  readonly router: Router;
  readonly verifySignature: VerifySignature;
  readonly logger: Logger;
  readonly newRequestId: () => string;
}

/** A request under way: errors are worded by what is known of it so far. */
export interface Exchange {
  readonly requestId: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  head?: HttpHead;
  form: RequestForm;
  route?: Route;
}

/**
 * The whole path of a request, in order. Whatever is refused on the way is answered in the protocol of the request;
 * anything else thrown is a fault, logged once.
 */
export function createRequestHandler(parts: HandlerParts) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const exchange: Exchange = { requestId: parts.newRequestId(), request, response, form: 'rest' };
    try {
      const head = takeHead(exchange);
      const { route, path, body } = await findRoute(exchange, head, parts.router);
      const payload = await verifyPayload({ exchange, head, route, path, body, verify: parts.verifySignature });
      const input = decodeInput(route, { ...payload, path, head });
      checkSessionPolicy(route, input, payload.caller);
      const output = await runOperation(route, input, contextOf(exchange, head, payload.caller));
      await sendResponse(response, route.codec.encode(output ?? {}, exchange.requestId));
    } catch (error) {
      await answerError(exchange, error, parts.logger);
    }
  };
}

function takeHead(exchange: Exchange): HttpHead {
  const head = readHead(exchange.request);
  if (!head) throw invalidUri();
  exchange.head = head;
  exchange.form = requestForm(head);
  return head;
}

interface Routed {
  readonly route: Route;
  /** With the bucket a virtual host names. */
  readonly path: string;
  /** Read already where routing needed it. */
  readonly body: Buffer | undefined;
}

async function findRoute(exchange: Exchange, head: HttpHead, router: Router): Promise<Routed> {
  const { form, request } = exchange;
  const path = form === 'rest' ? pathWithBucket(head) : head.rawPath;
  if (climbsOut(path)) throw invalidUri();
  const body = form === 'query' ? await readBody(request, head.headers['content-length']) : undefined;
  const route = router.find(form, { head, path, body });
  exchange.route = route;
  return { route, path, body };
}

interface Payload {
  readonly caller: Caller;
  readonly body: Buffer;
  /** Instead of the body where the operation streams it. */
  readonly stream?: Readable;
}

const NO_BYTES = Buffer.alloc(0);

/**
 * S3's clients say what their body hashes to, so the signature is judged first and the body checked while it is read.
 * Everyone else's body is part of what was signed.
 */
async function verifyPayload({
  exchange: { request },
  head,
  route,
  path,
  body: known,
  verify,
}: Routed & { exchange: Exchange; head: HttpHead; verify: VerifySignature }): Promise<Payload> {
  const { signingName } = route.routing;
  const length = head.headers['content-length'];
  if (route.family !== 's3') {
    const body = known ?? (await readBody(request, length));
    if (isOpenToAll(route, head)) return { caller: ANYBODY, body };
    const { caller } = await verify(head, { family: route.family, signingName, resourcePath: path }, body);
    return { caller, body };
  }
  const signed = await verify(head, { family: 's3', signingName, resourcePath: path }, undefined);
  const hasBody = (length !== undefined && length !== '0') || head.headers['transfer-encoding'] !== undefined;
  const source = hasBody ? payloadStream(request, signed) : Readable.from([]);
  if (route.codec.streamsBody) return { caller: signed.caller, body: NO_BYTES, stream: source };
  return { caller: signed.caller, body: hasBody ? await readBody(source, length) : NO_BYTES };
}

/** Whoever opens a link that we sent out, such as the one that confirms a subscription. */
const ANYBODY: Caller = { kind: 'anonymous', arn: 'anonymous', userId: 'anonymous' };

function isOpenToAll({ service, operation }: Route, { headers, query }: HttpHead): boolean {
  if (!service.openToAll?.includes(operation) || headers.authorization !== undefined) return false;
  return !query.some(([name]) => name === 'X-Amz-Signature' || name === 'Signature');
}

function decodeInput(route: Route, { head, path, body, stream }: Payload & { path: string; head: HttpHead }): object {
  const call: WireCall = {
    method: head.method,
    path,
    query: head.query,
    headers: head.headers,
    body,
    ...(stream && { stream }),
    ...(route.labels && { labels: route.labels }),
  };
  const walk = startWalk();
  const input = route.codec.decode(call, walk);
  if (walk.count > 0) throw constraintsBroken(route.protocol.violationCode, violationMessage(walk));
  return input;
}

async function runOperation({ service, operation }: Route, input: object, context: RequestContext) {
  const bound = service.operations.find(({ name }) => name === operation);
  if (!bound) throw notImplemented(service.name, operation);
  return bound.handle(input, context);
}

/** The signal is made only when an operation asks for it. */
function contextOf({ requestId, response }: Exchange, { headers }: HttpHead, caller: Caller): RequestContext {
  let controller: AbortController | undefined;
  return {
    requestId,
    caller,
    endpoint: `http://${headers.host ?? 'localhost'}`,
    headers,
    get signal() {
      if (!controller) {
        const made = new AbortController();
        response.once('close', () => {
          if (!response.writableFinished) made.abort();
        });
        if (response.destroyed) made.abort();
        controller = made;
      }
      return controller.signal;
    },
  };
}
