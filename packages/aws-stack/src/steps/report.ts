import type { Build, BuildOutcome } from '../builds/build.ts';
import { putOutcome } from '../jobs/put-outcome.ts';
import type { Parts } from '../parts.ts';
import { lateness } from './judge-invocation.ts';
import type { FlowEnd } from './step-event.ts';

/** Puts the job's result. */
export async function report(parts: Parts, event: FlowEnd): Promise<void> {
  await parts.builds.change(event.build, (build): Build | undefined =>
    build && !build.outcome ? { ...build, outcome: outcomeOf(event, build) } : undefined,
  );
  await putOutcome(parts, event.build);
}

function outcomeOf({ failure, upload }: FlowEnd, { open, order }: Build): BuildOutcome {
  if (!failure) return { status: 'succeeded', variables: upload?.variables ?? {}, summary: 'The build succeeded.' };
  const { Error: error = 'Failed', Cause: cause = '' } = failure;
  if (error === 'States.Timeout') return { status: 'failed', type: 'JobFailed', message: lateness(open?.step, order) };
  const type = error === 'NoMachine' ? 'ConfigurationError' : 'JobFailed';
  return { status: 'failed', type, message: readCause(cause) || error };
}

/** A function that failed tells its error as JSON. */
function readCause(cause: string): string {
  try {
    const told = JSON.parse(cause) as { errorMessage?: string };
    return told.errorMessage ?? cause;
  } catch {
    return cause;
  }
}
