import { sendToQueue } from '../../../gateway/send-to-queue.ts';
import type { EventTarget } from './event-target.ts';

/** Sends the input to a queue; to a FIFO queue as one of the target's message group. */
export const sqsTarget: EventTarget = {
  kind: 'SQS queue',
  takes: ({ service }) => service === 'sqs',
  findProblem: ({ arn, id, messageGroup }) =>
    arn.endsWith('.fifo') && !messageGroup
      ? `Parameter(s) MessageGroupId must be specified for target: ${id}.`
      : undefined,
  async deliver({ target, input, token, awsFor, ruleName }) {
    await sendToQueue(awsFor(ruleName), target.arn, { text: input, token, group: target.messageGroup });
  },
};
