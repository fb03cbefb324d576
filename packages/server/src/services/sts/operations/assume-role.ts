import type { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { type InputOf, operation } from '../../../gateway/operation.ts';
import type { Caller, RequestContext } from '../../../gateway/request-context.ts';
import { findRole, type KnownRole } from '../ask-iam.ts';
import {
  invalidRoleArn,
  longerThanChainAllows,
  longerThanRoleAllows,
  malformedPolicy,
  notAuthorizedToAssume,
  policyTooLarge,
} from '../errors.ts';
import { describeCredentials, newSession } from '../new-session.ts';
import type { Parts } from '../parts.ts';
import { assumedRoleArn, derivedRoleId, type RoleArn, readRoleArn } from '../rules/role-arn.ts';
import { roleSessionSeconds } from '../rules/session-duration.ts';
import { findSessionPolicyProblem, packedPercent } from '../rules/session-policy.ts';
import { trustPolicyAllows } from '../rules/trust-policy.ts';

type Input = InputOf<AssumeRoleCommand>;
type Request = Parts & { readonly request: RequestContext };

export const assumeRole = operation<AssumeRoleCommand, Parts>('AssumeRole', async (input, parts) => {
  const roleArn = readRoleArn(input.RoleArn);
  if (!roleArn) throw invalidRoleArn(input.RoleArn);
  if (input.Policy !== undefined) checkPolicy(input.Policy);
  const role = roleArn.account === parts.account ? await findRole(parts.aws, roleArn.name) : undefined;
  if (parts.trust === 'strict') checkTrust(input, role, parts);
  const seconds = chosenSeconds(input, role, parts.request.caller);
  const caller = { ...assumedRole(input, roleArn, role), ...heldTo(input, parts.request.caller) };
  const session = await newSession(parts, { caller, policies: policiesOf(input), seconds });
  return {
    Credentials: describeCredentials(session),
    AssumedRoleUser: { AssumedRoleId: caller.userId, Arn: caller.arn },
    ...(input.Policy === undefined ? {} : { PackedPolicySize: packedPercent(input.Policy) }),
    ...(input.SourceIdentity === undefined ? {} : { SourceIdentity: input.SourceIdentity }),
  };
});

function checkPolicy(policy: string): void {
  const problem = findSessionPolicyProblem(policy);
  if (!problem) return;
  throw 'malformed' in problem ? malformedPolicy(problem.malformed) : policyTooLarge(problem.tooLargePercent);
}

/** A role that does not exist is refused like one that does not trust, so that nobody can probe for names. */
function checkTrust(input: Input, role: KnownRole | undefined, { request: { caller }, account }: Request): void {
  const keys = {
    'aws:principalarn': caller.arn,
    'aws:principalaccount': account,
    'aws:sourceaccount': caller.kind === 'service' ? account : undefined,
    'aws:userid': caller.userId,
    'sts:externalid': input.ExternalId,
    'sts:rolesessionname': input.RoleSessionName,
    'sts:sourceidentity': input.SourceIdentity,
  };
  const question = { action: 'sts:AssumeRole', caller: { kind: caller.kind, arn: caller.arn, account }, keys };
  if (role && trustPolicyAllows(role.trustPolicy, question)) return;
  throw notAuthorizedToAssume(caller.arn, input.RoleArn);
}

function chosenSeconds(input: Input, role: KnownRole | undefined, caller: Caller): number {
  const chained = caller.kind === 'role';
  const seconds = roleSessionSeconds(input.DurationSeconds, { chained, roleMax: role?.maxSessionSeconds });
  if (seconds === 'longer than the chain allows') throw longerThanChainAllows();
  if (seconds === 'longer than the role allows') throw longerThanRoleAllows();
  return seconds;
}

function assumedRole(input: Input, arn: RoleArn, role: KnownRole | undefined): Caller {
  const sessionName = input.RoleSessionName;
  const roleId = role?.roleId ?? derivedRoleId(input.RoleArn);
  return { kind: 'role', arn: assumedRoleArn(arn, sessionName), userId: `${roleId}:${sessionName}`, sessionName };
}

/** A policy of one of our own services is kept to; others are recorded. */
const heldTo = ({ Policy }: Input, { kind }: Caller): Pick<Caller, 'policy'> =>
  kind === 'service' && Policy !== undefined ? { policy: Policy } : {};

function policiesOf(input: Input): string[] {
  const managed = input.PolicyArns?.flatMap((policy) => policy.arn ?? []) ?? [];
  return [...(input.Policy === undefined ? [] : [input.Policy]), ...managed];
}
