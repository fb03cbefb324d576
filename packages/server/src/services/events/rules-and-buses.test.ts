import { EventBridge } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startYard, type Yard } from '../../testing/start-yard.ts';

const PATTERN = JSON.stringify({ source: ['my.app'] });

let yard: Yard;
let events: EventBridge;
beforeAll(async () => {
  yard = await startYard();
  events = yard.client(EventBridge);
});
afterAll(() => yard.stop());

const refusal = (call: Promise<unknown>) =>
  call.then(
    () => 'nothing was refused',
    ({ name, message }: Error) => `${name}: ${message}`,
  );

const topicArn = () => `arn:aws:sns:${yard.region}:${yard.account}:news`;

describe('a rule', () => {
  it('comes back as it was put', async () => {
    const given = { Name: 'full', EventPattern: PATTERN, Description: 'd', RoleArn: 'arn:aws:iam::1:role/x' };
    const { RuleArn } = await events.putRule({ ...given, State: 'DISABLED' });
    expect(RuleArn).toBe(`arn:aws:events:${yard.region}:${yard.account}:rule/full`);
    expect(await events.describeRule({ Name: 'full' })).toMatchObject({
      ...given,
      Arn: RuleArn,
      State: 'DISABLED',
      EventBusName: 'default',
      CreatedBy: yard.account,
    });
  });

  it('put again is replaced, but keeps its tags', async () => {
    const Name = 'again';
    await events.putRule({ Name, EventPattern: PATTERN, Description: 'd', Tags: [{ Key: 'a', Value: '1' }] });
    const { RuleArn } = await events.putRule({
      Name,
      ScheduleExpression: 'rate(1 day)',
      Tags: [{ Key: 'b', Value: '2' }],
    });
    const rule = await events.describeRule({ Name });
    expect([rule.EventPattern, rule.Description, rule.ScheduleExpression]).toEqual([
      undefined,
      undefined,
      'rate(1 day)',
    ]);
    expect((await events.listTagsForResource({ ResourceARN: RuleArn })).Tags).toEqual([{ Key: 'a', Value: '1' }]);
    await events.disableRule({ Name });
    expect((await events.describeRule({ Name })).State).toBe('DISABLED');
    await events.enableRule({ Name });
    expect((await events.describeRule({ Name })).State).toBe('ENABLED');
  });

  it('needs a pattern or a schedule that can be used', async () => {
    const put = (rest: object) => refusal(events.putRule({ Name: 'bad', ...rest }));
    expect(await put({})).toBe(
      'ValidationException: Parameter(s) EventPattern or ScheduleExpression must be specified.',
    );
    expect(await put({ EventPattern: '{"source":"x"}' })).toBe(
      'InvalidEventPatternException: Event pattern is not valid. Reason: "source" must be an object or an array',
    );
    expect(await put({ ScheduleExpression: 'rate(1 minutes)' })).toBe(
      'ValidationException: Parameter ScheduleExpression is not valid.',
    );
    expect(await refusal(events.describeRule({ Name: 'bad' }))).toBe(
      'ResourceNotFoundException: Rule bad does not exist on EventBus default.',
    );
  });

  it('goes only without targets, and going twice is fine', async () => {
    const Rule = 'held';
    await events.putRule({ Name: Rule, EventPattern: PATTERN });
    await events.putTargets({ Rule, Targets: [{ Id: 't', Arn: topicArn() }] });
    expect(await refusal(events.deleteRule({ Name: Rule }))).toBe(
      "ValidationException: Rule can't be deleted since it has targets.",
    );
    await events.removeTargets({ Rule, Ids: ['t', 'never there'.replaceAll(' ', '-')] });
    await events.deleteRule({ Name: Rule });
    await events.deleteRule({ Name: Rule });
    expect(await refusal(events.listTargetsByRule({ Rule }))).toMatch(/^ResourceNotFoundException/);
  });

  it('is listed in pages by name', async () => {
    for (const name of ['page-c', 'page-a', 'page-b']) await events.putRule({ Name: name, EventPattern: PATTERN });
    const first = await events.listRules({ NamePrefix: 'page-', Limit: 2 });
    expect(first.Rules?.map((rule) => rule.Name)).toEqual(['page-a', 'page-b']);
    const rest = await events.listRules({ NamePrefix: 'page-', Limit: 2, NextToken: first.NextToken });
    expect(rest.Rules?.map((rule) => rule.Name)).toEqual(['page-c']);
    expect(rest.NextToken).toBeUndefined();
    expect(await refusal(events.listRules({ NextToken: first.NextToken }))).toMatch(/^ValidationException/);
  });
});

