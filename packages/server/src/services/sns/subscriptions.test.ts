import { SNS } from '@aws-sdk/client-sns';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../platform/fake-clock.ts';
import { startYard, type Yard } from '../../testing/start-yard.ts';
import { type Endpoint, startEndpoint } from './testing/endpoint.ts';
import { eventually } from './testing/eventually.ts';

let yard: Yard;
let sns: SNS;
let endpoint: Endpoint;
let topics = 0;
beforeAll(async () => {
  yard = await startYard();
  sns = yard.client(SNS);
});
afterAll(() => yard.stop());
beforeEach(async () => {
  endpoint = await startEndpoint();
});
afterEach(() => endpoint.stop());

const refusal = (call: Promise<unknown>) =>
  call.then(
    () => 'nothing was refused',
    ({ name, message }: Error) => `${name}: ${message}`,
  );

const newTopic = async (client: Pick<SNS, 'createTopic'> = sns) =>
  (await client.createTopic({ Name: `topic-${++topics}` })).TopicArn ?? '';

/** Subscribes the endpoint and confirms with the token it was sent. */
async function subscribeAndConfirm(TopicArn: string, Attributes: Record<string, string> = {}, client = sns) {
  const Protocol = 'http';
  await client.subscribe({ TopicArn, Protocol, Endpoint: endpoint.url, Attributes });
  const [request] = await endpoint.received(1);
  const { Token } = JSON.parse(request?.body ?? '{}');
  return (await client.confirmSubscription({ TopicArn, Token })).SubscriptionArn ?? '';
}

/** Bodies of the notifications after the request to confirm. */
const notifications = async (count: number) => (await endpoint.received(count + 1)).slice(1);

