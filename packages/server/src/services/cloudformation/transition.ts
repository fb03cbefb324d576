import { nextStep, type StackStep } from '@codeyard/engine/stacks/next-step';
import type { StackEvent, StackStatus } from '@codeyard/engine/stacks/stack-state';
import type { Db } from '../../database/database.ts';
import type { Parts } from './parts.ts';
import { OUTPUTS } from './prepare.ts';
import { endChangeSets, failChangeSet } from './store/change-sets.ts';
import { forgetImports, saveExports } from './store/exports.ts';
import { listResources, saveResource } from './store/resources.ts';
import { forgetVersions, lockStack, type Stack, saveStack } from './store/stacks.ts';
import { type Happening, STACK_TYPE, tell } from './tell.ts';
import { tellTakenBack } from './tell-taken-back.ts';
import { orderId, RUN_RESOURCE } from './work-kinds.ts';

/** Lets something happen to a stack: its new state, its events and the tasks that follow are one transaction. */
export async function transition(
  tx: Db,
  parts: Parts,
  id: string,
  event: StackEvent,
  happenings: readonly Happening[] = [],
): Promise<Stack | undefined> {
  const stack = await lockStack(tx, id);
  return stack && (await apply(tx, parts, await tell(tx, parts, stack, happenings), event));
}

