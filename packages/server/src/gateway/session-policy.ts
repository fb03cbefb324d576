import { accessDeniedByPolicy, notAuthorized } from './errors.ts';
import type { Caller } from './request-context.ts';
import type { Route } from './routing/router.ts';

/** One statement of a policy that our own services write: plain lists, and `*` for everything. */
interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

/** Anybody may ask who they are. */
const FREE = ['sts:GetCallerIdentity'];

/**
 * Holds a session to the policy it was made with, where one of our services made it. Policies that users hand to AssumeRole are
 * recorded and not judged, like those of their roles.
 */
export function checkSessionPolicy(
  { service, operation, family }: Route,
  input: object,
  { policy, arn }: Caller,
): void {
  if (policy === undefined) return;
  const { action, resource } = requestOf(service.name, operation, input);
  if (FREE.includes(action) || policyAllows(policy, action, resource)) return;
  throw family === 's3' ? accessDeniedByPolicy() : notAuthorized(arn, action);
}

/** Operations of S3 that need the permission of another name. */
const S3_ACTIONS: Readonly<Record<string, string>> = {
  HeadObject: 'GetObject',
  GetObjectAttributes: 'GetObject',
  CreateMultipartUpload: 'PutObject',
  UploadPart: 'PutObject',
  CompleteMultipartUpload: 'PutObject',
  ListParts: 'ListMultipartUploadParts',
};

function requestOf(service: string, operation: string, input: object): { action: string; resource: string } {
  if (service !== 's3') return { action: `${service}:${operation}`, resource: '*' };
  const { Bucket, Key, VersionId } = input as { Bucket?: string; Key?: string; VersionId?: string };
  const name = S3_ACTIONS[operation] ?? operation;
  const action = VersionId !== undefined && name === 'GetObject' ? 'GetObjectVersion' : name;
  return { action: `s3:${action}`, resource: `arn:aws:s3:::${[Bucket, Key].filter(Boolean).join('/')}` };
}

function policyAllows(policy: string, action: string, resource: string): boolean {
  const { Statement: statements } = JSON.parse(policy) as { Statement: readonly Statement[] };
  const applying = statements.filter(
    (statement) => covers(statement.Action, action) && covers(statement.Resource, resource),
  );
  return applying.length > 0 && applying.every(({ Effect }) => Effect === 'Allow');
}

const covers = (list: string | readonly string[], value: string) =>
  [list].flat().some((item) => item === '*' || item === value);
