import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newEvent } from './event.ts';
import { parseJsonPath, readJsonPath } from './json-path.ts';
import { findInputProblem, fromSdkTarget, inputFor, type Target, toSdkTarget } from './target.ts';

const event = newEvent({
  id: 'e-1',
  account: '123456789012',
  region: 'us-east-1',
  source: 'aws.ec2',
  detailType: 'EC2 Instance State-change Notification',
  time: Date.parse('2026-01-31T10:30:15.999Z'),
  resources: ['arn:one', 'arn:two'],
  detail: {
    'instance-id': 'i-0123456789',
    state: 'RUNNING',
    count: 2,
    tags: [{ k: 'a' }, { k: 'b' }],
    text: 'say "hi"\n',
  },
});
const surroundings = {
  event,
  ruleArn: 'arn:aws:events:us-east-1:123456789012:rule/r',
  ruleName: 'r',
  receivedAt: Date.parse('2026-01-31T10:30:16.123Z'),
};

const PATHS = {
  instance: '$.detail.instance-id',
  state: '$.detail.state',
  count: '$.detail.count',
  tags: '$.detail.tags',
  text: '$.detail.text',
  detail: '$.detail.tags[0]',
  missing: '$.detail.missing',
};

const transformed = (inputTemplate: string) =>
  inputFor({ id: 't', arn: 'arn', inputPaths: PATHS, inputTemplate }, surroundings);

describe('a JSON path', () => {
  it.each<[string, unknown]>([
    ['$', event],
    ['$.detail.state', 'RUNNING'],
    ["$['detail-type']", 'EC2 Instance State-change Notification'],
    ['$.detail-type', 'EC2 Instance State-change Notification'],
    ['$.resources[1]', 'arn:two'],
    ['$.detail.tags[*].k', ['a', 'b']],
    ['$.detail.tags[5]', undefined],
    ['$.detail.state.deeper', undefined],
    ['$.constructor', undefined],
  ])('%s', (text, expected) => {
    const path = parseJsonPath(text);
    expect(path && readJsonPath(path, event)).toEqual(expected);
  });

  it.each(['detail', '$detail', '$.', '$..x', '$[x]', '$.a[-1]', "$['a"])('%s is none', (text) => {
    expect(parseJsonPath(text)).toBeUndefined();
  });
});

