import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Config } from '../config.ts';

/** Session credentials as the SDKs' container provider reads them. */
export interface ContainerCredentials {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly Token: string;
  /** ISO 8601. */
  readonly Expiration: string;
}

export interface AdminParts {
  readonly config: Config;
  /** Undefined when the build does not run or the token is not its own. */
  readonly findBuildCredentials: (buildId: string, token: string) => Promise<ContainerCredentials | undefined>;
}

/** Paths below this are ours: everything AWS has no API for. */
export const ADMIN_PREFIX = '/_codeyard/';

const BUILD_CREDENTIALS = /^\/_codeyard\/build-credentials\/([0-9a-f-]{36})$/;

/** Answers `/_codeyard/health` and hands running builds their credentials. */
export function createAdmin({ config, findBuildCredentials }: AdminParts) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url?.split('?')[0] ?? '';
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
    return answer(response, 404, { message: `There is nothing at ${path}.` });
  };
}

function answer(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}
