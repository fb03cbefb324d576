import type { Db } from '../../database/database.ts';
import { checkAttachable } from './check-input.ts';
import { awsOwnsPolicy, invalidArn, policyNotAttachable, policyNotFound } from './errors.ts';
import type { Parts } from './parts.ts';
import { awsPolicyId, readPolicyArn } from './rules/managed-policy.ts';
import { findPolicy, insertPolicy, lockPolicy, type Policy, type UsedPolicy } from './store/policies.ts';

/** The policy, or AWS's refusal. One that AWS manages is always there: nothing but its name is known of it. */
export async function existingPolicy({ database, account }: Parts, arn: string): Promise<UsedPolicy> {
  const read = readPolicyArn(arn);
  if (!read) throw invalidArn(arn);
  const policy = await findPolicy(database, arn);
  if (policy) return policy;
  if (read.account !== 'aws') throw policyNotFound(arn);
  return { ...awsManagedPolicy(account, arn), attachments: 0, boundaries: 0 };
}

/** Does something to a policy of this account while nobody else can. */
export async function changePolicy<Result>(
  { database }: Parts,
  arn: string,
  change: (tx: Db, policy: Policy) => Promise<Result>,
): Promise<Result> {
  const read = readPolicyArn(arn);
  if (!read) throw invalidArn(arn);
  if (read.account === 'aws') throw awsOwnsPolicy();
  return await database.transaction(async (tx) => {
    const policy = await lockPolicy(tx, arn);
    if (!policy) throw policyNotFound(arn);
    return await change(tx, policy);
  });
}

/** Keeps a policy that is about to be attached; one that AWS manages is recorded when it is used first. */
export async function lockAttachablePolicy(tx: Db, parts: Parts, arn: string): Promise<void> {
  const { account } = checkAttachable(arn, parts.account);
  if (account === 'aws') await insertPolicy(tx, awsManagedPolicy(parts.account, arn));
  if (!(await lockPolicy(tx, arn))) throw policyNotAttachable(arn);
}

function awsManagedPolicy(account: string, arn: string): Policy {
  const { name, path } = checkAttachable(arn, account);
  const id = awsPolicyId(arn);
  const empty = { description: undefined, tags: [], createdAt: 0, updatedAt: 0 };
  return { arn, name, path, id, awsManaged: true, defaultVersion: 1, lastVersion: 1, ...empty };
}