describe('targets', () => {
  const put = (Targets: object[]) => events.putTargets({ Rule: 'targets', Targets: Targets as never });
  beforeAll(() => events.putRule({ Name: 'targets', EventPattern: PATTERN }));

  it('come back as they were put, and are found by their ARN', async () => {
    const target = {
      Id: 'one',
      Arn: topicArn(),
      InputTransformer: { InputPathsMap: { a: '$.detail.a' }, InputTemplate: '"<a>"' },
      RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 60 },
    };
    expect(await put([target])).toMatchObject({ FailedEntryCount: 0 });
    expect((await events.listTargetsByRule({ Rule: 'targets' })).Targets).toEqual([target]);
    await put([{ Id: 'one', Arn: topicArn(), Input: '"x"' }]);
    expect((await events.listTargetsByRule({ Rule: 'targets' })).Targets).toEqual([
      { Id: 'one', Arn: topicArn(), Input: '"x"' },
    ]);
    expect((await events.listRuleNamesByTarget({ TargetArn: topicArn() })).RuleNames).toEqual(['targets']);
  });

  it('that nothing here reaches are refused one by one, by name', async () => {
    const cluster = `arn:aws:ecs:${yard.region}:${yard.account}:cluster/c`;
    const DeadLetterConfig = { Arn: `arn:aws:sqs:${yard.region}:${yard.account}:q` };
    const { FailedEntryCount, FailedEntries } = await put([
      { Id: 'cluster', Arn: cluster },
      { Id: 'dead', Arn: topicArn(), DeadLetterConfig },
      { Id: 'fine', Arn: topicArn() },
    ]);
    expect(FailedEntryCount).toBe(1);
    expect(FailedEntries).toMatchObject([
      { TargetId: 'cluster', ErrorCode: 'NotImplementedException', ErrorMessage: expect.stringContaining(cluster) },
    ]);
    const { Targets } = await events.listTargetsByRule({ Rule: 'targets' });
    expect(Targets?.map((target) => target.Id)).toEqual(['dead', 'fine', 'one']);
    expect(Targets?.[0]?.DeadLetterConfig).toEqual(DeadLetterConfig);
    await events.removeTargets({ Rule: 'targets', Ids: ['dead'] });
  });

  it('must say one thing, in JSON, and be five at most', async () => {
    expect(await refusal(put([{ Id: 'x', Arn: topicArn(), Input: '{' }]))).toBe(
      'ValidationException: JSON syntax error in input for target x.',
    );
    const logs = `arn:aws:logs:${yard.region}:${yard.account}:log-group:/x`;
    expect(await refusal(put([{ Id: 'x', Arn: logs, Input: '1' }]))).toMatch(/Input and InputPath are not supported/);
    const six = Array.from({ length: 6 }, (_, index) => ({ Id: `t${index}`, Arn: topicArn() }));
    expect(await refusal(put(six))).toMatch(/^LimitExceededException/);
  });
});

