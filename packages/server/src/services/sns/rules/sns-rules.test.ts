import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSubscriptionId, readTopicName, subscriptionArn, topicArn } from './arns.ts';
import { isSameToken, newConfirmationToken, subscriptionOfToken } from './confirmation-token.ts';
import {
  DEFAULT_RETRY_POLICY,
  effectiveRetryPolicy,
  findDeliveryPolicyProblem,
  retryDelays,
} from './delivery-policy.ts';
import { findFilterProblem, passesFilter } from './filter-policy.ts';
import { notification } from './http-message.ts';
import { type GivenMessage, type Message, readMessage } from './message.ts';
import { findEndpointProblem, findSubscriptionProblem } from './subscription.ts';
import { sameTags } from './tags.ts';
import { findTopicAttributeProblem, isTopicName } from './topic.ts';

const HOME = { account: '123456789012', region: 'us-east-1' };
const ID = '0123abcd-0123-4567-89ab-0123456789ab';

describe('an ARN', () => {
  it('names a topic, or a subscription of it', () => {
    const topic = topicArn(HOME, 'news');
    expect(readTopicName(HOME, topic)).toBe('news');
    expect(readSubscriptionId(HOME, subscriptionArn(HOME, 'news', ID))).toBe(ID);
    expect(readTopicName(HOME, subscriptionArn(HOME, 'news', ID))).toBeUndefined();
    expect(readSubscriptionId(HOME, topic)).toBeUndefined();
    expect(readTopicName({ ...HOME, account: '999999999999' }, topic)).toBeUndefined();
  });
});

describe('a message', () => {
  const problemOf = (given: GivenMessage) => {
    const read = readMessage({ Message: 'hi', ...given });
    return 'problem' in read ? read.problem : undefined;
  };
  const attribute = (name: string, given: object) => ({ MessageAttributes: { [name]: given } });

  it.each<[string, GivenMessage, string | RegExp | undefined]>([
    ['of one word', {}, undefined],
    ['of nothing', { Message: '' }, 'Empty message'],
    ['of 256 KiB', { Message: 'x'.repeat(262_144) }, undefined],
    ['of more', { Message: 'x'.repeat(262_145) }, 'Message too long'],
    ['with a subject', { Subject: 'a subject' }, undefined],
    ['with a subject of two lines', { Subject: 'a\nb' }, 'Subject'],
    ['with a long subject', { Subject: 'a'.repeat(101) }, 'Subject'],
    ['with a subject that begins blank', { Subject: ' a' }, 'Subject'],
    ['structured', { Message: '{"default":"x","http":"y"}', MessageStructure: 'json' }, undefined],
    [
      'structured, no JSON',
      { Message: 'x', MessageStructure: 'json' },
      'Message Structure - JSON message body failed to parse',
    ],
    [
      'structured, no default',
      { Message: '{}', MessageStructure: 'json' },
      'Message Structure - No default entry in JSON message body',
    ],
    ['of an unknown structure', { MessageStructure: 'xml' }, 'MessageStructure'],
    ['with attributes', attribute('a.b-c_1', { DataType: 'String', StringValue: 'x' }), undefined],
    ['with a custom type', attribute('a', { DataType: 'Number.int', StringValue: '1' }), undefined],
    ['with an odd attribute name', attribute('a b', { DataType: 'String', StringValue: 'x' }), /invalid name/],
    ['with an attribute of no type', attribute('a', { StringValue: 'x' }), /non-empty message attribute type/],
    [
      'with an attribute of unknown type',
      attribute('a', { DataType: 'Text', StringValue: 'x' }),
      /supported type prefixes/,
    ],
    [
      'with an empty attribute',
      attribute('a', { DataType: 'String', StringValue: '' }),
      /non-empty message attribute value/,
    ],
    ['with a number that is none', attribute('a', { DataType: 'Number', StringValue: 'x' }), /to number/],
  ])('%s', (_, given, problem) => {
    if (problem instanceof RegExp) expect(problemOf(given)).toMatch(problem);
    else expect(problemOf(given)).toBe(problem);
  });

  it('keeps its texts by protocol and its binary attributes as base64', () => {
    const read = readMessage({
      Message: '{"default":"x","https":"y","n":1}',
      MessageStructure: 'json',
      MessageAttributes: { b: { DataType: 'Binary', BinaryValue: Buffer.from('hi') } },
    });
    expect(read).toEqual({
      text: 'x',
      byProtocol: { default: 'x', https: 'y' },
      attributes: { b: { type: 'Binary', value: 'aGk=' } },
    });
  });
});

const message = (rest: Partial<Message> = {}): Message => ({
  id: 'm-1',
  topicArn: topicArn(HOME, 'news'),
  text: 'hello',
  attributes: {},
  time: Date.parse('2026-01-31T10:30:00.123Z'),
  ...rest,
});

