import { timingSafeEqual } from 'node:crypto';
import type { Reach } from '@codeyard/compute/executors/executor';
import { type ContainerCredentials, containerCredentials } from '../../../gateway/container-credentials.ts';
import type { Parts } from '../parts.ts';
import { type Build, currentPhase } from '../rules/build.ts';
import { findBuild } from '../store/builds.ts';
import { findRunByUuid } from '../store/runs.ts';

/** The session name that AWS uses for a build's service role. */
export const assumedSessionName = (uuid: string): string => `AWSCodeBuild-${uuid}`;

/** Takes on a build's service role. */
export const assumeServiceRole = (parts: Parts, build: Build): Promise<ContainerCredentials | undefined> =>
  containerCredentials(parts, { roleArn: build.definition.serviceRole, sessionName: assumedSessionName(build.uuid) });

/** The credentials of a running build, for whoever shows its token; undefined for everybody else. */
export async function findBuildCredentials(
  parts: Parts,
  uuid: string,
  token: string,
): Promise<ContainerCredentials | undefined> {
  const found = await findRunByUuid(parts.database, uuid);
  if (!found || !isSame(parts.vault.open(found.run.sealedToken), token)) return undefined;
  const build = await findBuild(parts.database, found.id);
  if (build?.status !== 'IN_PROGRESS' || currentPhase(build) === 'QUEUED') return undefined;
  return await assumeServiceRole(parts, build);
}

/** Where a build's SDKs get their credentials; the token stays out of every log and listing. */
export function credentialVariables(
  { endpoint, hasCredentialsAddress }: Reach,
  uuid: string,
  token: string,
): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_CONTAINER_AUTHORIZATION_TOKEN: token,
    ...(hasCredentialsAddress
      ? { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: `/v2/credentials/${uuid}` }
      : { AWS_CONTAINER_CREDENTIALS_FULL_URI: `${endpoint}/_codeyard/build-credentials/${uuid}` }),
  };
}

function isSame(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