describe('a bus', () => {
  it('called default is always there', async () => {
    expect(await events.describeEventBus({})).toMatchObject({
      Name: 'default',
      Arn: `arn:aws:events:${yard.region}:${yard.account}:event-bus/default`,
    });
    expect(await refusal(events.createEventBus({ Name: 'default' }))).toBe(
      'ResourceAlreadyExistsException: Event bus default already exists.',
    );
    expect(await refusal(events.deleteEventBus({ Name: 'default' }))).toMatch(/^ValidationException/);
  });

  it('has rules of its own', async () => {
    const { EventBusArn } = await events.createEventBus({ Name: 'mine', Description: 'd' });
    const { RuleArn } = await events.putRule({ Name: 'r', EventBusName: EventBusArn, EventPattern: PATTERN });
    expect(RuleArn).toBe(`arn:aws:events:${yard.region}:${yard.account}:rule/mine/r`);
    expect(await refusal(events.describeRule({ Name: 'r' }))).toMatch(/^ResourceNotFoundException/);
    expect((await events.describeRule({ Name: 'r', EventBusName: 'mine' })).EventBusName).toBe('mine');
    expect(await refusal(events.putRule({ Name: 's', EventBusName: 'mine', ScheduleExpression: 'rate(1 day)' }))).toBe(
      'ValidationException: ScheduleExpression is supported only on the default event bus.',
    );
    expect(await refusal(events.deleteEventBus({ Name: 'mine' }))).toMatch(/has rules/);
    await events.deleteRule({ Name: 'r', EventBusName: 'mine' });
    expect((await events.listEventBuses({ NamePrefix: 'mi' })).EventBuses).toMatchObject([
      { Name: 'mine', Description: 'd' },
    ]);
    await events.updateEventBus({ Name: 'mine', Description: 'e' });
    expect((await events.describeEventBus({ Name: 'mine' })).Description).toBe('e');
    await events.deleteEventBus({ Name: 'mine' });
    expect(await refusal(events.describeEventBus({ Name: 'mine' }))).toBe(
      'ResourceNotFoundException: Event bus mine does not exist.',
    );
  });

  it('keeps who may send to it, and tags', async () => {
    await events.createEventBus({ Name: 'shared', Tags: [{ Key: 'a', Value: '1' }] });
    const ResourceARN = `arn:aws:events:${yard.region}:${yard.account}:event-bus/shared`;
    const grant = { EventBusName: 'shared', StatementId: 's', Action: 'events:PutEvents', Principal: '111122223333' };
    await events.putPermission(grant);
    const { Policy } = await events.describeEventBus({ Name: 'shared' });
    expect(JSON.parse(Policy ?? '').Statement).toHaveLength(1);
    await events.removePermission({ EventBusName: 'shared', StatementId: 's' });
    expect((await events.describeEventBus({ Name: 'shared' })).Policy).toBeUndefined();
    await events.tagResource({ ResourceARN, Tags: [{ Key: 'b', Value: '2' }] });
    await events.untagResource({ ResourceARN, TagKeys: ['a'] });
    expect((await events.listTagsForResource({ ResourceARN })).Tags).toEqual([{ Key: 'b', Value: '2' }]);
  });

  it('is refused what it cannot do', async () => {
    expect(await refusal(events.createEventBus({ Name: 'keyed', KmsKeyIdentifier: 'alias/x' }))).toMatch(
      /^NotImplementedException/,
    );
  });
});

describe('testing a pattern', () => {
  const Event = JSON.stringify({
    id: '1',
    account: '1',
    source: 'my.app',
    time: '2026-01-01T00:00:00Z',
    region: 'r',
    resources: [],
    'detail-type': 't',
    detail: { state: 'failed' },
  });
  it('says whether an event matches', async () => {
    const test = async (pattern: object) =>
      (await events.testEventPattern({ EventPattern: JSON.stringify(pattern), Event })).Result;
    expect(await test({ detail: { state: [{ prefix: 'fail' }] } })).toBe(true);
    expect(await test({ detail: { state: ['passed'] } })).toBe(false);
  });

  it('needs a whole event', async () => {
    expect(await refusal(events.testEventPattern({ EventPattern: PATTERN, Event: '{}' }))).toMatch(/id is a required/);
    expect(await refusal(events.testEventPattern({ EventPattern: '{}', Event }))).toMatch(/^InvalidEventPattern/);
  });
});
