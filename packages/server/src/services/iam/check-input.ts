import {
  duplicateTags,
  invalidValue,
  malformedPolicy,
  policyNotAttachable,
  protectedRole,
  tooLarge,
  tooManyTags,
} from './errors.ts';
import { readPolicyArn } from './rules/managed-policy.ts';
import { findNameProblem, findPathProblem, type Kind } from './rules/names.ts';
import { findPolicyProblem, type PolicyUse, policySize } from './rules/policy-document.ts';
import { linkedService } from './rules/service-linked-role.ts';
import { type Tag, withTags } from './rules/tags.ts';
import type { Role } from './store/roles.ts';

export function checkName(kind: Kind, name: string): void {
  const problem = findNameProblem(kind, name);
  if (problem) throw invalidValue(problem);
}

/** The path to keep: `/` when none was given. */
export function checkedPath(path = '/'): string {
  const problem = findPathProblem(path);
  if (problem) throw invalidValue(problem);
  return path;
}

const TRUST_POLICY_SIZE = 2048;
const MANAGED_POLICY_SIZE = 6144;

export function checkDocument(document: string, use: PolicyUse): void {
  const problem = findPolicyProblem(document, use);
  if (problem) throw malformedPolicy(problem);
}

export function checkTrustPolicy(document: string): void {
  checkDocument(document, 'trust');
  if (policySize(document) > TRUST_POLICY_SIZE) throw tooLarge('ACLSizePerRole', TRUST_POLICY_SIZE);
}

export function checkManagedPolicy(document: string): void {
  checkDocument(document, 'permissions');
  if (policySize(document) > MANAGED_POLICY_SIZE) throw tooLarge('PolicySize', MANAGED_POLICY_SIZE);
}

export function checkedTags(given: readonly Tag[] | undefined, present: readonly Tag[] = []): Tag[] {
  const tags = withTags(present, given ?? []);
  if (tags === 'duplicate') throw duplicateTags();
  if (tags === 'too many') throw tooManyTags();
  return tags;
}

/** The policy must be one of this account or of AWS. */
export function checkAttachable(policyArn: string, account: string) {
  const arn = readPolicyArn(policyArn);
  if (!arn) throw invalidValue(`ARN ${policyArn} is not valid.`);
  if (arn.account !== account && arn.account !== 'aws') throw policyNotAttachable(policyArn);
  return arn;
}

/** Roles linked to a service change only with that service. */
export function checkUnlinked(role: Role): void {
  const service = linkedService(role.path);
  if (service !== undefined) throw protectedRole(role.name, service);
}
