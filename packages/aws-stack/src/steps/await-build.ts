import type { Parts } from '../parts.ts';
import { commandEnded } from './command-ended.ts';
import { openStep } from './open-step.ts';
import type { StepEvent } from './step-event.ts';

/** Waits for the command's end, which may have come already. */
export async function awaitBuild(parts: Parts, event: StepEvent): Promise<void> {
  const build = await openStep(parts, event, 'build');
  if (build?.command) await commandEnded(parts, build.command);
}
