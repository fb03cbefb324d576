import type { Clock } from '../platform/clock.ts';
import type { AwsClients } from './aws-clients.ts';

/** Session credentials as the SDKs' container provider reads them. */
export interface ContainerCredentials {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly Token: string;
  /** ISO 8601. */
  readonly Expiration: string;
}

/** The shortest session there is: SDKs fetch a new one in time, and that of finished work ends soon. */
const SESSION_SECONDS = 900;

/** A session of a role, for work that runs as it. */
export async function containerCredentials(
  { aws, clock }: { aws: AwsClients; clock: Clock },
  { roleArn, sessionName }: { roleArn: string; sessionName: string },
): Promise<ContainerCredentials | undefined> {
  const request = { RoleArn: roleArn, RoleSessionName: sessionName, DurationSeconds: SESSION_SECONDS };
  const { Credentials: session } = await aws.sts.assumeRole(request);
  if (!session?.AccessKeyId || !session.SecretAccessKey || !session.SessionToken) return undefined;
  return {
    AccessKeyId: session.AccessKeyId,
    SecretAccessKey: session.SecretAccessKey,
    Token: session.SessionToken,
    Expiration: new Date(session.Expiration ?? clock.now() + SESSION_SECONDS * 1000).toISOString(),
  };
}
