import { bindOperations, type Service, type ServiceContext } from '../../gateway/service.ts';
import { migrations } from './migrations/index.ts';
import { assumeRole } from './operations/assume-role.ts';
import { getAccessKeyInfo } from './operations/get-access-key-info.ts';
import { getCallerIdentity } from './operations/get-caller-identity.ts';
import { getSessionToken } from './operations/get-session-token.ts';
import type { Parts, StsOptions } from './parts.ts';
import { findSession, type Session } from './store.ts';
import { SWEEP_SESSIONS, sweepSessions } from './workers/sweep-sessions.ts';

/** STS, and what the gateway must know of temporary credentials. */
export interface Sts extends Service {
  findSession(accessKeyId: string): Promise<Session | undefined>;
}

export function createSts(context: ServiceContext, options: StsOptions): Sts {
  const parts: Parts = { ...context, ...options };
  const { database, queue, vault } = context;
  return {
    name: 'sts',
    sdkClient: 'sts',
    operations: bindOperations([assumeRole, getAccessKeyInfo, getCallerIdentity, getSessionToken], parts),
    notYet: [
      'AssumeRoleWithSAML',
      'AssumeRoleWithWebIdentity',
      'AssumeRoot',
      'DecodeAuthorizationMessage',
      'GetDelegatedAccessToken',
      'GetFederationToken',
      'GetWebIdentityToken',
    ],
    workers: [sweepSessions(parts)],
    migrations,
    start: () =>
      database.transaction((tx) => queue.enqueue(tx, { kind: SWEEP_SESSIONS, id: SWEEP_SESSIONS, payload: null })),
    findSession: (accessKeyId) => findSession(database, vault, accessKeyId),
  };
}
