import { parseArn } from '../platform/arn.ts';
import type { AwsClients } from './aws-clients.ts';

export interface QueuedText {
  readonly text: string;
  /** Of a FIFO queue. */
  readonly group?: string | undefined;
  /** The same for every try: a FIFO queue takes it once. */
  readonly token?: string;
  readonly attributes?: Readonly<Record<string, string | number | undefined>>;
}

/** Sends a text to the queue of an ARN, with attributes that are texts and numbers. */
export async function sendToQueue(
  { sqs }: AwsClients,
  arn: string,
  { text, group, token, attributes = {} }: QueuedText,
): Promise<void> {
  const parsed = parseArn(arn);
  const { QueueUrl } = await sqs.getQueueUrl({
    QueueName: parsed?.resource ?? '',
    QueueOwnerAWSAccountId: parsed?.account,
  });
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined && value !== '');
  const MessageAttributes = Object.fromEntries(
    given.map(([name, value]) => [
      name,
      { DataType: typeof value === 'number' ? 'Number' : 'String', StringValue: String(value) },
    ]),
  );
  await sqs.sendMessage({
    ...{ QueueUrl, MessageBody: text },
    ...(given.length > 0 ? { MessageAttributes } : {}),
    ...(group === undefined ? {} : { MessageGroupId: group, MessageDeduplicationId: token }),
  });
}
