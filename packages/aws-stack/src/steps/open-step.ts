import type { Build, WaitingStep } from '../builds/build.ts';
import type { Parts } from '../parts.ts';
import { answer } from './answer.ts';
import type { StepEvent } from './step-event.ts';

/** Keeps the token of a step that waits; undefined when it was answered at once, as its build goes no further like this. */
export async function openStep(parts: Parts, event: StepEvent, step: WaitingStep): Promise<Build | undefined> {
  const { attempt, token = '' } = event;
  const open = { step, attempt, token };
  const build = await parts.builds.change(event.build, (current) => current && { ...current, open });
  if (!build) {
    await answer(parts, open, { error: 'Cancelled', cause: 'The build is not known any more' });
    return undefined;
  }
  if (build.cancelled !== undefined) {
    await answer(parts, open, { error: 'Cancelled', cause: build.cancelled });
    return undefined;
  }
  if (build.interrupted?.attempt === attempt) {
    await answer(parts, open, { error: 'Interrupted', cause: build.interrupted.reason });
    return undefined;
  }
  return build;
}