describe('subscribing', () => {
  it('asks the endpoint first, which confirms with what it was sent', async () => {
    const TopicArn = await newTopic();
    const subscribed = await sns.subscribe({ TopicArn, Protocol: 'http', Endpoint: endpoint.url });
    expect(subscribed.SubscriptionArn).toBe('pending confirmation');
    expect((await sns.listSubscriptionsByTopic({ TopicArn })).Subscriptions).toMatchObject([
      {
        SubscriptionArn: 'PendingConfirmation',
        Protocol: 'http',
        Endpoint: endpoint.url,
        TopicArn,
        Owner: yard.account,
      },
    ]);
    const [request] = await endpoint.received(1);
    expect(request?.headers).toMatchObject({
      'x-amz-sns-message-type': 'SubscriptionConfirmation',
      'x-amz-sns-topic-arn': TopicArn,
    });
    const body = JSON.parse(request?.body ?? '');
    expect(body).toMatchObject({ Type: 'SubscriptionConfirmation', TopicArn });
    const url = new URL(body.SubscribeURL);
    expect(url.origin).toBe(yard.endpoint);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      Action: 'ConfirmSubscription',
      Version: '2010-03-31',
      TopicArn,
      Token: body.Token,
    });
    // Opening the link is enough: whoever was sent it needs no key of ours.
    const opened = await fetch(body.SubscribeURL);
    expect(opened.status).toBe(200);
    const SubscriptionArn = /<SubscriptionArn>(.*)<\/SubscriptionArn>/.exec(await opened.text())?.[1] ?? '';
    expect((await fetch(body.SubscribeURL.replace('ConfirmSubscription', 'ListTopics'))).status).toBe(403);
    expect(await sns.confirmSubscription({ TopicArn, Token: body.Token })).toMatchObject({ SubscriptionArn });
    const { Attributes } = await sns.getSubscriptionAttributes({ SubscriptionArn });
    expect(Attributes).toMatchObject({ PendingConfirmation: 'false', RawMessageDelivery: 'false', TopicArn });
    expect((await sns.getTopicAttributes({ TopicArn })).Attributes).toMatchObject({ SubscriptionsConfirmed: '1' });
  });

  it('twice to the same is once', async () => {
    const TopicArn = await newTopic();
    const given = { TopicArn, Protocol: 'http', Endpoint: endpoint.url, ReturnSubscriptionArn: true };
    const { SubscriptionArn } = await sns.subscribe(given);
    expect((await sns.subscribe(given)).SubscriptionArn).toBe(SubscriptionArn);
    expect(await refusal(sns.subscribe({ ...given, Attributes: { RawMessageDelivery: 'true' } }))).toMatch(
      /Subscription already exists with different attributes/,
    );
    expect(
      (await sns.listSubscriptions({})).Subscriptions?.filter((found) => found.TopicArn === TopicArn),
    ).toHaveLength(1);
  });

  it('needs a token that nobody can guess', async () => {
    const TopicArn = await newTopic();
    const other = await newTopic();
    await sns.subscribe({ TopicArn, Protocol: 'http', Endpoint: endpoint.url });
    const { Token } = JSON.parse((await endpoint.received(1))[0]?.body ?? '');
    const bad = 'InvalidParameterException: Invalid parameter: Token';
    expect(await refusal(sns.confirmSubscription({ TopicArn, Token: 'x' }))).toBe(bad);
    expect(await refusal(sns.confirmSubscription({ TopicArn, Token: `${Token.slice(0, -1)}g` }))).toBe(bad);
    expect(await refusal(sns.confirmSubscription({ TopicArn: other, Token }))).toBe(bad);
    const rows = await yard.context.database
      .tables<{ sns_subscriptions: object }>()
      .selectFrom('sns_subscriptions')
      .selectAll()
      .execute();
    expect(JSON.stringify(rows)).not.toContain(Token);
  });

  it('by a way that nothing here delivers is refused by name', async () => {
    const TopicArn = await newTopic();
    const subscribe = (Protocol: string, Endpoint: string, Attributes?: Record<string, string>) =>
      refusal(sns.subscribe({ TopicArn, Protocol, Endpoint, Attributes }));
    expect(await subscribe('email', 'me@example.com')).toMatch(
      /^NotImplementedException: Delivery of messages by email/,
    );
    expect(await subscribe('pigeon', 'x')).toBe(
      'InvalidParameterException: Invalid parameter: Amazon SNS does not support this protocol string: pigeon',
    );
    expect(await subscribe('https', 'http://127.0.0.1/')).toMatch(/Endpoint must match the specified protocol/);
    expect(await subscribe('http', 'http://me:secret@127.0.0.1/')).toMatch(/^NotImplementedException/);
    expect(await subscribe('http', endpoint.url, { RedrivePolicy: '{}' })).toMatch(/^NotImplementedException/);
    expect(await subscribe('http', endpoint.url, { FilterPolicy: '{"a":1}' })).toMatch(/must be an object or an array/);
  });

  it('that nobody confirms ends after two days', async () => {
    const clock = new FakeClock();
    const own = await startYard({ clock });
    try {
      const client = own.context.aws.sns;
      const TopicArn = await newTopic(client);
      await client.subscribe({ TopicArn, Protocol: 'http', Endpoint: endpoint.url });
      await endpoint.received(1);
      const pending = async () => (await client.listSubscriptionsByTopic({ TopicArn })).Subscriptions?.length ?? 0;
      clock.advance(47 * 3_600_000);
      expect(await pending()).toBe(1);
      clock.advance(3_600_000);
      await eventually(pending, (count) => count === 0);
    } finally {
      await own.stop();
    }
  });
});

