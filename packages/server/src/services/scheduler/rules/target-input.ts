/** One invocation, as its target may be told of it. */
export interface Occasion {
  readonly scheduleArn: string;
  /** Milliseconds since the epoch. */
  readonly dueAt: number;
  readonly executionId: string;
  readonly attempt: number;
  readonly account: string;
  readonly region: string;
}

const stamp = (time: number) => new Date(time).toISOString().replace(/\.\d{3}Z$/, 'Z');

/** The target's input with the context attributes in it; without one, the event that AWS sends. */
export function targetInput(input: string | undefined, occasion: Occasion): string {
  const { scheduleArn, dueAt, executionId, attempt, account, region } = occasion;
  if (input !== undefined) {
    return input
      .replaceAll('<aws.scheduler.schedule-arn>', scheduleArn)
      .replaceAll('<aws.scheduler.scheduled-time>', stamp(dueAt))
      .replaceAll('<aws.scheduler.execution-id>', executionId)
      .replaceAll('<aws.scheduler.attempt-number>', String(attempt));
  }
  return JSON.stringify({
    version: '0',
    id: executionId,
    'detail-type': 'Scheduled Event',
    source: 'aws.scheduler',
    account,
    time: stamp(dueAt),
    region,
    resources: [scheduleArn],
    detail: '{}',
  });
}
