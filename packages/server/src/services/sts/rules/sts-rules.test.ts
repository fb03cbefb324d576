import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assumedRoleArn, derivedRoleId, readRoleArn } from './role-arn.ts';
import { roleSessionSeconds, rootSessionSeconds } from './session-duration.ts';
import { findSessionPolicyProblem } from './session-policy.ts';
import { trustPolicyAllows } from './trust-policy.ts';

const ROOT = { kind: 'root', arn: 'arn:aws:iam::123456789012:root', account: '123456789012' } as const;
const ROLE = {
  kind: 'role',
  arn: 'arn:aws:sts::123456789012:assumed-role/deployer/me',
  account: '123456789012',
} as const;
const SERVICE = { kind: 'service', arn: 'codebuild.amazonaws.com', account: '123456789012' } as const;

type Callers = typeof ROOT | typeof ROLE | typeof SERVICE;

function allows(statement: object | object[], caller: Callers, keys: Record<string, string> = {}) {
  return trustPolicyAllows({ Version: '2012-10-17', Statement: statement }, { action: 'sts:AssumeRole', caller, keys });
}

const allow = (rest: object) => ({ Effect: 'Allow', Action: 'sts:AssumeRole', ...rest });

describe('a trust policy', () => {
  it.each<[string, object, Callers, boolean]>([
    ['lets the named service in', { Principal: { Service: 'codebuild.amazonaws.com' } }, SERVICE, true],
    [
      'lets one of the named services in',
      { Principal: { Service: ['ec2.amazonaws.com', 'codebuild.amazonaws.com'] } },
      SERVICE,
      true,
    ],
    ['keeps another service out', { Principal: { Service: 'ec2.amazonaws.com' } }, SERVICE, false],
    ['keeps a service out that is not named', { Principal: { AWS: '123456789012' } }, SERVICE, false],
    ['lets an account in', { Principal: { AWS: '123456789012' } }, ROOT, true],
    ["lets an account's roles in", { Principal: { AWS: 'arn:aws:iam::123456789012:root' } }, ROLE, true],
    ['keeps another account out', { Principal: { AWS: 'arn:aws:iam::999999999999:root' } }, ROLE, false],
    [
      "lets a role's sessions in, path or not",
      { Principal: { AWS: 'arn:aws:iam::123456789012:role/ci/deployer' } },
      ROLE,
      true,
    ],
    ['keeps another role out', { Principal: { AWS: 'arn:aws:iam::123456789012:role/deploy' } }, ROLE, false],
    ['lets one session in', { Principal: { AWS: ROLE.arn } }, ROLE, true],
    ['lets everybody in', { Principal: '*' }, ROLE, true],
    ['lets every AWS principal in', { Principal: { AWS: '*' } }, ROOT, true],
    ['lets in whom it does not exclude', { NotPrincipal: { AWS: '999999999999' } }, ROOT, true],
    ['keeps out whom it excludes', { NotPrincipal: { AWS: '123456789012' } }, ROOT, false],
    ['without a principal lets nobody in', {}, ROOT, false],
    ['takes actions by wildcard', { Principal: '*', Action: ['sts:Tag*', 'STS:assume*'] }, ROOT, true],
    ['wants the right action', { Principal: '*', Action: 'sts:AssumeRoleWithSAML' }, ROOT, false],
    ['takes all actions but', { Principal: '*', Action: undefined, NotAction: 'sts:TagSession' }, ROOT, true],
  ])('%s', (_, statement, caller, expected) => {
    expect(allows(allow(statement), caller)).toBe(expected);
  });

  it('is overruled by a denial', () => {
    const deny = { Effect: 'Deny', Principal: { AWS: ROLE.arn }, Action: '*' };
    expect(allows([allow({ Principal: '*' }), deny], ROLE)).toBe(false);
    expect(allows([allow({ Principal: '*' }), deny], ROOT)).toBe(true);
  });

  it.each<[string, object, Record<string, string>, boolean]>([
    ['the right external id', { StringEquals: { 'sts:ExternalId': 'x' } }, { 'sts:externalid': 'x' }, true],
    ['the wrong external id', { StringEquals: { 'sts:ExternalId': 'x' } }, { 'sts:externalid': 'y' }, false],
    ['no external id', { StringEquals: { 'sts:ExternalId': 'x' } }, {}, false],
    ['no external id where it may be absent', { StringEqualsIfExists: { 'sts:ExternalId': 'x' } }, {}, true],
    ['one of several', { StringEquals: { 'sts:ExternalId': ['w', 'x'] } }, { 'sts:externalid': 'x' }, true],
    ['not this one', { StringNotEquals: { 'sts:ExternalId': ['w', 'x'] } }, { 'sts:externalid': 'x' }, false],
    ['not this one, and absent', { StringNotEquals: { 'sts:ExternalId': 'x' } }, {}, true],
    ['a pattern', { StringLike: { 'sts:RoleSessionName': 'build-?-*' } }, { 'sts:rolesessionname': 'build-1-x' }, true],
    ['a pattern that fails', { StringLike: { 'sts:RoleSessionName': 'a*b' } }, { 'sts:rolesessionname': 'abc' }, false],
    ['an ARN', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:root' } }, { 'aws:principalarn': ROOT.arn }, true],
    ['absence', { Null: { 'aws:TokenIssueTime': 'true' } }, {}, true],
    [
      'two operators of which one fails',
      { StringEquals: { a: 'x' }, StringLike: { b: 'y' } },
      { a: 'x', b: 'z' },
      false,
    ],
    ['an operator that is not known', { NumericLessThan: { 'aws:x': '1' } }, { 'aws:x': '0' }, false],
    ['a condition of the wrong shape', { StringEquals: 'x' }, {}, false],
  ])('with a condition: %s', (_, condition, keys, expected) => {
    expect(allows(allow({ Principal: '*', Condition: condition }), ROOT, keys)).toBe(expected);
  });

  it('keeps out by a denial whose condition it cannot judge', () => {
    const deny = {
      Effect: 'Deny',
      Principal: '*',
      Action: '*',
      Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
    };
    expect(allows([allow({ Principal: '*' }), deny], ROOT)).toBe(false);
  });

  it('lets nobody in when it is something else', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (policy) => {
        expect(trustPolicyAllows(policy, { action: 'sts:AssumeRole', caller: ROOT, keys: {} })).toBe(false);
      }),
    );
  });
});