describe('a filter policy', () => {
  const attributes = {
    store: { type: 'String', value: 'example' },
    price: { type: 'Number', value: '99.5' },
    tags: { type: 'String.Array', value: '["a", "b", 3]' },
    blob: { type: 'Binary', value: 'aGk=' },
  };
  it.each<[string, object, boolean]>([
    ['nothing', {}, true],
    ['a text', { store: ['example', 'other'] }, true],
    ['another text', { store: ['other'] }, false],
    ['a number', { price: [{ numeric: ['>=', 99, '<', 100] }] }, true],
    ['an element of an array', { tags: ['b'] }, true],
    ['a number in an array', { tags: [3] }, true],
    ['what is not there', { missing: [{ exists: false }] }, true],
    ['a binary attribute', { blob: [{ exists: true }] }, false],
    ['anything but', { store: [{ 'anything-but': { prefix: 'ex' } }] }, false],
    ['one of two', { $or: [{ store: ['other'] }, { price: [99.5] }] }, true],
  ])('by attributes: %s', (_, policy, passes) => {
    expect(passesFilter(JSON.stringify(policy), 'MessageAttributes', message({ attributes }))).toBe(passes);
  });

  it('by body looks into JSON and passes nothing else', () => {
    const policy = '{"detail":{"state":["FAILED"]}}';
    const of = (text: string) => passesFilter(policy, 'MessageBody', message({ text }));
    expect(of('{"detail":{"state":"FAILED"}}')).toBe(true);
    expect(of('{"detail":{"state":"SUCCEEDED"}}')).toBe(false);
    expect([of('hello'), of('[]'), of(`${'['.repeat(200_000)}`)]).toEqual([false, false, false]);
    expect(passesFilter(undefined, 'MessageBody', message())).toBe(true);
  });

  it.each<[object | string, 'MessageAttributes' | 'MessageBody', string | undefined]>([
    [{}, 'MessageAttributes', undefined],
    [{ a: ['x'] }, 'MessageAttributes', undefined],
    [{ a: { b: ['x'] } }, 'MessageBody', undefined],
    [
      { a: { b: ['x'] } },
      'MessageAttributes',
      'Filter policy scope MessageAttributes does not support nested filter policy',
    ],
    [{ a: 'x' }, 'MessageAttributes', 'FilterPolicy: "a" must be an object or an array'],
    [
      { a: ['1'], b: ['1'], c: ['1'], d: ['1'], e: ['1'], f: ['1'] },
      'MessageAttributes',
      'FilterPolicy: Filter policy can not have more than 5 keys',
    ],
    [
      { a: Array.from({ length: 51 }, String), b: ['1', '2', '3'] },
      'MessageAttributes',
      'FilterPolicy: Filter policy is too complex',
    ],
  ])('%j by %s: %s', (policy, scope, problem) => {
    expect(findFilterProblem(JSON.stringify(policy), scope)).toBe(problem);
  });
});

describe('retries', () => {
  it('are three after twenty seconds each, unless somebody says otherwise', () => {
    expect(retryDelays(DEFAULT_RETRY_POLICY)).toEqual([20, 20, 20]);
    expect(retryDelays(effectiveRetryPolicy(undefined, undefined))).toEqual([20, 20, 20]);
  });

  it('go through four phases', () => {
    const policy = {
      numNoDelayRetries: 2,
      minDelayTarget: 1,
      numMinDelayRetries: 1,
      maxDelayTarget: 10,
      numMaxDelayRetries: 2,
      numRetries: 8,
    };
    const text = JSON.stringify({ healthyRetryPolicy: policy });
    expect(retryDelays(effectiveRetryPolicy(text, undefined))).toEqual([0, 0, 1, 4, 7, 10, 10, 10]);
  });

  it("follow the subscription's policy before the topic's, if the topic lets it", () => {
    const own = JSON.stringify({ healthyRetryPolicy: { numRetries: 1 } });
    const topic = (disableSubscriptionOverrides: boolean) =>
      JSON.stringify({ http: { defaultHealthyRetryPolicy: { numRetries: 2 }, disableSubscriptionOverrides } });
    expect(effectiveRetryPolicy(own, topic(false)).numRetries).toBe(1);
    expect(effectiveRetryPolicy(own, topic(true)).numRetries).toBe(2);
    expect(effectiveRetryPolicy(undefined, topic(false)).numRetries).toBe(2);
  });

  it('never shrink, and are as many as asked for', () => {
    const counts = fc.record({
      numNoDelayRetries: fc.integer({ min: 0, max: 5 }),
      numMinDelayRetries: fc.integer({ min: 0, max: 5 }),
      numMaxDelayRetries: fc.integer({ min: 0, max: 5 }),
      growing: fc.integer({ min: 0, max: 30 }),
      minDelayTarget: fc.integer({ min: 1, max: 60 }),
      more: fc.integer({ min: 0, max: 600 }),
      backoffFunction: fc.constantFrom('linear', 'arithmetic', 'geometric', 'exponential'),
    });
    fc.assert(
      fc.property(counts, ({ growing, more, ...rest }) => {
        const numRetries = rest.numNoDelayRetries + rest.numMinDelayRetries + rest.numMaxDelayRetries + growing;
        const policy = {
          ...rest,
          numRetries,
          maxDelayTarget: rest.minDelayTarget + more,
        } as typeof DEFAULT_RETRY_POLICY;
        const delays = retryDelays(policy);
        expect(delays).toHaveLength(numRetries);
        expect(delays).toEqual([...delays].sort((a, b) => a - b));
        expect(findDeliveryPolicyProblem(JSON.stringify({ healthyRetryPolicy: policy }))).toBeUndefined();
      }),
    );
  });

  it.each([
    ['x', /parse/],
    ['{"healthyRetryPolicy":{"numRetries":101}}', /numRetries/],
    ['{"healthyRetryPolicy":{"numRetries":"many"}}', /whole numbers/],
    ['{"healthyRetryPolicy":{"minDelayTarget":30}}', /maxDelayTarget/],
    ['{"healthyRetryPolicy":{"maxDelayTarget":3601}}', /delay targets/],
    ['{"healthyRetryPolicy":{"numNoDelayRetries":4}}', /total/],
    ['{"healthyRetryPolicy":{"backoffFunction":"square"}}', /backoffFunction/],
  ])('%s is refused', (text, problem) => {
    expect(findDeliveryPolicyProblem(text)).toMatch(problem);
  });
});

