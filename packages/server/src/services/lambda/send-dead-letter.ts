import { sendToQueue } from '../../gateway/send-to-queue.ts';
import type { Parts } from './parts.ts';
import type { QueuedEvent } from './queue-event.ts';

const MOST_MESSAGE = 1_024;
/** The code of what a function answered, however it ended. */
const ANSWERED = 200;

/** Puts an event that a function failed on into its dead letter queue or topic. */
export async function sendDeadLetter(
  { aws }: Parts,
  target: string,
  { event, error }: { event: QueuedEvent; error: string },
): Promise<void> {
  const ErrorMessage = error.slice(0, MOST_MESSAGE);
  if (target.split(':')[2] === 'sqs') {
    const attributes = { RequestID: event.requestId, ErrorCode: ANSWERED, ErrorMessage };
    return await sendToQueue(aws, target, { text: event.payload, attributes });
  }
  await aws.sns.publish({
    TopicArn: target,
    Message: event.payload,
    MessageAttributes: {
      RequestID: { DataType: 'String', StringValue: event.requestId },
      ErrorCode: { DataType: 'Number', StringValue: String(ANSWERED) },
      ErrorMessage: { DataType: 'String', StringValue: ErrorMessage },
    },
  });
}
