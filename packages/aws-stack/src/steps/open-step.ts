import type { Build, WaitingStep } from '../builds/build.ts';
import type { Parts } from '../parts.ts';
import { answer } from './answer.ts';
import type { StepEvent } from './step-event.ts';

/** Keeps the token of a step that waits; undefined when it was answered at once, as its build is not wanted any more. */
export async function openStep(parts: Parts, event: StepEvent, step: WaitingStep): Promise<Build | undefined> {
  const { attempt, token = '' } = event;
  const open = { step, attempt, token };
  const build = await parts.builds.change(event.build, (current) => current && { ...current, open });
  const why = build ? build.cancelled : 'The build is not known any more';
  if (why === undefined) return build;
  await answer(parts, open, { error: 'Cancelled', cause: why });
  return undefined;
}
