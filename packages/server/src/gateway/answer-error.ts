import type { Logger } from '../platform/logger.ts';
import { Refusal } from '../platform/refusal.ts';
import { FAULT } from './errors.ts';
import type { Exchange } from './handle-request.ts';
import { encodeJsonError } from './protocols/aws-json.ts';
import type { WireError, WireResponse } from './protocols/protocol.ts';
import { encodeQueryError } from './protocols/query.ts';
import { encodeS3Error } from './protocols/rest-xml.ts';
import { signedService } from './routing/request-form.ts';
import { sendResponse } from './send-response.ts';

/** Answers what a request ended with: a refusal as it is, anything else as a fault that is logged here and only here. */
export async function answerError(exchange: Exchange, error: unknown, logger: Logger): Promise<void> {
  const { request, response, requestId } = exchange;
  if (!(error instanceof Refusal) && !hasLeft(exchange)) {
    logger.error({ requestId, operation: exchange.route?.operation, err: error }, 'request failed');
  }
  if (response.headersSent || hasLeft(exchange)) {
    // Too late for an answer: a connection cut off is how the client learns that the rest is missing.
    response.destroy();
    return;
  }
  // What is still to come of the body is read and dropped, for the client to be done sending and see the answer.
  request.resume();
  try {
    await sendResponse(response, encodeFor(exchange, wireErrorOf(exchange, error)));
  } catch (failure) {
    logger.error({ requestId, err: failure }, 'error could not be answered');
    response.destroy();
  }
}

function hasLeft({ request, response }: Exchange): boolean {
  return response.destroyed || (request.destroyed && !request.complete);
}

function wireErrorOf({ requestId, request, head, route }: Exchange, error: unknown): WireError {
  const { code, message, status } = error instanceof Refusal ? error : FAULT;
  return {
    code,
    message,
    status,
    members: error instanceof Refusal ? error.members : {},
    requestId,
    resource: head?.rawPath ?? '/',
    method: request.method ?? 'GET',
    ...(route && { operation: route.operation }),
  };
}

/** Without a route the form of the request and the service it was signed for have to do. */
function encodeFor({ form, route, head }: Exchange, error: WireError): WireResponse {
  if (route) return route.protocol.encodeError(error);
  if (form === 'query') return encodeQueryError(error, 'awsQuery', '');
  const isS3 = form === 'rest' && (!head || (signedService(head) ?? 's3') === 's3');
  return isS3 ? encodeS3Error(error) : encodeJsonError(error, 'application/x-amz-json-1.1', error.members);
}
