import { describe, expect, it } from 'vitest';
import { Refusal } from '../../../platform/refusal.ts';
import { mayPass, nextAttempt } from '../../../platform/retry-policy.ts';
import { readBusName, readTaggedResource, ruleArn } from './arns.ts';
import { isPolicy, withoutStatement, withStatement } from './bus-policy.ts';
import { checkEntry, entryBytes, type GivenEntry } from './check-entry.ts';

const HOME = { account: '123456789012', region: 'us-east-1' };

describe('an entry', () => {
  const entry = { Source: 'my.app', DetailType: 'Thing', Detail: '{"a":1}' };
  it.each<[string, Partial<GivenEntry>, boolean, string | undefined]>([
    ['of an application', {}, false, undefined],
    ['without a source', { Source: undefined }, false, 'InvalidArgument'],
    ['without a detail type', { DetailType: '' }, false, 'InvalidArgument'],
    ['without detail', { Detail: undefined }, false, 'InvalidArgument'],
    ['with detail that is no JSON', { Detail: '{' }, false, 'MalformedDetail'],
    ['with detail that is a list', { Detail: '[]' }, false, 'MalformedDetail'],
    [
      'with detail of bottomless depth',
      { Detail: `{"a":${'['.repeat(2000)}${']'.repeat(2000)}}` },
      false,
      'MalformedDetail',
    ],
    ['in the name of AWS', { Source: 'aws.codebuild' }, false, 'NotAuthorizedForSourceException'],
    ['of our own services', { Source: 'aws.codebuild' }, true, undefined],
  ])('%s', (_, change, fromService, code) => {
    const checked = checkEntry({ ...entry, ...change }, fromService);
    expect('ErrorCode' in checked ? checked.ErrorCode : undefined).toBe(code);
  });

  it('says which argument is missing', () => {
    expect(checkEntry({ ...entry, Source: undefined }, false)).toMatchObject({
      ErrorMessage: 'Parameter Source is not valid. Reason: Source is a required argument.',
    });
  });

  it('is as large as its texts and its time', () => {
    expect(entryBytes({ Source: 'ä', DetailType: 'b', Detail: '{}', Resources: ['cc'], Time: new Date() })).toBe(
      2 + 1 + 2 + 2 + 14,
    );
  });
});

describe('an ARN', () => {
  it('names a bus', () => {
    expect(readBusName(HOME)).toBe('default');
    expect(readBusName(HOME, 'mine')).toBe('mine');
    expect(readBusName(HOME, 'arn:aws:events:us-east-1:123456789012:event-bus/mine')).toBe('mine');
    expect(readBusName(HOME, 'arn:aws:events:us-east-1:999999999999:event-bus/mine')).toBeUndefined();
  });

  it('names a rule, with its bus unless that is the default', () => {
    expect(readTaggedResource(ruleArn(HOME, 'default', 'r'))).toEqual({ kind: 'rule', bus: 'default', rule: 'r' });
    expect(readTaggedResource(ruleArn(HOME, 'b', 'r'))).toEqual({ kind: 'rule', bus: 'b', rule: 'r' });
    expect(readTaggedResource('arn:aws:events:us-east-1:123456789012:event-bus/b')).toEqual({ kind: 'bus', bus: 'b' });
    for (const arn of ['x', 'arn:aws:events:r:a:archive/x', 'arn:aws:s3:::rule/x', 'arn:aws:events:r:a:rule/a/b/c']) {
      expect(readTaggedResource(arn)).toBeUndefined();
    }
  });
});

describe('trying again', () => {
  const received = { receivedAt: 0, now: 0 };
  it('waits longer each time, eight minutes at most', () => {
    const delays = [1, 2, 3, 9, 10, 11, 100].map((attempts) => nextAttempt({}, { ...received, attempts }));
    expect(delays).toEqual([1_000, 2_000, 4_000, 256_000, 480_000, 480_000, 480_000]);
  });

  it('ends after as many tries as the target allows, or when the event is too old', () => {
    expect(nextAttempt({ retryAttempts: 0 }, { ...received, attempts: 1 })).toBeUndefined();
    expect(nextAttempt({ retryAttempts: 2 }, { ...received, attempts: 2 })).toBe(2_000);
    expect(nextAttempt({}, { ...received, attempts: 186 })).toBeUndefined();
    expect(nextAttempt({ maxAgeSeconds: 60 }, { receivedAt: 0, now: 59_500, attempts: 1 })).toBeUndefined();
    expect(nextAttempt({}, { receivedAt: 0, now: 86_400_000, attempts: 1 })).toBeUndefined();
  });

  it('is for what may pass, not for what was refused', () => {
    expect(mayPass(new TypeError('a fault'))).toBe(true);
    expect(mayPass(new Refusal('PipelineNotFoundException', 'x'))).toBe(false);
    expect(mayPass(new Refusal('AccountLimitExceededException', 'x'))).toBe(true);
    expect(mayPass(new Refusal('ServiceUnavailableException', 'x', { status: 503 }))).toBe(true);
    expect(mayPass(new Refusal('NotImplementedException', 'x', { status: 501 }))).toBe(false);
    expect(mayPass(Object.assign(new Error('x'), { $fault: 'client' }))).toBe(false);
  });
});

describe("a bus's policy", () => {
  const arn = 'arn:bus';
  const grant = { statementId: 's', action: 'events:PutEvents', principal: '111122223333', condition: undefined };
  it('has one statement for an id', () => {
    const once = withStatement(undefined, arn, grant);
    const twice = withStatement(once, arn, { ...grant, principal: '*' });
    expect(JSON.parse(once).Statement).toEqual([
      {
        Sid: 's',
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::111122223333:root' },
        Action: 'events:PutEvents',
        Resource: arn,
      },
    ]);
    expect(JSON.parse(twice).Statement).toMatchObject([{ Sid: 's', Principal: '*' }]);
    expect(withoutStatement(twice, 'other')).toBeUndefined();
    expect(withoutStatement(twice, 's')).toBe('');
  });

  it('carries a condition', () => {
    const condition = { Type: 'StringEquals', Key: 'aws:PrincipalOrgID', Value: 'o-1' };
    const [statement] = JSON.parse(withStatement(undefined, arn, { ...grant, principal: '*', condition })).Statement;
    expect(statement.Condition).toEqual({ StringEquals: { 'aws:PrincipalOrgID': 'o-1' } });
  });

  it('is JSON with statements', () => {
    expect(['{"Statement":[]}', '{}', '{', 'null'].map(isPolicy)).toEqual([true, false, false, false]);
  });
});
