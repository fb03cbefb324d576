import { createHmac, timingSafeEqual } from 'node:crypto';
import { type ContainerCredentials, containerCredentials } from '../../gateway/container-credentials.ts';
import type { Parts } from './parts.ts';
import type { Instance } from './rules/instance.ts';
import { findInstance } from './store/instances.ts';

/** What commands on an instance find in their environment: this server as AWS, and the role of the instance's profile. */
export async function instanceEnvironment(parts: Parts, instance: Instance): Promise<Record<string, string>> {
  const { region } = parts;
  const place = { AWS_ENDPOINT_URL: parts.endpoint(), AWS_REGION: region, AWS_DEFAULT_REGION: region, AWS_PAGER: '' };
  const metadata = `${parts.endpoint()}/_codeyard/instance-metadata/${instance.id}/${tokenOf(parts, instance.id)}`;
  const variables = { ...place, AWS_EC2_METADATA_SERVICE_ENDPOINT: metadata };
  if (!instance.profile) return variables;
  return {
    ...variables,
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `${parts.endpoint()}/_codeyard/instance-credentials/${instance.id}`,
    AWS_CONTAINER_AUTHORIZATION_TOKEN: tokenOf(parts, instance.id),
  };
}

/** The credentials of a running instance with a profile, for whoever shows its token; undefined for everybody else. */
export async function findInstanceCredentials(
  parts: Parts,
  id: string,
  token: string,
): Promise<ContainerCredentials | undefined> {
  const instance = await showsToken(parts, id, token);
  return instance && (await credentialsOf(parts, instance));
}

/** A session of the role of an instance's profile. */
export async function credentialsOf(parts: Parts, instance: Instance): Promise<ContainerCredentials | undefined> {
  const role = await roleOf(parts, instance);
  if (!role) return undefined;
  return await containerCredentials(parts, { roleArn: role.arn, sessionName: instance.id });
}

/** The running instance that a token belongs to. */
export async function showsToken(parts: Parts, id: string, token: string): Promise<Instance | undefined> {
  const [expected, given] = [Buffer.from(tokenOf(parts, id)), Buffer.from(token)];
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) return undefined;
  const instance = await findInstance(parts.database, id);
  return instance && ['pending', 'running', 'stopping'].includes(instance.state) ? instance : undefined;
}

/** The role of an instance's profile. */
export async function roleOf(
  { aws }: Parts,
  { profile }: Instance,
): Promise<{ arn: string; name: string } | undefined> {
  const name = profile?.arn.split('/').at(-1);
  if (!name) return undefined;
  const { InstanceProfile } = await aws.iam.getInstanceProfile({ InstanceProfileName: name });
  const role = InstanceProfile?.Roles?.[0];
  return role?.Arn && role.RoleName ? { arn: role.Arn, name: role.RoleName } : undefined;
}

const tokenOf = ({ secret }: Parts, id: string) => createHmac('sha256', secret).update(`instance ${id}`).digest('hex');
