import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPolicyArn, readVersionId } from './managed-policy.ts';
import { findNameProblem, findPathProblem } from './names.ts';
import { findPolicyProblem, policySize } from './policy-document.ts';
import { linkedService, serviceLinkedRole } from './service-linked-role.ts';
import { type Tag, withoutTags, withTags } from './tags.ts';
import { encodeDocument } from './url-encoding.ts';

const policy = (statement: unknown, rest: object = {}) =>
  JSON.stringify({ Version: '2012-10-17', Statement: statement, ...rest });
const trust = (rest: object) => policy([{ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole', ...rest }]);
const grant = (rest: object) => policy([{ Effect: 'Allow', Action: 's3:*', Resource: '*', ...rest }]);

describe('a trust policy', () => {
  it.each<[string, string, string | undefined]>([
    ['that names a service', trust({ Principal: { Service: 'codebuild.amazonaws.com' } }), undefined],
    [
      'with one statement outside of a list',
      policy({ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' }),
      undefined,
    ],
    ['that is no JSON', '{', 'This policy contains invalid Json'],
    ['of an unknown version', policy([], { Version: '2020-01-01' }), 'Syntax errors in policy.'],
    ['without statements', policy([]), 'Missing required field Statement'],
    ['without a principal', trust({ Principal: undefined }), 'Missing required field Principal'],
    ['with a resource', trust({ Resource: '*' }), 'Has prohibited field Resource'],
    [
      'with another action',
      trust({ Action: 's3:GetObject' }),
      'AssumeRole policy may only specify STS AssumeRole actions.',
    ],
    [
      'with a principal of no known type',
      trust({ Principal: { Robot: 'x' } }),
      'Invalid principal in policy: {"Robot":"x"}',
    ],
    ['with an unknown element', trust({ Principals: '*' }), 'Syntax errors in policy.'],
    ['without an effect', trust({ Effect: undefined }), 'Syntax errors in policy.'],
  ])('%s', (_, text, problem) => {
    expect(findPolicyProblem(text, 'trust')).toBe(problem);
  });
});

describe('a permissions policy', () => {
  it.each<[string, string, string | undefined]>([
    ['of one statement', grant({}), undefined],
    ['of lists', grant({ Action: ['s3:GetObject', 'logs:*'], Resource: ['arn:aws:s3:::x/*', '*'] }), undefined],
    [
      'by exclusion',
      grant({ Action: undefined, NotAction: 'iam:*', Resource: undefined, NotResource: 'arn:aws:s3:::x' }),
      undefined,
    ],
    ['that is no JSON', 'x', 'Syntax errors in policy.'],
    ['that is a list', '[]', 'Syntax errors in policy.'],
    ['with a principal', grant({ Principal: '*' }), 'Policy document should not specify a principal.'],
    ['without actions', grant({ Action: undefined }), 'Policy statement must contain actions.'],
    ['without resources', grant({ Resource: undefined }), 'Policy statement must contain resources.'],
    [
      'with a bare action',
      grant({ Action: 'GetObject' }),
      'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
    ],
    ['with a bare resource', grant({ Resource: 'bucket' }), 'Resource bucket must be in ARN format or "*".'],
    ['with both kinds of actions', grant({ NotAction: 'x:*' }), 'Syntax errors in policy.'],
    [
      'with the same id twice',
      policy([
        { Sid: 'A', Effect: 'Allow', Action: 's3:*', Resource: '*' },
        { Sid: 'A', Effect: 'Deny', Action: 's3:*', Resource: '*' },
      ]),
      'Statement IDs (SID) in a single policy must be unique.',
    ],
  ])('%s', (_, text, problem) => {
    expect(findPolicyProblem(text, 'permissions')).toBe(problem);
  });

  it('of any other shape is refused, never a fault', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom('trust', 'permissions'), (text, use) => {
        expect(findPolicyProblem(text, use as 'trust')).toBeTypeOf('string');
      }),
    );
  });

  it('is as large as it is without white space', () => {
    expect(policySize('{ "a":\n\t1 }')).toBe(7);
  });
});

it('documents are encoded so that decoding gives them back and nothing but unreserved characters is left', () => {
  expect(encodeDocument(`{"a":"(*)!'"}`)).toBe('%7B%22a%22%3A%22%28%2A%29%21%27%22%7D');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(decodeURIComponent(encodeDocument(text))).toBe(text);
      expect(encodeDocument(text)).toMatch(/^[\w.~%-]*$/);
    }),
  );
});

describe('names', () => {
  it.each([
    ['role', 'CodeBuild-role_1+=,.@', true],
    ['role', 'x'.repeat(65), false],
    ['instanceProfile', 'x'.repeat(65), true],
    ['role', 'a b', false],
    ['role', '', false],
    ['role', 'a/b', false],
  ] as const)('of a %s: %s', (kind, name, fine) => {
    expect(findNameProblem(kind, name) === undefined).toBe(fine);
  });

  it.each([
    ['/', true],
    ['/ci/', true],
    ['/ci/build/', true],
    ['ci/', false],
    ['/ci', false],
    ['', false],
  ])('path %s', (path, fine) => {
    expect(findPathProblem(path) === undefined).toBe(fine);
  });

  it.each([
    ['arn:aws:iam::aws:policy/AdministratorAccess', { account: 'aws', path: '/', name: 'AdministratorAccess' }],
    ['arn:aws:iam::aws:policy/service-role/X', { account: 'aws', path: '/service-role/', name: 'X' }],
    ['arn:aws:iam::123456789012:policy/x', { account: '123456789012', path: '/', name: 'x' }],
    ['arn:aws:iam::123456789012:role/x', undefined],
    ['x', undefined],
  ])('%s', (arn, expected) => {
    expect(readPolicyArn(arn)).toEqual(expected);
  });

  it('of versions are v and a number', () => {
    expect(['v1', 'v12', 'v0', '1', 'v1x'].map(readVersionId)).toEqual([1, 12, undefined, undefined, undefined]);
  });

  it('of linked roles follow from the service', () => {
    expect(serviceLinkedRole('ecs.amazonaws.com', undefined).name).toBe('AWSServiceRoleForECS');
    expect(serviceLinkedRole('lex-v2.amazonaws.com', 'x').name).toBe('AWSServiceRoleForLexV2_x');
    expect(linkedService(serviceLinkedRole('ecs.amazonaws.com', undefined).path)).toBe('ecs.amazonaws.com');
    expect(linkedService('/ci/')).toBeUndefined();
  });
});

describe('tags', () => {
  const tag = (Key: string, Value = ''): Tag => ({ Key, Value });

  it('are replaced without regard to case and removed likewise', () => {
    expect(withTags([tag('Team', 'a'), tag('x')], [tag('team', 'b')])).toEqual([tag('x'), tag('team', 'b')]);
    expect(withoutTags([tag('Team'), tag('x')], ['TEAM'])).toEqual([tag('x')]);
  });

  it('are fifty at most and each key comes once', () => {
    const fifty = Array.from({ length: 50 }, (_, index) => tag(`k${index}`));
    expect(withTags(fifty, [tag('one more')])).toBe('too many');
    expect(withTags(fifty, [tag('K0', 'again')])).toHaveLength(50);
    expect(withTags([], [tag('a'), tag('A')])).toBe('duplicate');
  });
});
