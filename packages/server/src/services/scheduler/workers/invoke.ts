import type { Target } from '@aws-sdk/client-scheduler';
import type { Caller } from '../../../gateway/request-context.ts';
import { sendToQueue } from '../../../gateway/send-to-queue.ts';
import { mayPass, nextAttempt } from '../../../platform/retry-policy.ts';
import type { Worker } from '../../../work-queue/work-queue.ts';
import { scheduleArn } from '../arns.ts';
import type { Parts } from '../parts.ts';
import { targetInput } from '../rules/target-input.ts';
import { invokeTarget } from '../targets.ts';
import { INVOKE } from '../work-kinds.ts';

interface QueuedInvocation {
  readonly group: string;
  readonly name: string;
  readonly target: Target;
  readonly dueAt: number;
  readonly executionId: string;
  readonly attempt: number;
  readonly queuedAt: number;
}

/** Invokes targets; what fails for now is tried again until the target's retry policy says to give up. */
export const invokeWorker = (parts: Parts): Worker<QueuedInvocation> => ({
  kind: INVOKE,
  async handle(invocation) {
    const { target, executionId } = invocation;
    const arn = scheduleArn(parts, invocation);
    const { account, region } = parts;
    const input = targetInput(target.Input, { ...invocation, scheduleArn: arn, account, region });
    const principal = 'scheduler.amazonaws.com';
    const caller: Caller = { kind: 'service', arn: principal, userId: principal, sessionName: invocation.name };
    try {
      await invokeTarget({ target, input, token: executionId, aws: parts.awsAs(caller) });
    } catch (error) {
      await retryOrDrop(parts, invocation, error);
    }
  },
});

/** An invocation that nobody takes goes to the target's dead-letter queue, with why. */
async function bury(parts: Parts, invocation: QueuedInvocation, error: unknown): Promise<void> {
  const { target, attempt, name } = invocation;
  if (!target.DeadLetterConfig?.Arn) return;
  const attributes = {
    SCHEDULE_ARN: scheduleArn(parts, invocation),
    TARGET_ARN: target.Arn,
    ERROR_CODE: (error as Error).name,
    ERROR_MESSAGE: (error as Error).message,
    RETRY_ATTEMPTS: String(attempt - 1),
  };
  const text = target.Input ?? JSON.stringify({ schedule: name });
  await sendToQueue(parts.aws, target.DeadLetterConfig.Arn, { text, attributes });
}

async function retryOrDrop(parts: Parts, invocation: QueuedInvocation, error: unknown): Promise<void> {
  const { database, clock, logger, queue } = parts;
  const { target, attempt, queuedAt, name } = invocation;
  const { MaximumRetryAttempts: retryAttempts, MaximumEventAgeInSeconds: maxAgeSeconds } = target.RetryPolicy ?? {};
  const policy = {
    ...(retryAttempts === undefined ? {} : { retryAttempts }),
    ...(maxAgeSeconds === undefined ? {} : { maxAgeSeconds }),
  };
  const history = { attempts: attempt, receivedAt: queuedAt, now: clock.now() };
  const runAt = mayPass(error) ? nextAttempt(policy, history) : undefined;
  if (runAt === undefined) {
    await bury(parts, invocation, error);
    return logger.warn(
      { schedule: name, target: target.Arn, attempt, error },
      'the target of a schedule could not be invoked',
    );
  }
  const payload = { ...invocation, attempt: attempt + 1 };
  await database.transaction((tx) => queue.enqueue(tx, { kind: INVOKE, payload, runAt }));
}
