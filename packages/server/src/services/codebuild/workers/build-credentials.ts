import { timingSafeEqual } from 'node:crypto';
import type { Parts } from '../parts.ts';
import { type Build, currentPhase } from '../rules/build.ts';
import { findBuild } from '../store/builds.ts';
import { findRunByUuid } from '../store/runs.ts';

/** Session credentials as the SDKs' container provider reads them. */
export interface BuildCredentials {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly Token: string;
  /** ISO 8601. */
  readonly Expiration: string;
}

/** The shortest session there is: SDKs fetch a new one in time, and a finished build's ends soon. */
const SESSION_SECONDS = 900;

/** Takes on a build's service role under the session name that AWS uses. */
export function assumeServiceRole({ aws }: Parts, build: Build) {
  return aws.sts.assumeRole({
    RoleArn: build.definition.serviceRole,
    RoleSessionName: `AWSCodeBuild-${build.uuid}`,
    DurationSeconds: SESSION_SECONDS,
  });
}

/** The credentials of a running build, for whoever shows its token; undefined for everybody else. */
export async function findBuildCredentials(
  parts: Parts,
  uuid: string,
  token: string,
): Promise<BuildCredentials | undefined> {
  const found = await findRunByUuid(parts.database, uuid);
  if (!found || !isSame(parts.vault.open(found.run.sealedToken), token)) return undefined;
  const build = await findBuild(parts.database, found.id);
  if (build?.status !== 'IN_PROGRESS' || currentPhase(build) === 'QUEUED') return undefined;
  const { Credentials: session } = await assumeServiceRole(parts, build);
  if (!session?.AccessKeyId || !session.SecretAccessKey || !session.SessionToken) return undefined;
  return {
    AccessKeyId: session.AccessKeyId,
    SecretAccessKey: session.SecretAccessKey,
    Token: session.SessionToken,
    Expiration: new Date(session.Expiration ?? parts.clock.now() + SESSION_SECONDS * 1000).toISOString(),
  };
}

/** Where a build's SDKs get their credentials; the token stays out of every log and listing. */
export function credentialVariables(parts: Parts, uuid: string, token: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: parts.endpoint(),
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `${parts.endpoint()}/_codeyard/build-credentials/${uuid}`,
    AWS_CONTAINER_AUTHORIZATION_TOKEN: token,
  };
}

function isSame(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
