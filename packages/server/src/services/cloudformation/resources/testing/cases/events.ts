import { EventBridge } from '@aws-sdk/client-eventbridge';
import { expect } from 'vitest';
import type { Yard } from '../../../../../testing/start-yard.ts';
import { unlessGone } from '../../calls.ts';
import type { ResourceCase } from '../resource-case.ts';

const GONE = 'ResourceNotFoundException';
const RoleArn = 'arn:aws:iam::123456789012:role/events';
const topic = (yard: Yard, name: string) => `arn:aws:sns:${yard.region}:${yard.account}:${name}`;
const queue = 'arn:aws:sqs:us-east-1:123456789012:dead';

async function lookAtRule(yard: Yard, id: string) {
  const events = yard.client(EventBridge);
  const [bus = '', name = ''] = id.includes('|') ? id.split('|') : ['default', id];
  const found = await unlessGone(GONE, () => events.describeRule({ Name: name, EventBusName: bus }));
  if (!found) return undefined;
  const { Targets } = await events.listTargetsByRule({ Rule: name, EventBusName: bus });
  const { Tags } = await events.listTagsForResource({ ResourceARN: found.Arn });
  const { Description, EventPattern, ScheduleExpression } = found;
  return { ...found, Description, EventPattern, ScheduleExpression, Targets, Tags };
}

export const EVENTS_CASES: readonly ResourceCase[] = [
  {
    type: 'AWS::Events::Rule',
    prepare: async (yard) => ({
      Targets: [
        {
          ...{ Arn: topic(yard, 'one'), Id: 'One', RoleArn, RetryPolicy: { MaximumRetryAttempts: '3' } },
          ...{ DeadLetterConfig: { Arn: queue } },
          InputTransformer: { InputPathsMap: { at: '$.time' }, InputTemplate: '"It was at <at>"' },
        },
        { Arn: topic(yard, 'two'), Id: 'Two', Input: { made: true } },
      ],
    }),
    properties: {
      ...{ Description: 'one', EventPattern: { source: ['aws.codecommit'] }, State: 'DISABLED', RoleArn },
      Tags: [{ Key: 'team', Value: 'a' }],
    },
    change: {
      ...{
        Description: 'two',
        EventPattern: '{"source":["mine"]}',
        State: 'ENABLED',
        Tags: [{ Key: 'b', Value: 'c' }],
      },
      Targets: [{ Arn: 'arn:aws:sns:us-east-1:123456789012:three', Id: 'Three' }],
    },
    replacement: { Name: 'another' },
    broken: { properties: { EventPattern: { source: 'x' } }, reason: /Event pattern is not valid/ },
    expected: {
      ...{ Description: 'one', EventPattern: '{"source":["aws.codecommit"]}', State: 'DISABLED', RoleArn },
      Tags: [{ Key: 'team', Value: 'a' }],
      Targets: [
        {
          ...{ Id: 'One', RoleArn, RetryPolicy: { MaximumRetryAttempts: 3 }, DeadLetterConfig: { Arn: queue } },
          InputTransformer: { InputPathsMap: { at: '$.time' }, InputTemplate: '"It was at <at>"' },
        },
        { Id: 'Two', Input: '{"made":true}' },
      ],
    },
    expectedChange: {
      ...{ Description: 'two', EventPattern: '{"source":["mine"]}', State: 'ENABLED' },
      ...{ Tags: [{ Key: 'b', Value: 'c' }], Targets: [{ Id: 'Three' }] },
    },
    look: lookAtRule,
  },
  {
    type: 'AWS::Events::Rule',
    properties: { Name: 'nightly', ScheduleExpression: 'rate(1 day)', Description: 'night' },
    change: {
      ...{ ScheduleExpression: 'cron(0 2 * * ? *)' },
      Targets: [{ Arn: 'arn:aws:sns:us-east-1:123456789012:three', Id: 'Three' }],
    },
    broken: {
      properties: { Targets: [{ Arn: 'arn:aws:kinesis:us-east-1:123456789012:stream/x', Id: 'K' }] },
      reason: /Target K: Delivery to .* is not implemented/,
    },
    expected: { ScheduleExpression: 'rate(1 day)', Targets: [] },
    expectedChange: { ScheduleExpression: 'cron(0 2 * * ? *)', Targets: [{ Id: 'Three' }] },
    look: lookAtRule,
  },
  {
    type: 'AWS::Events::Rule',
    async prepare(yard) {
      await yard
        .client(EventBridge)
        .createEventBus({ Name: 'of-rule' })
        .catch(() => {});
      const EventBusName = `arn:aws:events:${yard.region}:${yard.account}:event-bus/of-rule`;
      return { EventBusName, Targets: [{ Arn: topic(yard, 'x'), Id: 'x' }] };
    },
    properties: { EventPattern: { source: ['x'] } },
    replacement: { EventBusName: 'default' },
    expected: { EventBusName: 'of-rule', State: 'ENABLED', Targets: [{ Id: 'x' }] },
    look: lookAtRule,
  },
  {
    type: 'AWS::Events::EventBus',
    properties: {
      ...{ Name: 'shared', Description: 'one', Tags: [{ Key: 'team', Value: 'a' }] },
      Policy: { Version: '2012-10-17', Statement: [{ Sid: 'a', Effect: 'Allow', Principal: '*' }] },
    },
    change: { Description: 'two', Policy: '{"Statement":[]}', Tags: [] },
    replacement: { Name: 'other' },
    broken: { properties: { Name: 'x/y' }, reason: /must not contain/ },
    expected: {
      ...{ Name: 'shared', Description: 'one', Policy: expect.stringContaining('"Sid":"a"') },
      Tags: [{ Key: 'team', Value: 'a' }],
    },
    expectedChange: { Description: 'two', Policy: '{"Statement":[]}', Tags: [] },
    async look(yard, Name) {
      const events = yard.client(EventBridge);
      const found = await unlessGone(GONE, () => events.describeEventBus({ Name }));
      if (!found) return undefined;
      return { ...found, Tags: (await events.listTagsForResource({ ResourceARN: found.Arn })).Tags };
    },
  },
  {
    type: 'AWS::Events::EventBusPolicy',
    properties: { StatementId: 'orders', Action: 'events:PutEvents', Principal: '123456789012' },
    change: { Principal: '*', Condition: { Type: 'StringEquals', Key: 'aws:PrincipalOrgID', Value: 'o-1234567890' } },
    replacement: { StatementId: 'others' },
    broken: { properties: { EventBusName: 'nowhere' }, reason: /Event bus nowhere does not exist/ },
    expected: { Principal: { AWS: 'arn:aws:iam::123456789012:root' }, Action: 'events:PutEvents' },
    expectedChange: { Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1234567890' } } },
    look: lookAtStatement,
  },
  {
    type: 'AWS::Events::EventBusPolicy',
    properties: {
      StatementId: 'whole',
      Statement: { Effect: 'Allow', Principal: '*', Action: 'events:PutRule', Resource: 'arn' },
    },
    change: { Statement: { Effect: 'Deny', Principal: '*', Action: 'events:PutRule', Resource: 'arn' } },
    expected: { Effect: 'Allow', Action: 'events:PutRule' },
    expectedChange: { Effect: 'Deny' },
    look: lookAtStatement,
  },
];

async function lookAtStatement(yard: Yard, id: string) {
  const [Name, sid] = id.split('|');
  const { Policy = '{}' } = await yard.client(EventBridge).describeEventBus({ Name });
  const { Statement = [] } = JSON.parse(Policy) as { Statement?: { Sid: string }[] };
  return Statement.find(({ Sid }) => Sid === sid);
}