/** The same for a stack that this transaction has just made or locked. */
export async function apply(tx: Db, parts: Parts, stack: Stack, event: StackEvent): Promise<Stack> {
  const step = nextStep(stack.state, event);
  let after: Stack = { ...stack, state: step.state, isReview: false };
  after = await tellSkipped(tx, parts, stack, after);
  const reasons = await reasonsOf(tx, stack, step, event);
  for (const status of step.statuses) {
    const reason = reasons(status);
    if (status === 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS') after = await tellTakenBack(tx, parts, after);
    after = { ...after, document: withReason(after.document, status, reason) };
    if (status !== 'DELETE_COMPLETE' || after.document.events > 0)
      after = await tell(tx, parts, after, [stackHappening(after, status, reason)]);
  }
  for (const { key } of step.tasks) {
    const payload = { stack: stack.id, key };
    await parts.queue.enqueue(tx, { kind: RUN_RESOURCE, id: orderId(payload), payload });
  }
  if (step.statuses.length > 0) after = await settle(tx, parts, after);
  await saveStack(tx, after);
  return shouldGo(after) ? await apply(tx, parts, after, { type: 'delete' }) : after;
}

/** What was rolled back keeps saying why. */
function withReason({ statusReason, ...document }: Stack['document'], status: StackStatus, reason: string | undefined) {
  const kept = reason ?? (/ROLLBACK_COMPLETE/.test(status) ? statusReason : undefined);
  return kept === undefined ? document : { ...document, statusReason: kept };
}

export const stackHappening = (
  { id, name }: Pick<Stack, 'id' | 'name'>,
  status: string,
  reason?: string,
): Happening => ({
  ...{ logicalId: name, physicalId: id, type: STACK_TYPE, status },
  ...(reason === undefined ? {} : { reason }),
});

/** A stack that is to be gone when it cannot be made. */
const shouldGo = ({ document, state }: Stack): boolean =>
  document.onFailure === 'DELETE' && state.status === 'CREATE_FAILED';

/** Resources that the stack gives up and leaves where they are. */
async function tellSkipped(tx: Db, parts: Parts, before: Stack, after: Stack): Promise<Stack> {
  const leftovers = after.state.operation?.leftovers ?? [];
  const skipped = Object.entries(before.state.resources).filter(
    ([id, { isRetained, physicalId }]) =>
      isRetained && !after.state.resources[id] && !leftovers.some((leftover) => leftover.physicalId === physicalId),
  );
  const now = parts.clock.now();
  for (const [logicalId, { type, physicalId }] of skipped)
    await saveResource(tx, { stack: after.id, logicalId, physicalId, type, status: 'DELETE_SKIPPED', updatedAt: now });
  return await tell(
    tx,
    parts,
    after,
    skipped.map(([logicalId, { type, physicalId }]) => ({ logicalId, physicalId, type, status: 'DELETE_SKIPPED' })),
  );
}

/** What is no resource's failure is the stack's own: its outputs, or somebody's wish. */
function failureIn({ state }: Stack, event: StackEvent) {
  if (event.type === 'cancel') return { resource: '', reason: event.reason };
  if (event.type !== 'failed') return undefined;
  return { resource: state.operation?.running[event.key]?.id ?? '', reason: event.reason };
}

/** Why a stack comes to a status, as its events say. */
async function reasonsOf(tx: Db, stack: Stack, { statuses, state }: StackStep, event: StackEvent) {
  const own = event.type === 'failed' ? event.reason : undefined;
  const failure = stack.state.operation?.failure ?? state.operation?.failure ?? failureIn(stack, event);
  const isTold = statuses.some((status) => /ROLLBACK_IN_PROGRESS|FAILED/.test(status));
  const failed = isTold ? (await listResources(tx, stack.id)).filter(({ status }) => /_FAILED$/.test(status)) : [];
  const named = (kind: RegExp, verb: string) => {
    const names = failed.filter(({ status }) => kind.test(status)).map(({ logicalId }) => logicalId);
    return names.length > 0 ? `The following resource(s) failed to ${verb}: [${names.join(', ')}]. ` : '';
  };
  const isOutputs = (failure?.resource ?? OUTPUTS) === OUTPUTS || failure?.resource === '';
  const cause = () => {
    const told = `${named(/^CREATE_/, 'create')}${named(/^UPDATE_/, 'update')}`;
    return isOutputs ? `${told}${failure?.reason ?? own ?? ''}` : told;
  };
  return (status: StackStatus): string | undefined => {
    switch (status) {
      case 'CREATE_IN_PROGRESS':
      case 'UPDATE_IN_PROGRESS':
      case 'DELETE_IN_PROGRESS':
        return 'User Initiated';
      case 'ROLLBACK_IN_PROGRESS':
        return `${cause()}${isOutputs ? '' : 'Rollback requested by user.'}`.trim();
      case 'UPDATE_ROLLBACK_IN_PROGRESS':
      case 'CREATE_FAILED':
      case 'UPDATE_FAILED':
      case 'UPDATE_ROLLBACK_FAILED':
        return cause().trim() || undefined;
      case 'DELETE_FAILED':
      case 'ROLLBACK_FAILED':
        return named(/^DELETE_/, 'delete').trim() || own;
      default:
        return undefined;
    }
  };
}

/** What follows from the status that a stack came to. */
async function settle(tx: Db, parts: Parts, stack: Stack): Promise<Stack> {
  const { state, document } = stack;
  const now = parts.clock.now();
  const isOver = state.operation === undefined;
  const { before, policyDuringUpdate: _, ...rest } = document;
  const hasFailed = isOver && /(FAILED|ROLLBACK_COMPLETE)$/.test(state.status);
  if (hasFailed && document.changeSet !== undefined) await failChangeSet(tx, document.changeSet);
  switch (state.status) {
    case 'UPDATE_ROLLBACK_COMPLETE':
    case 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS': {
      const back = before ? { version: before.version, facts: before.facts } : {};
      if (!isOver) return stack;
      await tidy(tx, stack);
      return { ...stack, document: { ...rest, ...back, updatedAt: now } };
    }
    case 'CREATE_COMPLETE':
    case 'UPDATE_COMPLETE':
      await tidy(tx, stack);
      await endChangeSets(tx, stack.id, document.changeSet);
      return { ...stack, document: rest };
    case 'DELETE_COMPLETE':
      await saveExports(tx, stack.id, []);
      await forgetImports(tx, stack.id, Number.MAX_SAFE_INTEGER);
      await endChangeSets(tx, stack.id, undefined);
      return { ...stack, document: { ...rest, outputs: [], deletedAt: now } };
    default:
      return stack;
  }
}

async function tidy(tx: Db, { id, state, document }: Stack): Promise<void> {
  const versions = Object.values(state.resources).map(({ version }) => version);
  await forgetVersions(tx, id, [...new Set([...versions, document.version ?? 0, document.before?.version ?? 0])]);
  await forgetImports(tx, id, state.turn);
}
