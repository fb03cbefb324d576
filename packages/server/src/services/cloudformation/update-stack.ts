import type { Caller } from '../../gateway/request-context.ts';
import { begin } from './begin.ts';
import { clientsOf } from './clients-of.ts';
import { factsOf, readPolicy, type StackRequest } from './create-stack.ts';
import { describeChanges, isNoChange } from './describe-changes.ts';
import { noUpdates, stackIsIn, stackNotFound } from './errors.ts';
import type { Parts } from './parts.ts';
import { type Prepared, prepare } from './prepare.ts';
import type { StackDocument, StackFacts } from './rules/stack.ts';
import { findStack, lockStack, type Stack, statusOf } from './store/stacks.ts';
import { type OpenVersion, openVersion } from './surroundings.ts';

export interface UpdateRequest
  extends Omit<StackRequest, 'OnFailure' | 'TimeoutInMinutes' | 'EnableTerminationProtection'> {
  readonly StackPolicyDuringUpdateBody?: string | undefined;
  readonly StackPolicyDuringUpdateURL?: string | undefined;
}

const UPDATABLE = [
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE',
  'CREATE_FAILED',
  'UPDATE_FAILED',
  'IMPORT_COMPLETE',
];

export const isUpdatable = (stack: Stack): boolean => UPDATABLE.includes(statusOf(stack));

/** Begins to update a stack; refuses what changes nothing. */
export async function updateStack(
  parts: Parts,
  { request, caller, parent }: { request: UpdateRequest; caller: Caller; parent?: Stack },
): Promise<string> {
  const found = await findStack(parts.database, request.StackName);
  if (!found || statusOf(found) === 'DELETE_COMPLETE') throw stackNotFound(request.StackName);
  if (request.ClientRequestToken !== undefined && found.document.token === request.ClientRequestToken) return found.id;
  if (!isUpdatable(found)) throw stackIsIn(found.id, statusOf(found), 'updated');
  const stack = withCaller(found, caller, request.RoleARN);
  const previous = await currentVersion(parts, stack);
  const prepared = await prepare(parts, clientsOf(parts, stack), { request, stack, previous });
  const facts = factsAfter(stack, request, prepared, parent);
  const changes = await describeChanges(parts.database, parts, {
    stack,
    previous,
    prepared: { ...prepared, tags: facts.tags },
  });
  const isWhole = /COMPLETE$/.test(statusOf(stack));
  if (isWhole && isNoChange(changes)) throw noUpdates();
  const policy = await readPolicy(parts, stack, request);
  const { StackPolicyDuringUpdateBody: StackPolicyBody, StackPolicyDuringUpdateURL: StackPolicyURL } = request;
  const policyDuringUpdate = await readPolicy(parts, stack, { StackPolicyBody, StackPolicyURL });
  const rest: Partial<StackDocument> = {
    caller,
    ...(stack.document.roleArn === undefined ? {} : { roleArn: stack.document.roleArn }),
    ...(policy === undefined ? {} : { policy }),
    ...(policyDuringUpdate === undefined ? {} : { policyDuringUpdate }),
    ...(request.ClientRequestToken === undefined ? {} : { token: request.ClientRequestToken }),
  };
  await beginUpdate(parts, stack, { prepared, facts, rollsBack: !request.DisableRollback, rest });
  return stack.id;
}

/** Begins, unless somebody else has begun something meanwhile. */
export async function beginUpdate(
  parts: Parts,
  { id }: Stack,
  beginning: Parameters<typeof begin>[3],
  alongside: (tx: Parameters<typeof begin>[0], stack: Stack) => Promise<void> = async () => undefined,
): Promise<void> {
  await parts.database.transaction(async (tx) => {
    const stack = await lockStack(tx, id);
    if (!stack) throw stackNotFound(id);
    if (!stack.isReview && !isUpdatable(stack)) throw stackIsIn(id, statusOf(stack), 'updated');
    await alongside(tx, stack);
    await begin(tx, parts, stack, beginning);
  });
}

export async function currentVersion(
  parts: Parts,
  { id, document: { version } }: Stack,
): Promise<OpenVersion | undefined> {
  return version === undefined ? undefined : await openVersion(parts.database, parts, id, version);
}

export const withCaller = (stack: Stack, caller: Caller, roleArn: string | undefined): Stack => ({
  ...stack,
  document: { ...stack.document, caller, ...(roleArn === undefined ? {} : { roleArn }) },
});

/** Tags and topics stay what they were where a request says nothing of them; the CLI sends empty lists for nothing. */
export function factsAfter(
  { document: { facts } }: Stack,
  request: UpdateRequest,
  { tags }: Pick<Prepared, 'tags'>,
  parent?: Stack,
): StackFacts {
  const after = factsOf(request, tags, parent);
  return {
    ...after,
    tags: request.Tags === undefined || request.Tags.length === 0 ? facts.tags : after.tags,
    notificationArns: request.NotificationARNs === undefined ? facts.notificationArns : after.notificationArns,
  };
}