describe('the input of a target', () => {
  it('is the event, in seconds and in order', () => {
    expect(inputFor({ id: 't', arn: 'arn' }, surroundings)).toBe(JSON.stringify(event));
    expect(event.time).toBe('2026-01-31T10:30:15Z');
    expect(Object.keys(event)).toEqual([
      ...['version', 'id', 'detail-type', 'source', 'account', 'time', 'region', 'resources', 'detail'],
    ]);
  });

  it('is what was given, or a part of the event', () => {
    expect(inputFor({ id: 't', arn: 'arn', input: '{"a":1}' }, surroundings)).toBe('{"a":1}');
    expect(inputFor({ id: 't', arn: 'arn', inputPath: '$.detail.tags' }, surroundings)).toBe('[{"k":"a"},{"k":"b"}]');
    expect(inputFor({ id: 't', arn: 'arn', inputPath: '$.nothing' }, surroundings)).toBe('null');
  });

  it.each<[string, string, string]>([
    ['a sentence keeps its quotes', '"<instance> is in state <status>"', '"i-0123456789 is in state <status>"'],
    ['a sentence over lines', '"<instance> is"\n"<state>"', '"i-0123456789 is"\n"RUNNING"'],
    ['a sentence with escaped quotes', '"<instance> is \\"<state>\\""', '"i-0123456789 is \\"RUNNING\\""'],
    ['an object in a sentence loses its quotes', '"tags: <tags>"', '"tags: [{k:a},{k:b}]"'],
    ['JSON quotes texts by itself', '{"i": <instance>, "n": <count>}', '{"i": "i-0123456789", "n": 2}'],
    ['JSON takes objects as they are', '{"t": <tags>}', '{"t": [{"k":"a"},{"k":"b"}]}'],
    [
      'JSON with placeholders in texts',
      '{"s": "<instance> is \\"<state>\\""}',
      '{"s": "i-0123456789 is \\"RUNNING\\""}',
    ],
    [
      'a text with quotes stays JSON',
      '{"s": "<text>", "t": <text>}',
      '{"s": "say \\"hi\\"\\n", "t": "say \\"hi\\"\\n"}',
    ],
    ['a missing value', '{"s": "<missing>", "t": <missing>}', '{"s": "", "t": null}'],
    ['a missing value in a sentence', '"<missing>!"', '"!"'],
    ['a lone placeholder is the value', '<detail>', '{"k":"a"}'],
    ['a lone placeholder for a text', '<state>', 'RUNNING'],
    [
      'names AWS defines',
      '{"a": <aws.events.rule-arn>, "n": "<aws.events.rule-name>"}',
      `{"a": "${surroundings.ruleArn}", "n": "r"}`,
    ],
    ['the time of receipt', '{"t": <aws.events.event.ingestion-time>}', '{"t": "2026-01-31T10:30:16.123Z"}'],
    ['the whole event', '{"e": <aws.events.event.json>}', `{"e": ${JSON.stringify(event)}}`],
    ['a list', '[<instance>, "<state>"]', '["i-0123456789", "RUNNING"]'],
  ])('by template: %s', (_, template, expected) => {
    expect(transformed(template)).toBe(expected);
  });

  it('by template leaves the event whole but its detail', () => {
    const { event: given } = JSON.parse(transformed('{"event": <aws.events.event>}'));
    const { detail: _, ...withoutDetail } = event;
    expect(given).toEqual(withoutDetail);
  });

  it('by JSON template is JSON, whatever the event holds', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const wild = { ...surroundings, event: { ...event, detail: { value } } };
        const template = '{"plain": <v>, "quoted": "a <v> b", "list": [<v>]}';
        const target: Target = { id: 't', arn: 'arn', inputPaths: { v: '$.detail.value' }, inputTemplate: template };
        const result = JSON.parse(inputFor(target, wild));
        expect(result.plain).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

describe('a target', () => {
  it.each<[object, string | undefined]>([
    [{ Input: '{}' }, undefined],
    [{ Input: '{' }, 'JSON syntax error in input for target t.'],
    [
      { Input: '{}', InputPath: '$' },
      'Only one of Input, InputPath, or InputTransformer must be provided for target t.',
    ],
    [{ InputPath: 'detail' }, 'Invalid InputPath for target t.'],
    [{ InputTransformer: { InputPathsMap: { a: '$.x' }, InputTemplate: '"<a>"' } }, undefined],
    [{ InputTransformer: { InputPathsMap: { a: 'x' }, InputTemplate: '"<a>"' } }, 'Invalid JSON path x for target t.'],
    [
      { InputTransformer: { InputPathsMap: { 'aws-x': '$' }, InputTemplate: '"x"' } },
      'Invalid InputPathsMap for target t: aws-x is reserved.',
    ],
    [{ InputTransformer: { InputTemplate: '{"a": <a>' } }, 'Invalid InputTemplate for target t.'],
  ])('%j: %s', (given, problem) => {
    expect(findInputProblem(fromSdkTarget({ Id: 't', Arn: 'arn', ...given }))).toBe(problem);
  });

  it('comes back as it was given', () => {
    const given = {
      Id: 't',
      Arn: 'arn',
      RoleArn: 'role',
      InputTransformer: { InputPathsMap: { a: '$.x' }, InputTemplate: '"<a>"' },
      RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
    };
    expect(toSdkTarget(fromSdkTarget(given))).toEqual(given);
    expect(toSdkTarget(fromSdkTarget({ Id: 't', Arn: 'arn', Input: '1' }))).toEqual({
      Id: 't',
      Arn: 'arn',
      Input: '1',
    });
  });
});
