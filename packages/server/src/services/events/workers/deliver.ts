import type { Caller } from '../../../gateway/request-context.ts';
import { sendToQueue } from '../../../gateway/send-to-queue.ts';
import { mayPass, nextAttempt } from '../../../platform/retry-policy.ts';
import type { Worker } from '../../../work-queue/work-queue.ts';
import type { Parts } from '../parts.ts';
import { DELIVER, deliveryToken, type QueuedDelivery, queueDelivery } from '../queue-deliveries.ts';
import { ruleArn } from '../rules/arns.ts';
import { inputFor } from '../rules/target.ts';
import { targetKindOf } from '../targets/all-targets.ts';
import { UnusableInput } from '../targets/event-target.ts';

/** Hands events to targets; what fails for now is queued again until the target's retry policy says to give up. */
export function deliverWorker(parts: Parts): Worker<QueuedDelivery> {
  return {
    kind: DELIVER,
    async handle(delivery) {
      try {
        await deliver(parts, delivery);
      } catch (error) {
        await retryOrDrop(parts, delivery, error);
      }
    },
  };
}

async function deliver(parts: Parts, delivery: QueuedDelivery): Promise<void> {
  const { target, event, receivedAt, bus, rule } = delivery;
  const kind = targetKindOf(target.arn);
  if (!kind) throw new UnusableInput(`nothing delivers to ${target.arn}`);
  const surroundings = { event, ruleArn: ruleArn(parts, bus, rule), ruleName: rule, receivedAt };
  await kind.deliver({
    target,
    event,
    input: inputFor(target, surroundings),
    ruleName: rule,
    ruleArn: surroundings.ruleArn,
    token: deliveryToken(delivery),
    awsFor: (actingFor) => parts.awsAs(eventBridge(actingFor)),
  });
}

function eventBridge(actingFor: string): Caller {
  const principal = 'events.amazonaws.com';
  return { kind: 'service', arn: principal, userId: principal, sessionName: actingFor };
}

/** Events that nobody takes go to the target's dead-letter queue, with why; without one they are lost, as on AWS. */
async function bury(
  parts: Parts,
  { target, event, attempt, rule, bus }: QueuedDelivery,
  error: unknown,
): Promise<void> {
  const { name, message } = error as Error;
  const facts = { rule, target: target.arn, event: event.id, attempt, error };
  if (target.deadLetterArn === undefined) {
    parts.logger.warn(facts, 'an event could not be delivered and was dropped');
    return;
  }
  const attributes = {
    RULE_ARN: ruleArn(parts, bus, rule),
    TARGET_ARN: target.arn,
    ERROR_CODE: name,
    ERROR_MESSAGE: message,
    RETRY_ATTEMPTS: String(attempt - 1),
  };
  const text = JSON.stringify(event);
  await sendToQueue(parts.awsAs(eventBridge(rule)), target.deadLetterArn, { text, attributes });
}

async function retryOrDrop(parts: Parts, delivery: QueuedDelivery, error: unknown): Promise<void> {
  const { database, clock, logger } = parts;
  const { target, event, attempt, receivedAt, rule } = delivery;
  const retryAt =
    error instanceof UnusableInput || !mayPass(error)
      ? undefined
      : nextAttempt(target, { attempts: attempt, receivedAt, now: clock.now() });
  const facts = { rule, target: target.arn, event: event.id, attempt, error };
  if (retryAt === undefined) return await bury(parts, delivery, error);
  logger.info(facts, 'an event could not be delivered and is tried again');
  await database.transaction((tx) => queueDelivery(tx, parts, { ...delivery, attempt: attempt + 1 }, retryAt));
}