describe('what an endpoint is sent', () => {
  const addressee = { subscriptionArn: 'arn:sub', protocol: 'https', raw: false, unsubscribeUrl: 'http://x/?y' };
  it('is the message in an envelope, unsigned', () => {
    const attributes = { a: { type: 'String', value: 'x' } };
    const { headers, body } = notification(message({ subject: 's', attributes }), addressee);
    expect(headers).toMatchObject({
      'x-amz-sns-message-type': 'Notification',
      'x-amz-sns-subscription-arn': 'arn:sub',
    });
    expect(JSON.parse(body)).toEqual({
      Type: 'Notification',
      MessageId: 'm-1',
      TopicArn: topicArn(HOME, 'news'),
      Subject: 's',
      Message: 'hello',
      Timestamp: '2026-01-31T10:30:00.123Z',
      UnsubscribeURL: 'http://x/?y',
      MessageAttributes: { a: { Type: 'String', Value: 'x' } },
    });
  });

  it('is the bare message when it wants it raw, and its own text when it has one', () => {
    const { headers, body } = notification(message({ byProtocol: { https: 'own' } }), { ...addressee, raw: true });
    expect(headers['x-amz-sns-rawdelivery']).toBe('true');
    expect(body).toBe('own');
  });
});

describe('names and attributes', () => {
  it('of topics', () => {
    expect(['news', 'a-b_1', 'a.b', '', 'x'.repeat(257), 'a/b', '..'].map(isTopicName)).toEqual([
      ...[true, true, false, false, false, false, false],
    ]);
    expect(findTopicAttributeProblem('DisplayName', 'x')).toBeUndefined();
    expect(findTopicAttributeProblem('Owner', 'x')).toBe('AttributeName');
    expect(findTopicAttributeProblem('Policy', 'x')).toBe('Policy Error: null');
    expect(findTopicAttributeProblem('HTTPSuccessFeedbackRoleArn', 'x')).toBeUndefined();
  });

  it('of subscriptions', () => {
    expect(findEndpointProblem('https', 'https://example.com/hook')).toBeUndefined();
    expect(findEndpointProblem('https', 'http://example.com')).toBe('Endpoint must match the specified protocol');
    expect(findEndpointProblem('http', 'nothing')).toMatch(/valid URL/);
    expect(findSubscriptionProblem({ RawMessageDelivery: 'yes' })).toMatch(/RawMessageDelivery/);
    expect(findSubscriptionProblem({ FilterPolicyScope: 'Body' })).toMatch(/FilterPolicyScope/);
    expect(
      findSubscriptionProblem({ FilterPolicy: '{"a":{"b":["c"]}}', FilterPolicyScope: 'MessageBody' }),
    ).toBeUndefined();
    expect(findSubscriptionProblem({ FilterPolicy: '{"a":1}' })).toBe(
      'FilterPolicy: "a" must be an object or an array',
    );
  });

  it('of tokens', () => {
    const token = newConfirmationToken(ID, { bytes: (count) => Buffer.alloc(count, 7) });
    expect(subscriptionOfToken(token)).toBe(ID);
    expect(['', 'x', token.slice(1), `${token}0`].map(subscriptionOfToken)).toEqual(Array(4).fill(undefined));
    expect([isSameToken(token, token), isSameToken(token, `${token.slice(0, -1)}0`), isSameToken(token, '')]).toEqual([
      ...[true, false, false],
    ]);
  });

  it('of tags, in whatever order', () => {
    const [a, b] = [
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2' },
    ] as const;
    expect(sameTags([a, b], [b, a])).toBe(true);
    expect(sameTags([a], [a, b])).toBe(false);
  });
});
