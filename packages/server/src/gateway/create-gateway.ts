import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { FindCredentials } from './credentials.ts';
import { createRequestHandler } from './handle-request.ts';
import { createRouter } from './routing/router.ts';
import { openWireModels } from './schema/wire-models.ts';
import type { Service } from './service.ts';
import { createSignatureVerifier } from './signature/verify-signature.ts';

export interface GatewayParts {
  readonly services: readonly Service[];
  readonly findCredentials: FindCredentials;
  /** The one region this server serves. */
  readonly region: string;
  /** Twelve digits. */
  readonly account: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly newRequestId: () => string;
  /** Answers paths beginning with `/_codeyard/`; it authorises by itself. */
  readonly adminRoutes?: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;
}

const ADMIN_PREFIX = '/_codeyard/';

/** The AWS front: answers HTTP requests by the services' operations. */
export function createGateway(parts: GatewayParts): RequestListener {
  const { services, adminRoutes, logger } = parts;
  const handleRequest = createRequestHandler({
    router: createRouter(services, openWireModels()),
    verifySignature: createSignatureVerifier(parts),
    logger,
    newRequestId: parts.newRequestId,
  });
  return (request, response) => {
    // A connection that breaks is the end of that request alone.
    response.on('error', () => {});
    // SDKs set their clocks by it.
    response.setHeader('Date', new Date(parts.clock.now()).toUTCString());
    if (adminRoutes && request.url?.startsWith(ADMIN_PREFIX)) {
      void handleAdmin(adminRoutes, { request, response, logger });
    } else void handleRequest(request, response);
  };
}

async function handleAdmin(
  adminRoutes: NonNullable<GatewayParts['adminRoutes']>,
  { request, response, logger }: { request: IncomingMessage; response: ServerResponse; logger: Logger },
): Promise<void> {
  try {
    await adminRoutes(request, response);
  } catch (error) {
    logger.error({ path: request.url, err: error }, 'admin request failed');
    if (response.headersSent) response.destroy();
    else response.writeHead(500).end();
  }
}
