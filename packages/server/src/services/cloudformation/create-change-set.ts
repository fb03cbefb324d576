import type { CreateChangeSetCommand } from '@aws-sdk/client-cloudformation';
import type { InputOf } from '../../gateway/operation.ts';
import type { Caller } from '../../gateway/request-context.ts';
import { changeSetArn } from './arns.ts';
import { clientsOf } from './clients-of.ts';
import { factsOf, newStack, onFailureOf } from './create-stack.ts';
import { describeChanges, isNoChange } from './describe-changes.ts';
import { changeSetExists, stackExists, stackIsIn, stackNotFound, validation } from './errors.ts';
import type { Parts } from './parts.ts';
import { type Prepared, prepare } from './prepare.ts';
import type { ChangeSet, ChangeSetDocument } from './store/change-sets.ts';
import { findChangeSet, forgetChangeSet, insertChangeSet } from './store/change-sets.ts';
import { findStack, insertStack, type Stack, statusOf } from './store/stacks.ts';
import { currentVersion, factsAfter, isUpdatable, withCaller } from './update-stack.ts';

type Input = InputOf<CreateChangeSetCommand>;

const NAME = /^[a-zA-Z][-a-zA-Z0-9]{0,127}$/;
/** Clients look for exactly this. */
const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

/** Writes down what a template would do to a stack; for a new one also the stack, which has nothing but the change set. */
export async function createChangeSet(
  parts: Parts,
  input: Input,
  caller: Caller,
): Promise<{ id: string; stack: string }> {
  if (!NAME.test(input.ChangeSetName)) {
    throw validation(
      `1 validation error detected: Value '${input.ChangeSetName}' at 'changeSetName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
    );
  }
  const { stack, isNew } = await stackFor(parts, input, caller);
  const previous = stack.isReview ? undefined : await currentVersion(parts, stack);
  const prepared = await prepare(parts, clientsOf(parts, stack), {
    request: input,
    stack,
    previous,
    isChangeSet: true,
  });
  const facts = previous
    ? factsAfter(stack, { ...input, StackName: stack.name }, prepared)
    : factsOf(input, prepared.tags);
  const changes = await describeChanges(parts.database, parts, {
    stack,
    previous,
    prepared: { ...prepared, tags: facts.tags },
  });
  const isEmpty = previous !== undefined && isNoChange(changes);
  const document: ChangeSetDocument = {
    ...{ createdAt: parts.clock.now(), kind: previous ? 'UPDATE' : 'CREATE', facts, changes: changes.resources },
    ...(isEmpty
      ? { status: 'FAILED', executionStatus: 'UNAVAILABLE', statusReason: NO_CHANGES }
      : { status: 'CREATE_COMPLETE', executionStatus: 'AVAILABLE' }),
    ...(input.Description === undefined ? {} : { description: input.Description }),
    ...(input.RoleARN === undefined ? {} : { roleArn: input.RoleARN }),
    ...(input.OnStackFailure === undefined ? {} : { onFailure: onFailureOf({ OnFailure: input.OnStackFailure }) }),
    ...(input.ClientToken === undefined ? {} : { token: input.ClientToken }),
    includesNested: input.IncludeNestedStacks ?? false,
  };
  const id = changeSetArn(parts, input.ChangeSetName, parts.ids.uuid());
  const changeSet = { ...sealedSet(parts, prepared), id, stack: stack.id, name: input.ChangeSetName, document };
  const kept = await save(parts, { stack, isNew, changeSet });
  return { id: kept.id, stack: stack.id };
}

const sealedSet = ({ vault }: Parts, { text, values }: Prepared) => ({
  template: text,
  sealed: vault.seal(JSON.stringify(values)),
});

/** The stack that is to change, or the new one. */
async function stackFor(parts: Parts, input: Input, caller: Caller): Promise<{ stack: Stack; isNew: boolean }> {
  const found = await findStack(parts.database, input.StackName);
  const present = found && statusOf(found) !== 'DELETE_COMPLETE' ? found : undefined;
  if (input.ChangeSetType === 'CREATE') {
    if (present && !present.isReview) throw stackExists(present.name);
    if (present) return { stack: withCaller(present, caller, input.RoleARN), isNew: false };
    const made = newStack(parts, { name: input.StackName, caller, request: input });
    return { stack: { ...made, isReview: true }, isNew: true };
  }
  if (!present) throw stackNotFound(input.StackName);
  if (present.isReview) throw stackIsIn(present.id, statusOf(present), 'updated');
  if (!isUpdatable(present)) throw stackIsIn(present.id, statusOf(present), 'updated');
  return { stack: withCaller(present, caller, input.RoleARN), isNew: false };
}

/**
 * The change set, or the one that the same request has made before. What was executed has left its name to others, and so has what
 * failed: the aws CLI names its change sets after the second, and on AWS no two are made within one.
 */
async function save(
  parts: Parts,
  { stack, isNew, changeSet }: { stack: Stack; isNew: boolean; changeSet: ChangeSet },
): Promise<ChangeSet> {
  return await parts.database.transaction(async (tx) => {
    if (isNew && !(await insertStack(tx, stack))) throw stackExists(stack.name);
    if (await insertChangeSet(tx, changeSet)) return changeSet;
    const present = await findChangeSet(tx, { name: changeSet.name, stack: stack.id });
    const difference = present ? differenceBetween(parts, present, changeSet) : 'ClientToken';
    const status = present?.document.executionStatus;
    const isOver = status === 'EXECUTE_COMPLETE' || (status === 'UNAVAILABLE' && difference !== undefined);
    if (present && isOver) {
      await forgetChangeSet(tx, present.id);
      await insertChangeSet(tx, changeSet);
      return changeSet;
    }
    if (!present || difference) throw changeSetExists(changeSet.name, difference ?? 'ClientToken');
    return present;
  });
}

/** What two requests of one name do not have in common, by the name that refusals call it. */
function differenceBetween({ vault }: Pick<Parts, 'vault'>, one: ChangeSet, other: ChangeSet): string | undefined {
  const attributes = ({ document, template, sealed }: ChangeSet): Record<string, unknown> => ({
    ClientToken: document.token,
    ChangeSetType: document.kind,
    Template: template,
    Parameters: vault.open(sealed),
    Tags: document.facts.tags,
    Capabilities: document.facts.capabilities,
    NotificationARNs: document.facts.notificationArns,
    RoleARN: document.roleArn,
    Description: document.description,
  });
  const others = attributes(other);
  return Object.entries(attributes(one)).find(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(others[name]),
  )?.[0];
}
