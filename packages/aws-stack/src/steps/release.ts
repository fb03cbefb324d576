import { releaseInstance } from '@codeyard/compute/instance-pools/build-requests';
import { reconcile } from '@codeyard/compute/instance-pools/reconcile';
import type { Parts } from '../parts.ts';
import type { StepEvent } from './step-event.ts';
import { stopCommand } from './stop-command.ts';
import { wakeScheduler } from './wake-scheduler.ts';

/** Gives the machine back, whatever became of the build; what becomes of the machine is the scheduler's business. */
export async function release(parts: Parts, { build: id, attempt }: StepEvent): Promise<void> {
  const build = await parts.builds.find(id);
  if (build) await stopCommand(parts, build);
  const scheduler = await parts.openScheduler();
  await releaseInstance(scheduler.store, { id, attempt }, parts.now());
  const { nextLookAt, isLost } = await reconcile(scheduler);
  if (isLost || nextLookAt !== undefined) await wakeScheduler(parts);
}
