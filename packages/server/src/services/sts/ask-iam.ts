import type { AwsClients } from '../../gateway/aws-clients.ts';

/** What IAM knows of a role, as far as assuming it goes. */
export interface KnownRole {
  readonly roleId: string | undefined;
  readonly maxSessionSeconds: number | undefined;
  /** Parsed JSON. */
  readonly trustPolicy: unknown;
}

/** Undefined when IAM has no such role. */
export async function findRole(aws: AwsClients, name: string): Promise<KnownRole | undefined> {
  const found = await aws.iam.getRole({ RoleName: name }).catch((error: unknown) => {
    if (error instanceof Error && error.name.startsWith('NoSuchEntity')) return undefined;
    throw error;
  });
  if (!found?.Role) return undefined;
  const { RoleId, MaxSessionDuration, AssumeRolePolicyDocument } = found.Role;
  const trustPolicy: unknown = JSON.parse(decodeURIComponent(AssumeRolePolicyDocument ?? 'null'));
  return { roleId: RoleId, maxSessionSeconds: MaxSessionDuration, trustPolicy };
}
