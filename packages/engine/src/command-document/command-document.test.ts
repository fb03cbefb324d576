import { describe, expect, it } from 'vitest';
import type { Step } from './command-document.ts';
import { parseDocument } from './parse-document.ts';
import { planStep, scriptOf, timeoutOf } from './plan-step.ts';
import { fillIn } from './references.ts';
import { resolveParameters } from './resolve-parameters.ts';

const step = (rest: object = {}) => ({
  name: 'a',
  action: 'aws:runShellScript',
  inputs: { runCommand: ['true'] },
  ...rest,
});
const document = (rest: object = {}) => ({ schemaVersion: '2.2', mainSteps: [step()], ...rest });
const problemsOf = (content: unknown, format: 'JSON' | 'YAML' = 'JSON') => {
  const parsed = parseDocument(typeof content === 'string' ? content : JSON.stringify(content), format);
  return 'problems' in parsed ? parsed.problems.map(({ message }) => message) : [];
};

describe('a Command document', () => {
  it.each<[string, unknown, string[]]>([
    ['is read', document(), []],
    ['of schema 2.0 is read', document({ schemaVersion: '2.0' }), []],
    [
      'of schema 1.2 is read',
      { schemaVersion: '1.2', runtimeConfig: { 'aws:runShellScript': { properties: [{ runCommand: ['a'] }, {}] } } },
      [],
    ],
    ['that is no JSON tells where', '{\n  "a": ]\n}', ['JSON not well-formed. at Line: 2, Column: 8']],
    ['that is a list is refused', [], ['The document is not an object.']],
    [
      'of another schema is refused',
      { schemaVersion: '0.3' },
      ['schemaVersion "0.3" is not one of 1.2, 2.0, 2.2, which documents of type Command have.'],
    ],
    ['without steps is refused', { schemaVersion: '2.2' }, ['mainSteps must hold a step.']],
    ['of schema 1.2 without plugins is refused', { schemaVersion: '1.2' }, ['runtimeConfig must name a plugin.']],
    [
      'tells all its problems',
      document({
        parameters: {
          p: { type: 'Text' },
          q: { type: 'String', allowedPattern: '(' },
          r: { type: 'String', maxChars: 'x' },
        },
        mainSteps: [
          step({ name: 'bad name' }),
          step({ inputs: { runCommand: ['{{ nobody }} {{ platformType }} {{ ssm:x }}'] } }),
          step({ action: 'aws:configurePackage' }),
          step({ name: 'c', action: 'aws:unknown' }),
          step({ name: 'd', precondition: { StringLike: ['a', 'b'] } }),
          7,
        ],
      }),
      [
        'parameters.p: type must be one of String, StringList, Integer, Boolean, StringMap, MapList.',
        'parameters.q: allowedPattern is not a regular expression.',
        'parameters.r: maxChars is not a whole number.',
        'mainSteps[0]: it needs a name of letters, digits, _, . and -.',
        'mainSteps[2]: there is a step a already.',
        'mainSteps[2]: the plugin aws:configurePackage is not implemented by Codeyard yet.',
        'mainSteps[3]: there is no plugin "aws:unknown".',
        'mainSteps[4]: precondition must be StringEquals with two values.',
        'mainSteps[5] is not an object.',
        'Step a: the parameter nobody is not declared.',
      ],
    ],
    [
      'of schema 2.0 has no preconditions',
      document({
        schemaVersion: '2.0',
        mainSteps: [step({ precondition: { StringEquals: ['platformType', 'Linux'] } })],
      }),
      ['mainSteps[0]: only schema 2.2 has preconditions.'],
    ],
  ])('%s', (_, content, problems) => {
    expect(problemsOf(content)).toEqual(problems);
  });

  it('in YAML is read, or tells where it is none', () => {
    const text =
      "schemaVersion: '2.2'\nmainSteps:\n- name: a\n  action: aws:runShellScript\n  inputs:\n    runCommand:\n    - echo a\n";
    expect(problemsOf(text, 'YAML')).toEqual([]);
    expect(problemsOf(`${text}: : :\n\t- x`, 'YAML')[0]).toMatch(/^YAML not well-formed. at Line: \d+, Column: \d+$/);
    const bomb = [
      'a: &a [1,1,1,1,1,1,1,1,1]',
      ...[...'bcdefgh'].map((key, at) => `${key}: &${key} [${Array(9).fill(`*${'abcdefgh'[at]}`)}]`),
    ];
    expect(problemsOf(bomb.join('\n'), 'YAML')[0]).toMatch(/^YAML not well-formed/);
  });
});

