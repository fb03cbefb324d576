import type { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { operation } from '../../../gateway/operation.ts';
import { sleep } from '../../../platform/clock.ts';
import { invalidValue } from '../errors.ts';
import { existingQueue } from '../existing-queue.ts';
import type { Parts } from '../parts.ts';
import { describeReceived, receiveMessages } from '../receive.ts';
import { numberOf } from '../rules/queue.ts';

const LOOK_MS = 50;
const MOST = 10;
const LONGEST_WAIT_SECONDS = 20;

/** Waits for messages as long as it is asked to, and no longer than its caller does. */
export const receiveMessage = operation<ReceiveMessageCommand, Parts>('ReceiveMessage', async (input, parts) => {
  const { clock, database, request } = parts;
  const queue = await existingQueue(database, parts, input.QueueUrl);
  const most = input.MaxNumberOfMessages ?? 1;
  if (most < 1 || most > MOST) {
    throw invalidValue(
      `Value ${most} for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.`,
    );
  }
  const visibleSeconds = input.VisibilityTimeout ?? numberOf(queue, 'VisibilityTimeout');
  const waitSeconds = input.WaitTimeSeconds ?? numberOf(queue, 'ReceiveMessageWaitTimeSeconds');
  if (waitSeconds < 0 || waitSeconds > LONGEST_WAIT_SECONDS) {
    throw invalidValue(
      `Value ${waitSeconds} for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.`,
    );
  }
  for (const end = clock.now() + waitSeconds * 1000; ; ) {
    const received = await database.transaction((tx) => receiveMessages(tx, parts, queue, { most, visibleSeconds }));
    if (received.length > 0) return { Messages: received.map((one) => describeReceived(one, input)) };
    if (clock.now() >= end || request.signal.aborted) return {};
    await sleep(clock, LOOK_MS, request.signal);
  }
});
