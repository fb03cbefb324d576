import { SNS } from '@aws-sdk/client-sns';
import { SQS } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startYard, type Yard } from '../../testing/start-yard.ts';
import { until } from '../../testing/until.ts';

const ACCOUNT = 'us-east-1:123456789012';

describe('SQS', () => {
  let yard: Yard;
  let sqs: SQS;
  let made = 0;
  let QueueUrl = '';
  let name = '';

  beforeAll(async () => {
    yard = await startYard();
    sqs = yard.client(SQS);
  });
  afterAll(() => yard.stop());
  beforeEach(async () => {
    name = `q${++made}`;
    QueueUrl = (await sqs.createQueue({ QueueName: name })).QueueUrl ?? '';
  });

  const receive = async (rest: object = {}) =>
    (await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10, ...rest })).Messages ?? [];

  it('keeps a message from others while somebody has it, and until it is deleted', async () => {
    await sqs.sendMessage({
      QueueUrl,
      MessageBody: 'hello',
      MessageAttributes: { a: { DataType: 'String', StringValue: 'b' } },
    });
    const [message] = await receive({ VisibilityTimeout: 1, MessageAttributeNames: ['All'], AttributeNames: ['All'] });
    expect(message).toMatchObject({
      ...{
        Body: 'hello',
        MessageAttributes: { a: { StringValue: 'b' } },
        Attributes: { ApproximateReceiveCount: '1' },
      },
    });
    expect(await receive()).toEqual([]);
    const [again] = await receive({ WaitTimeSeconds: 5, AttributeNames: ['ApproximateReceiveCount'] });
    expect(again).toMatchObject({ MessageId: message?.MessageId, Attributes: { ApproximateReceiveCount: '2' } });
    await sqs.changeMessageVisibility({ QueueUrl, ReceiptHandle: again?.ReceiptHandle ?? '', VisibilityTimeout: 0 });
    const [last] = await receive();
    await sqs.deleteMessage({ QueueUrl, ReceiptHandle: last?.ReceiptHandle ?? '' });
    const { Attributes } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['All'] });
    expect(Attributes).toMatchObject({
      ...{ ApproximateNumberOfMessages: '0', VisibilityTimeout: '30', QueueArn: `arn:aws:sqs:${ACCOUNT}:${name}` },
    });
  });

  it('gives each message to one of many', async () => {
    const bodies = Array.from({ length: 40 }, (_, at) => `m${at}`);
    for (let at = 0; at < 40; at += 10) {
      const Entries = bodies.slice(at, at + 10).map((MessageBody, index) => ({ Id: String(index), MessageBody }));
      await sqs.sendMessageBatch({ QueueUrl, Entries });
    }
    const all = await Promise.all(Array.from({ length: 12 }, () => receive({ MaxNumberOfMessages: 5 })));
    const found = all.flat().map(({ Body }) => Body);
    expect(new Set(found).size).toBe(found.length);
    const rest: (string | undefined)[] = [];
    for (let more = await receive(); more.length > 0; more = await receive())
      rest.push(...more.map(({ Body }) => Body));
    expect([...found, ...rest].sort()).toEqual([...bodies].sort());
  });

  it('waits for messages, and holds those back that are to be late', async () => {
    const waiting = receive({ WaitTimeSeconds: 10 });
    await sqs.sendMessage({ QueueUrl, MessageBody: 'now' });
    expect((await waiting).map(({ Body }) => Body)).toEqual(['now']);
    await sqs.sendMessage({ QueueUrl, MessageBody: 'later', DelaySeconds: 1 });
    expect(await receive()).toEqual([]);
    expect((await receive({ WaitTimeSeconds: 5 })).map(({ Body }) => Body)).toEqual(['later']);
  });

  it('puts what nobody can deal with aside', async () => {
    const dead = await sqs.createQueue({ QueueName: `${name}-dead` });
    const RedrivePolicy = JSON.stringify({
      deadLetterTargetArn: `arn:aws:sqs:${ACCOUNT}:${name}-dead`,
      maxReceiveCount: 2,
    });
    await sqs.setQueueAttributes({ QueueUrl, Attributes: { RedrivePolicy } });
    await sqs.sendMessage({ QueueUrl, MessageBody: 'poison' });
    expect(await receive({ VisibilityTimeout: 0 })).toHaveLength(1);
    expect(await receive({ VisibilityTimeout: 0 })).toHaveLength(1);
    expect(await receive()).toEqual([]);
    const [message] = await receive({ QueueUrl: dead.QueueUrl, AttributeNames: ['All'] });
    expect(message).toMatchObject({
      Body: 'poison',
      Attributes: { DeadLetterQueueSourceArn: `arn:aws:sqs:${ACCOUNT}:${name}` },
    });
    expect((await sqs.listDeadLetterSourceQueues({ QueueUrl: dead.QueueUrl })).queueUrls).toEqual([QueueUrl]);
  });

  it('keeps the order of each group, and takes the same message once', async () => {
    const fifo = await sqs.createQueue({
      QueueName: `${name}.fifo`,
      Attributes: { FifoQueue: 'true', ContentBasedDeduplication: 'true' },
    });
    const send = (MessageBody: string, MessageGroupId: string) =>
      sqs.sendMessage({ QueueUrl: fifo.QueueUrl, MessageBody, MessageGroupId });
    for (const [body, group] of [
      ['a1', 'a'],
      ['a2', 'a'],
      ['b1', 'b'],
      ['a1', 'a'],
    ] as const)
      await send(body, group);
    const of = async (most: number) => await receive({ QueueUrl: fifo.QueueUrl, MaxNumberOfMessages: most });
    const [first] = await of(1);
    expect(first?.Body).toBe('a1');
    expect((await of(10)).map(({ Body }) => Body)).toEqual(['b1']);
    await sqs.deleteMessage({ QueueUrl: fifo.QueueUrl, ReceiptHandle: first?.ReceiptHandle });
    expect((await of(10)).map(({ Body }) => Body)).toEqual(['a2']);
  });

  it('takes dead letters of rules, messages of topics, and what a topic cannot keep from it', async () => {
    const { events, sns } = yard.context.aws;
    const arn = `arn:aws:sqs:${ACCOUNT}:${name}`;
    await events.putRule({ Name: name, EventPattern: JSON.stringify({ source: [name] }) });
    const Arn = `arn:aws:lambda:${ACCOUNT}:function:nobody`;
    await events.putTargets({ Rule: name, Targets: [{ Id: 't', Arn, DeadLetterConfig: { Arn: arn } }] });
    await events.putEvents({ Entries: [{ Source: name, DetailType: 'd', Detail: '{"lost":1}' }] });
    const [letter] = await until(async () => {
      const found = await receive({ MessageAttributeNames: ['All'] });
      return found.length > 0 && found;
    });
    expect(JSON.parse(letter?.Body ?? '')).toMatchObject({ source: name, detail: { lost: 1 } });
    expect(letter?.MessageAttributes).toMatchObject({
      ...{ TARGET_ARN: { StringValue: Arn }, ERROR_CODE: { StringValue: 'ResourceNotFoundException' } },
    });
    const { TopicArn } = await sns.createTopic({ Name: name });
    const client = yard.client(SNS);
    await client.subscribe({ TopicArn, Protocol: 'sqs', Endpoint: arn, Attributes: { RawMessageDelivery: 'true' } });
    await client.publish({
      TopicArn,
      Message: 'raw',
      MessageAttributes: { k: { DataType: 'String', StringValue: 'v' } },
    });
    const [told] = await until(async () => {
      const found = await receive({ MessageAttributeNames: ['k'] });
      return found.length > 0 && found;
    });
    expect(told).toMatchObject({ Body: 'raw', MessageAttributes: { k: { StringValue: 'v' } } });
  });

  it('lists, tags, empties and deletes', async () => {
    expect((await sqs.listQueues({ QueueNamePrefix: name })).QueueUrls).toContain(QueueUrl);
    await sqs.tagQueue({ QueueUrl, Tags: { a: 'b', c: 'd' } });
    await sqs.untagQueue({ QueueUrl, TagKeys: ['c'] });
    expect((await sqs.listQueueTags({ QueueUrl })).Tags).toEqual({ a: 'b' });
    await sqs.sendMessage({ QueueUrl, MessageBody: 'x' });
    await sqs.purgeQueue({ QueueUrl });
    expect(await receive()).toEqual([]);
    await sqs.deleteQueue({ QueueUrl });
    await expect(sqs.getQueueUrl({ QueueName: name })).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  });

  it.each<[string, () => Promise<unknown>]>([
    ['QueueDoesNotExist', () => sqs.sendMessage({ QueueUrl: `${QueueUrl}x`, MessageBody: 'x' })],
    ['InvalidAttributeName', () => sqs.createQueue({ QueueName: 'bad', Attributes: { Colour: 'red' } as never })],
    ['InvalidAttributeValue', () => sqs.createQueue({ QueueName: 'bad', Attributes: { DelaySeconds: '901' } })],
    [
      'QueueNameExists',
      () =>
        sqs
          .createQueue({ QueueName: name, Attributes: { DelaySeconds: '1' } })
          .then(() => sqs.createQueue({ QueueName: 'other', Attributes: { DelaySeconds: '1' } }))
          .then(() => sqs.createQueue({ QueueName: 'other', Attributes: { DelaySeconds: '2' } })),
    ],
    ['ReceiptHandleIsInvalid', () => sqs.deleteMessage({ QueueUrl, ReceiptHandle: 'x' })],
    ['EmptyBatchRequest', () => sqs.sendMessageBatch({ QueueUrl, Entries: [] })],
    [
      'BatchEntryIdsNotDistinct',
      () => sqs.sendMessageBatch({ QueueUrl, Entries: [1, 2].map(() => ({ Id: 'a', MessageBody: 'x' })) }),
    ],
  ])('refuses with %s', async (code, request) => {
    await expect(request()).rejects.toMatchObject({ name: code });
  });
});