describe('parameters', () => {
  const parameters = {
    text: { type: 'String', allowedPattern: '^[a-z]*$', maxChars: 4, default: '' },
    list: { type: 'StringList', default: ['x'], maxItems: 2 },
    number: { type: 'Integer', default: 1 },
    flag: { type: 'Boolean', default: false },
    map: { type: 'StringMap', default: {} },
    choice: { type: 'String', allowedValues: ['a', 'b'], default: 'a' },
  } as const;
  it.each<[Record<string, string[]>, object]>([
    [{}, { text: '', list: ['x'], number: 1, flag: false, map: {}, choice: 'a' }],
    [
      { text: ['abc'], list: ['1', '2'], number: ['7'], flag: ['True'], map: ['{"a":1}'] },
      { text: 'abc', list: ['1', '2'], number: 7, flag: true, map: { a: 1 }, choice: 'a' },
    ],
    [{ list: ['["p","q"]'] }, { text: '', list: ['p', 'q'], number: 1, flag: false, map: {}, choice: 'a' }],
  ])('%j are %j', (given, values) => {
    expect(resolveParameters({ parameters }, given)).toEqual({ values });
  });

  it.each<[Record<string, string[]>, string]>([
    [{ other: ['x'] }, 'The document has no parameter other.'],
    [{ text: ['ABC'] }, 'Parameter text does not match ^[a-z]*$.'],
    [{ text: ['abcde'] }, 'Parameter text has more than 4 characters.'],
    [{ text: ['a', 'b'] }, 'Parameter text is not a String.'],
    [{ list: ['a', 'b', 'c'] }, 'Parameter list has more than 2 items.'],
    [{ number: ['1.5'] }, 'Parameter number is not a Integer.'],
    [{ flag: ['yes'] }, 'Parameter flag is not a Boolean.'],
    [{ map: ['[]'] }, 'Parameter map is not a StringMap.'],
    [{ choice: ['c'] }, 'Parameter choice must be one of a, b.'],
  ])('%j: %s', (given, problem) => {
    expect(resolveParameters({ parameters }, given)).toEqual({ problem });
  });

  it('that have no default are required', () => {
    expect(resolveParameters({ parameters: { p: { type: 'String' } } }, {})).toEqual({
      problem: 'Parameter p is required.',
    });
  });

  it('are put where they are named, once', () => {
    const values = { list: ['a', 'b'], text: '{{ list }}', number: 5 };
    expect(fillIn(['x {{ text }} {{number}}', '{{ list }}', '{{ none }}'], values)).toEqual([
      'x {{ list }} 5',
      'a',
      'b',
      '{{ none }}',
    ]);
    expect(fillIn({ deep: '{{ list }}', in: 'l={{ list }}' }, values)).toEqual({ deep: ['a', 'b'], in: 'l=["a","b"]' });
  });
});

describe('a step', () => {
  const on = (
    platform: 'Linux' | 'Windows',
    plugin: Step['plugin'],
    rest: Partial<Step> = {},
    version: '2.0' | '2.2' = '2.2',
  ) => planStep({ name: 's', plugin, inputs: { x: '{{ p }}' }, ...rest }, { platform, version, values: { p: 'v' } });

  it('is left out where its precondition does not hold', () => {
    expect(on('Linux', 'aws:runShellScript', { precondition: ['platformType', 'Linux'] })).toEqual({
      kind: 'run',
      inputs: { x: 'v' },
    });
    expect(on('Windows', 'aws:runPowerShellScript', { precondition: ['{{ platformType }}', 'Linux'] })).toMatchObject({
      kind: 'skip',
    });
    expect(on('Linux', 'aws:runShellScript', { precondition: ['{{ p }}', 'v'] })).toMatchObject({ kind: 'run' });
    expect(on('Linux', 'aws:runShellScript', { precondition: ['platformType', 'Windows'] })).toEqual({
      kind: 'skip',
      reason: `Step execution skipped due to unsatisfied preconditions: '"StringEquals": [platformType, Windows]'. Step name: s`,
    });
  });

  it('of a plugin that the system lacks is left out, or refused by documents for one system', () => {
    expect(on('Linux', 'aws:configureDocker')).toMatchObject({ kind: 'skip' });
    expect(on('Linux', 'aws:configureDocker', {}, '2.0')).toMatchObject({ kind: 'refuse' });
    expect(on('Windows', 'aws:runShellScript')).toMatchObject({ kind: 'skip' });
  });

  it('runs its lines as one script, within its time', () => {
    expect(scriptOf({ runCommand: ['a', 'b\n', ''] })).toBe('a\nb\n\n');
    expect([timeoutOf({}), timeoutOf({ timeoutSeconds: '5' }), timeoutOf({ timeoutSeconds: 1e9 })]).toEqual([
      3600, 5, 172_800,
    ]);
  });
});