describe('a subscriber', () => {
  it('gets messages in an envelope', async () => {
    const TopicArn = await newTopic();
    const SubscriptionArn = await subscribeAndConfirm(TopicArn);
    const { MessageId } = await sns.publish({ TopicArn, Message: 'hello', Subject: 's' });
    const [got] = await notifications(1);
    expect(got?.headers).toMatchObject({
      'x-amz-sns-message-type': 'Notification',
      'x-amz-sns-message-id': MessageId,
      'x-amz-sns-subscription-arn': SubscriptionArn,
    });
    expect(JSON.parse(got?.body ?? '')).toMatchObject({
      Type: 'Notification',
      MessageId,
      TopicArn,
      Subject: 's',
      Message: 'hello',
    });
  });

  it('gets them raw, by protocol and in order', async () => {
    const TopicArn = await newTopic();
    await subscribeAndConfirm(TopicArn, { RawMessageDelivery: 'true' });
    for (let index = 0; index < 5; index += 1) {
      const Message = JSON.stringify({ default: 'no', http: `http ${index}` });
      await sns.publish({ TopicArn, MessageStructure: 'json', Message });
    }
    const bodies = (await notifications(5)).map((request) => request.body);
    expect(bodies).toEqual(['http 0', 'http 1', 'http 2', 'http 3', 'http 4']);
  });

  it('gets only what its filter lets through', async () => {
    const TopicArn = await newTopic();
    const SubscriptionArn = await subscribeAndConfirm(TopicArn, { RawMessageDelivery: 'true' });
    const set = (AttributeName: string, AttributeValue: string) =>
      sns.setSubscriptionAttributes({ SubscriptionArn, AttributeName, AttributeValue });
    const publish = (Message: string, color?: string) =>
      sns.publish({
        TopicArn,
        Message,
        ...(color ? { MessageAttributes: { color: { DataType: 'String', StringValue: color } } } : {}),
      });
    await set('FilterPolicy', '{"color":["red"]}');
    await publish('blue', 'blue');
    await publish('none');
    await publish('red', 'red');
    await set('FilterPolicyScope', 'MessageBody');
    await publish('red', 'red');
    await publish('{"color":"red"}');
    await set('FilterPolicy', '');
    await publish('last');
    expect((await notifications(3)).map((request) => request.body)).toEqual(['red', '{"color":"red"}', 'last']);
    expect(await refusal(set('FilterPolicy', '{"color":"red"}'))).toMatch(/^InvalidParameterException/);
    expect(await refusal(set('Endpoint', 'x'))).toBe('InvalidParameterException: Invalid parameter: AttributeName');
  });

  it('gets nothing more once it has left', async () => {
    const TopicArn = await newTopic();
    const SubscriptionArn = await subscribeAndConfirm(TopicArn);
    await sns.unsubscribe({ SubscriptionArn });
    await sns.unsubscribe({ SubscriptionArn });
    expect(await refusal(sns.getSubscriptionAttributes({ SubscriptionArn }))).toBe(
      'NotFoundException: Subscription does not exist',
    );
    expect((await sns.listSubscriptionsByTopic({ TopicArn })).Subscriptions ?? []).toEqual([]);
  });
});

describe('an endpoint that does not take a message', () => {
  const RETRIES = JSON.stringify({ healthyRetryPolicy: { numRetries: 2, numNoDelayRetries: 2 } });

  it('is sent it again as its policy says', async () => {
    const TopicArn = await newTopic();
    await subscribeAndConfirm(TopicArn, { RawMessageDelivery: 'true', DeliveryPolicy: RETRIES });
    endpoint.answerNext(503, 302);
    await sns.publish({ TopicArn, Message: 'again' });
    await notifications(3);
    await sns.publish({ TopicArn, Message: 'next' });
    const bodies = (await notifications(4)).map((request) => request.body);
    expect(bodies).toEqual(['again', 'again', 'again', 'next']);
  });

  it('is not sent again what it calls wrong', async () => {
    const TopicArn = await newTopic();
    await subscribeAndConfirm(TopicArn, { RawMessageDelivery: 'true', DeliveryPolicy: RETRIES });
    endpoint.answerNext(400);
    await sns.publish({ TopicArn, Message: 'wrong' });
    await sns.publish({ TopicArn, Message: 'right' });
    expect((await notifications(2)).map((request) => request.body)).toEqual(['wrong', 'right']);
  });

  it('is left alone after the last retry', async () => {
    const TopicArn = await newTopic();
    await subscribeAndConfirm(TopicArn, { RawMessageDelivery: 'true', DeliveryPolicy: RETRIES });
    endpoint.answerNext(500, 500, 500);
    await sns.publish({ TopicArn, Message: 'lost' });
    await notifications(3);
    await sns.publish({ TopicArn, Message: 'next' });
    const bodies = (await notifications(4)).map((request) => request.body);
    expect(bodies).toEqual(['lost', 'lost', 'lost', 'next']);
  });
});
