import type { FunctionOutcome } from '@codeyard/compute/functions/function-environment';

/** A call's answer as Lambda gives it. */
export interface Answer {
  readonly payload: Buffer;
  readonly failed: boolean;
}

/** What callers see of a call: the function's answer, or what AWS says of a process that did not give one. */
export function answerOf(
  outcome: FunctionOutcome,
  { requestId, timeout }: { requestId: string; timeout: number },
): Answer {
  const failure = (errorType: string, message: string) => ({
    payload: Buffer.from(JSON.stringify({ errorType, errorMessage: `RequestId: ${requestId} Error: ${message}` })),
    failed: true,
  });
  if (outcome.failure === 'timeout') {
    return failure('Sandbox.Timedout', `Task timed out after ${timeout.toFixed(2)} seconds`);
  }
  if (outcome.failure === 'exit') return failure('Runtime.ExitError', 'Runtime exited without providing a reason');
  return { payload: outcome.payload, failed: outcome.failure !== undefined };
}

/** The lines that a call leaves in its log stream. */
export function logLinesOf(
  outcome: FunctionOutcome,
  about: { requestId: string; version: string; memory: number; timeout: number; runtime: string; now: number },
): string[] {
  const { requestId, version, memory, timeout, runtime } = about;
  const duration = outcome.durationMs;
  const init = outcome.initMs === undefined ? '' : `\tInit Duration: ${outcome.initMs.toFixed(2)} ms`;
  const used = Math.ceil(outcome.peakMemory / 1024 ** 2);
  const status =
    outcome.failure === 'timeout'
      ? '\tStatus: timeout'
      : outcome.failure === undefined || outcome.failure === 'error'
        ? ''
        : `\tStatus: error\tError Type: Runtime.${outcome.failure === 'exit' ? 'ExitError' : 'InitError'}`;
  const billed = Math.ceil(outcome.failure === 'timeout' ? timeout * 1000 : duration);
  return [
    ...(outcome.initMs === undefined ? [] : [`INIT_START Runtime Version: ${runtime}`]),
    `START RequestId: ${requestId} Version: ${version}`,
    ...linesOf(outcome.log),
    ...endingOf(outcome, about),
    `END RequestId: ${requestId}`,
    `REPORT RequestId: ${requestId}\tDuration: ${duration.toFixed(2)} ms\tBilled Duration: ${billed} ms\tMemory Size: ${memory} MB\tMax Memory Used: ${used} MB${init}${status}`,
  ];
}

/** A function's lines end with a line feed; a carriage return within one stands for a line of the same message. */
const linesOf = (log: string) =>
  log
    .split('\n')
    .filter((line, index, all) => line !== '' || index < all.length - 1)
    .map((line) => line.replaceAll('\r', '\n'));

/** What the platform itself says of a process that did not answer. */
function endingOf(
  { failure, durationMs }: FunctionOutcome,
  { requestId, timeout, now }: { requestId: string; timeout: number; now: number },
): string[] {
  if (failure === 'exit') return [`RequestId: ${requestId} Error: Runtime exited without providing a reason`];
  if (failure !== 'timeout') return [];
  const at = new Date(now + durationMs).toISOString();
  return [`${at} ${requestId} Task timed out after ${timeout.toFixed(2)} seconds`];
}
