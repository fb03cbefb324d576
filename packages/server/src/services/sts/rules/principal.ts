import { parseArn } from '../../../platform/arn.ts';

/** Who asks, as far as a trust policy can tell callers apart. */
export interface TrustedCaller {
  readonly kind: 'root' | 'role' | 'service' | 'anonymous';
  /** Of the account's root, an assumed role's session, or a service principal (`codebuild.amazonaws.com`). */
  readonly arn: string;
  readonly account: string;
}

/** Whether a statement's `Principal` names the caller. */
export function principalMatches(principal: unknown, caller: TrustedCaller): boolean {
  if (principal === '*') return true;
  if (typeof principal !== 'object' || principal === null) return false;
  const { AWS, Service } = principal as { AWS?: unknown; Service?: unknown };
  if (caller.kind === 'service') return listOf(Service).includes(caller.arn);
  return listOf(AWS).some((name) => typeof name === 'string' && names(name, caller));
}

/** An account, or its root, stands for everybody in it; a role for all of its sessions. */
function names(principal: string, caller: TrustedCaller): boolean {
  if (principal === '*' || principal === caller.account || principal === caller.arn) return true;
  const arn = parseArn(principal);
  if (arn?.service !== 'iam' || arn.account !== caller.account) return false;
  if (arn.resource === 'root') return true;
  const role = /^role\/(?:.*\/)?([^/]+)$/.exec(arn.resource)?.[1];
  return role !== undefined && caller.arn.startsWith(`arn:${arn.partition}:sts::${arn.account}:assumed-role/${role}/`);
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]);
