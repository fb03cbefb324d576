import type { Execution } from '../store/executions.ts';

/** https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html */
const REDRIVABLE_MS = 14 * 86_400_000;
const MOST_REDRIVES = 1_000;

/** Why an execution cannot go on; undefined when it can. */
export function redriveProblem(
  { status, document }: Pick<Execution, 'status' | 'document'>,
  now: number,
): string | undefined {
  if (document.machine.type === 'EXPRESS') return 'Execution is EXPRESS and cannot be redriven';
  if (status === 'RUNNING' || status === 'SUCCEEDED') return `Execution is ${status} and cannot be redriven`;
  if (now > (document.stoppedAt ?? now) + REDRIVABLE_MS)
    return 'Execution has exceeded the redrivable period of 14 days';
  if ((document.redrives ?? 0) >= MOST_REDRIVES) return `Execution was redriven ${MOST_REDRIVES} times`;
  return undefined;
}
