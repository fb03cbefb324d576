import type { ActionDeclaration, ActionTypeId } from '@aws-sdk/client-codepipeline';
import type { Db } from '../../database/database.ts';
import type { Parts } from './parts.ts';
import { resolveConfiguration } from './resolve-configuration.ts';
import { type ActionTypeDescription, findActionType } from './rules/catalogue.ts';
import { describeCustomType, typeKey } from './rules/custom-type.ts';
import type { Job } from './rules/job.ts';
import type { ActionExecution } from './store/actions.ts';
import { findCustomType } from './store/custom-types.ts';
import type { Execution } from './store/executions.ts';
import { insertJob } from './store/jobs.ts';

/** Action types of third parties that we act for ourselves. */
const OURS = ['GitHub', 'CodeStarSourceConnection'];

/** Whether workers outside of the server do an action. */
export function isJob(id: ActionTypeId | undefined): boolean {
  if (id?.owner === 'ThirdParty') return !OURS.includes(id.provider ?? '');
  return id?.owner === 'Custom';
}

/** The type of an action, be it AWS's or a custom one that may be deleted by now. */
export async function typeOf(db: Db, id: ActionTypeId | undefined): Promise<ActionTypeDescription | undefined> {
  if (id?.owner !== 'Custom') return findActionType(id);
  const found = await findCustomType(db, typeKey(id));
  return found && describeCustomType(found.type);
}

/**
 * Queues the job of an action in the transaction that starts it, so that it is there before anybody hears of the start. An action
 * whose configuration does not resolve gets none: it is about to fail.
 */
export async function queueJob(
  tx: Db,
  parts: Parts,
  { run, declared, execution }: { run: ActionExecution; declared: ActionDeclaration; execution: Execution },
): Promise<void> {
  const id = declared.actionTypeId;
  const configuration = resolveConfiguration(parts, declared, execution);
  if (!id || !configuration.ok) return;
  const custom = id.owner === 'Custom' ? await findCustomType(tx, typeKey(id)) : undefined;
  const property = custom?.type.properties.find(({ queryable }) => queryable);
  const query = property && configuration.values[property.name];
  const job = { type: `${id.owner}/${typeKey(id)}`, actionId: run.id, number: run.number, status: 'Queued' as const };
  await insertJob(tx, newJob(parts, { ...job, ...(query === undefined ? {} : { query }) }));
}

/** A job that nobody has been handed. */
export const newJob = (
  { ids, clock }: Parts,
  about: Pick<Job, 'type' | 'actionId' | 'number' | 'status' | 'query'>,
): Job => ({ ...about, id: ids.uuid(), nonce: 0, visibleAt: clock.now() });
