import { releaseInstance } from '@codeyard/compute/instance-pools/build-requests';
import type { Parts } from '../parts.ts';
import type { StepEvent } from './step-event.ts';
import { stopCommand } from './stop-command.ts';
import { wakeScheduler } from './wake-scheduler.ts';

/**
 * Gives the machine back, whatever became of the build; what becomes of the machine is the scheduler's business, which nobody who waits
 * for the build's result has to wait for.
 */
export async function release(parts: Parts, { build: id, attempt }: StepEvent): Promise<void> {
  const build = await parts.builds.find(id);
  if (build) await stopCommand(parts, build);
  await releaseInstance(parts.store, { id, attempt }, parts.now());
  await wakeScheduler(parts);
}
