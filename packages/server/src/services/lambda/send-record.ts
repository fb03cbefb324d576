import { sendToQueue } from '../../gateway/send-to-queue.ts';
import type { Parts } from './parts.ts';

/** Tells a destination how an event ended: a topic, a queue, another function, a bus. */
export async function sendRecord(
  { aws, logger }: Parts,
  destination: string,
  told: { record: object; function: string; failed: boolean },
): Promise<void> {
  const service = destination.split(':')[2];
  const text = JSON.stringify(told.record);
  if (service === 'sns') await aws.sns.publish({ TopicArn: destination, Message: text });
  else if (service === 'lambda')
    await aws.lambda.invoke({ FunctionName: destination, InvocationType: 'Event', Payload: Buffer.from(text) });
  else if (service === 'events')
    await aws.events.putEvents({
      Entries: [
        {
          EventBusName: destination,
          Source: 'lambda',
          DetailType: `Lambda Function Invocation Result - ${told.failed ? 'Failure' : 'Success'}`,
          Detail: text,
        },
      ],
    });
  else if (service === 'sqs') await sendToQueue(aws, destination, { text });
  else logger.warn({ destination, function: told.function }, 'this kind of destination is not implemented');
}
