import type { Db } from '../../database/database.ts';
import { advanceBatchIn } from './advance-batch.ts';
import { retryAutomatically } from './auto-retry.ts';
import { orderAdmission } from './enter-queue.ts';
import { giveMachineBack } from './fleets/join-fleet.ts';
import type { Parts } from './parts.ts';
import { buildEnded } from './rules/batch/build-ended.ts';
import { type Build, isComplete } from './rules/build.ts';
import { phaseChangeEvent, stateChangeEvent } from './rules/event-detail.ts';
import { type BuildEffect, type BuildEvent, next } from './rules/next.ts';
import { nextCommand } from './rules/sandbox/command.ts';
import { lockBuild, saveBuild } from './store/builds.ts';
import { findOpenCommands, saveCommand } from './store/commands.ts';
import { orderBuildStatus } from './webhooks/order-status.ts';
import { queueDeadlineId } from './work-kinds.ts';

/** Applies events to a build and saves what it becomes together with what has to be told. Undefined when it is gone. */
export function advanceBuild(parts: Parts, id: string, ...events: BuildEvent[]): Promise<Build | undefined> {
  return parts.database.transaction((tx) => advanceBuildIn(tx, parts, id, ...events));
}

/** The same in an open transaction. */
export async function advanceBuildIn(tx: Db, parts: Parts, id: string, ...events: BuildEvent[]) {
  const before = await lockBuild(tx, id);
  if (!before) return undefined;
  let build = before;
  for (const event of events) {
    const transition = next(build, event, parts.clock.now());
    build = transition.build;
    for (const effect of transition.effects) await carryOut(tx, parts, build, effect);
  }
  if (build !== before) await saveBuild(tx, build);
  await orderBuildStatus(tx, parts, build, before);
  if (isComplete(build) && !isComplete(before)) await leave(tx, parts, build);
  return build;
}

/** The build is over: nothing waits for it any more, its batch goes on, and another one may follow it. */
async function leave(tx: Db, parts: Parts, build: Build): Promise<void> {
  await parts.queue.cancel(tx, queueDeadlineId(build));
  await orderAdmission(tx, parts);
  if (build.sandbox) await endCommands(tx, parts, build.id);
  else await follow(tx, parts, build);
  // Rows are locked in this order everywhere: builds, batches, projects, fleets.
  if (build.fleet) await giveMachineBack(tx, parts, build, build.fleet.id);
}

async function follow(tx: Db, parts: Parts, build: Build): Promise<void> {
  const news = buildEnded(build);
  if (build.batch && news) await advanceBatchIn(tx, parts, build.batch.id, news);
  await retryAutomatically(tx, parts, build);
}

/** Nothing that was left of a sandbox's commands is open after it. */
async function endCommands(tx: Db, parts: Parts, sandboxId: string): Promise<void> {
  for (const command of await findOpenCommands(tx, sandboxId)) {
    await saveCommand(tx, nextCommand(command, { type: 'sandbox-ended' }, parts.clock.now()));
  }
}

/** No event tells of a sandbox. */
async function carryOut(tx: Db, parts: Parts, build: Build, effect: BuildEffect): Promise<void> {
  if (build.sandbox) return;
  const event =
    effect.type === 'phase-completed' ? phaseChangeEvent(build, effect.phase, parts) : stateChangeEvent(build, parts);
  await parts.emitEvent(tx, event);
}
