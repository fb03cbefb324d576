import type { Worker } from '../../../work-queue/work-queue.ts';
import { type FoundVersion, findQualified } from '../find.ts';
import type { Parts } from '../parts.ts';
import { type QueuedEvent, RUN_EVENT } from '../queue-event.ts';
import { describeInvocation, type InvocationRecord } from '../rules/destination.ts';
import { LATEST } from '../rules/function.ts';
import { functionArn } from '../rules/function-name.ts';
import { runFunction } from '../run-function.ts';
import { sendDeadLetter } from '../send-dead-letter.ts';
import { sendRecord } from '../send-record.ts';
import { findSetting } from '../store/settings.ts';

const MOST_RETRIES = 2;
const OLDEST_SECONDS = 21_600;
const MINUTE_MS = 60_000;

/** Runs a function for an event, tries again after one and two minutes when it fails, then tells who is to know. */
export function runEvent(parts: Parts): Worker<QueuedEvent> {
  return {
    kind: RUN_EVENT,
    concurrency: 16,
    async handle(event) {
      const { reference, payload, requestId, attempt } = event;
      const found = await findQualified(parts.database, parts, reference).catch((error: Error) => {
        if (error.name !== 'ResourceNotFoundException') throw error;
        parts.logger.warn({ function: reference.name, requestId }, 'an event came for a function that is gone');
        return undefined;
      });
      if (!found) return undefined;
      const order = { requestId, payload: Buffer.from(payload), qualifier: reference.qualifier };
      const answer = await runFunction(parts, found, order).catch((error: Error) => {
        if (error.name !== 'TooManyRequestsException') throw error;
        return undefined;
      });
      // A throttled call is no attempt: it is made again until the event is too old.
      if (!answer) return await againOrExpire(parts, found, event);
      const { MaximumRetryAttempts = MOST_RETRIES } = (await configOf(parts, event)) ?? {};
      if (answer.failed && attempt <= MaximumRetryAttempts) {
        const next: QueuedEvent = { ...event, attempt: attempt + 1 };
        const runAt = parts.clock.now() + attempt * MINUTE_MS;
        const id = `${RUN_EVENT}:${requestId}:${next.attempt}`;
        await parts.database.transaction((tx) =>
          parts.queue.enqueue(tx, { kind: RUN_EVENT, id, payload: next, runAt }),
        );
        return;
      }
      const condition = answer.failed ? 'RetriesExhausted' : 'Success';
      await tell(parts, found, { event, condition, response: answer.payload.toString() });
      return undefined;
    },
  };
}

async function againOrExpire(parts: Parts, found: FoundVersion, event: QueuedEvent) {
  const { MaximumEventAgeInSeconds = OLDEST_SECONDS } = (await configOf(parts, event)) ?? {};
  const age = parts.clock.now() - event.queuedAt;
  if (age < MaximumEventAgeInSeconds * 1_000) return { again: { afterMs: 1_000 } };
  await tell(parts, found, { event, condition: 'EventAgeExceeded', response: 'null' });
  return undefined;
}

const configOf = ({ database }: Parts, { reference: { name, qualifier = LATEST } }: QueuedEvent) =>
  findSetting(database, 'invoke-config', name, qualifier);

interface End {
  readonly event: QueuedEvent;
  readonly condition: InvocationRecord['condition'];
  readonly response: string;
}

async function tell(parts: Parts, found: FoundVersion, { event, condition, response }: End): Promise<void> {
  const { name } = found.record;
  const failed = condition !== 'Success';
  const record = {
    ...{ requestId: event.requestId, condition, response, failed, attempts: event.attempt, request: event.payload },
    functionArn: functionArn(parts, name, event.reference.qualifier ?? LATEST),
    executedVersion: found.version,
    now: parts.clock.now(),
  };
  const { OnFailure, OnSuccess } = (await configOf(parts, event))?.DestinationConfig ?? {};
  const destination = (failed ? OnFailure : OnSuccess)?.Destination;
  if (destination) await sendRecord(parts, destination, { record: describeInvocation(record), function: name, failed });
  const { deadLetterArn } = found.document;
  if (failed && deadLetterArn) await sendDeadLetter(parts, deadLetterArn, { event, error: response });
}
