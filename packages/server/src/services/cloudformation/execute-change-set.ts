import type { Caller } from '../../gateway/request-context.ts';
import { clientsOf } from './clients-of.ts';
import { onFailureOf } from './create-stack.ts';
import { changeSetIsIn } from './errors.ts';
import type { Parts } from './parts.ts';
import { prepare } from './prepare.ts';
import type { StackDocument, VersionValues } from './rules/stack.ts';
import { type ChangeSet, findChangeSet, saveChangeSet } from './store/change-sets.ts';
import type { Stack } from './store/stacks.ts';
import { beginUpdate, withCaller } from './update-stack.ts';

interface Execution {
  readonly request: {
    readonly DisableRollback?: boolean | undefined;
    readonly ClientRequestToken?: string | undefined;
  };
  readonly caller: Caller;
}

/** Does what a change set says: with the template and the values that it was made with. */
export async function executeChangeSet(
  parts: Parts,
  { changeSet, stack: found }: { changeSet: ChangeSet; stack: Stack },
  { request, caller }: Execution,
): Promise<void> {
  const { document } = changeSet;
  if (document.executionStatus !== 'AVAILABLE') throw changeSetIsIn(changeSet.id, `${document.executionStatus}`);
  const stack = withCaller(found, caller, document.roleArn);
  const values = JSON.parse(parts.vault.open(changeSet.sealed)) as VersionValues;
  const asked = {
    TemplateBody: undefined,
    UsePreviousTemplate: true,
    Capabilities: document.facts.capabilities,
    Parameters: Object.entries(values.given).map(([ParameterKey, ParameterValue]) => ({
      ParameterKey,
      ParameterValue,
    })),
  };
  const read = parts.templates(changeSet.template);
  if (!read.ok) throw changeSetIsIn(changeSet.id, 'FAILED');
  const previous = { template: read.template, text: changeSet.template, values };
  const prepared = {
    ...(await prepare(parts, clientsOf(parts, stack), { request: asked, stack, previous, isChangeSet: true })),
    values,
  };
  const { DisableRollback, ClientRequestToken } = request;
  const onFailure = document.onFailure ?? onFailureOf({ DisableRollback });
  const rest: Partial<StackDocument> = {
    ...{ caller, changeSet: changeSet.id },
    ...(stack.document.roleArn === undefined ? {} : { roleArn: stack.document.roleArn }),
    ...(document.kind === 'CREATE' ? { onFailure } : {}),
    ...(ClientRequestToken === undefined ? {} : { token: ClientRequestToken }),
  };
  const beginning = { prepared, facts: document.facts, rollsBack: onFailure === 'ROLLBACK', rest };
  await beginUpdate(parts, stack, beginning, async (tx) => {
    const present = await findChangeSet(tx, { name: changeSet.id, stack: undefined });
    if (present?.document.executionStatus !== 'AVAILABLE')
      throw changeSetIsIn(changeSet.id, present?.document.executionStatus ?? 'DELETE_COMPLETE');
    await saveChangeSet(tx, { id: changeSet.id, document: { ...document, executionStatus: 'EXECUTE_IN_PROGRESS' } });
  });
}