describe('a role ARN', () => {
  it.each([
    ['arn:aws:iam::123456789012:role/x', 'x'],
    ['arn:aws:iam::123456789012:role/a/b/x', 'x'],
    ['arn:aws:iam::123456789012:user/x', undefined],
    ['arn:aws:iam:::role/x', undefined],
    ['arn:aws:sts::123456789012:role/x', undefined],
    ['arn:aws:iam::123456789012:role/', undefined],
    ['role/x', undefined],
  ])('%s', (text, name) => {
    expect(readRoleArn(text)?.name).toBe(name);
  });

  it('becomes the ARN of a session, without its path', () => {
    const role = readRoleArn('arn:aws:iam::123456789012:role/ci/x');
    expect(role && assumedRoleArn(role, 's')).toBe('arn:aws:sts::123456789012:assumed-role/x/s');
  });

  it('has an id of its own, always the same', () => {
    expect(derivedRoleId('arn:1')).toMatch(/^AROA[A-Z2-7]{17}$/);
    expect(derivedRoleId('arn:1')).toBe(derivedRoleId('arn:1'));
    expect(derivedRoleId('arn:1')).not.toBe(derivedRoleId('arn:2'));
  });
});

describe('how long a session lasts', () => {
  it.each([
    [undefined, false, undefined, 3600],
    [43200, false, undefined, 43200],
    [7200, false, 3600, 'longer than the role allows'],
    [3600, true, 43200, 3600],
    [3601, true, 43200, 'longer than the chain allows'],
  ] as const)('asked for %s, chained %s, role up to %s: %s', (asked, chained, roleMax, expected) => {
    expect(roleSessionSeconds(asked, { chained, roleMax })).toBe(expected);
  });

  it('is an hour at most for the root', () => {
    expect([rootSessionSeconds(undefined), rootSessionSeconds(900), rootSessionSeconds(129_600)]).toEqual([
      3600, 900, 3600,
    ]);
  });
});

it('a session policy must be a policy of 2,048 characters at most', () => {
  expect(findSessionPolicyProblem('{"Version":"2012-10-17","Statement":[]}')).toBeUndefined();
  expect(findSessionPolicyProblem('{')).toEqual({ malformed: 'This policy contains invalid Json' });
  expect(findSessionPolicyProblem('[]')).toEqual({ malformed: 'Syntax errors in policy.' });
  expect(findSessionPolicyProblem(' '.repeat(4096))).toEqual({ tooLargePercent: 200 });
});
