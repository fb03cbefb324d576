import { describe, expect, it } from 'vitest';
import { parseStateMachine } from './parse-state-machine.ts';

const FN = 'arn:aws:lambda:us-east-1:123456789012:function:f';
const problemsOf = (definition: unknown) => {
  const parsed = parseStateMachine(typeof definition === 'string' ? definition : JSON.stringify(definition));
  return parsed.ok ? [] : parsed.problems.map(({ code, location, message }) => `${code} ${location}: ${message}`);
};
const one = (state: object, rest: object = {}) => ({ StartAt: 'It', States: { It: state }, ...rest });
const pass = { Type: 'Pass', End: true };
const task = { Type: 'Task', Resource: FN, End: true };
const JSONATA = { QueryLanguage: 'JSONata' };

describe('a definition', () => {
  it.each<[string, unknown]>([
    ['of one state', one(pass)],
    [
      'with all that a task may have',
      one({ ...task, Retry: [{ ErrorEquals: ['States.ALL'], BackoffRate: 1.5 }], ResultPath: null }),
    ],
    ['of JSONata', one({ Type: 'Pass', Output: '{% $states.input.a %}', End: true }, JSONATA)],
    ['with nested states', one({ Type: 'Parallel', Branches: [{ StartAt: 'A', States: { A: pass } }], End: true })],
    [
      'of the old Map',
      one({
        Type: 'Map',
        Iterator: { StartAt: 'A', States: { A: pass } },
        Parameters: { 'x.$': '$$.Map.Item.Value' },
        End: true,
      }),
    ],
    ['with a service task', one({ ...task, Resource: 'arn:aws:states:::codebuild:startBuild.sync' })],
    ['with an SDK task', one({ ...task, Resource: 'arn:aws:states:::aws-sdk:ec2:describeInstances' })],
  ])('%s is fine', (_, definition) => {
    expect(problemsOf(definition)).toEqual([]);
  });

  it.each<[string, unknown, RegExp]>([
    ['no JSON', '{', /^INVALID_JSON_DESCRIPTION/],
    ['no states', { StartAt: 'A', States: {} }, /\/States: .*required/],
    ['a start that is not there', { StartAt: 'A', States: { B: pass } }, /^MISSING_TRANSITION_TARGET \/StartAt: .*A/],
    [
      'a target that is not there',
      one({ Type: 'Pass', Next: 'X' }),
      /^MISSING_TRANSITION_TARGET \/States\/It\/Next: .*X/,
    ],
    ['a state nobody reaches', { StartAt: 'A', States: { A: pass, B: pass } }, /State "B" is not reachable/],
    ['no way on', one({ Type: 'Pass' }), /"Next" or "End"/],
    ['an unknown type', one({ Type: 'Sleep', End: true }), /\/States\/It\/Type/],
    ['an unknown field', one({ ...pass, Foo: 1 }), /\/States\/It\/Foo: .*not supported by Pass/],
    ['a task without a resource', one({ Type: 'Task', End: true }), /\/States\/It\/Resource/],
    ['a resource of nobody', one({ ...task, Resource: 'f' }), /none that a task can call/],
    [
      'a heartbeat longer than the timeout',
      one({ ...task, TimeoutSeconds: 5, HeartbeatSeconds: 5 }),
      /HeartbeatSeconds must be smaller/,
    ],
    ['States.ALL with others', one({ ...task, Retry: [{ ErrorEquals: ['States.ALL', 'X'] }] }), /alone, and last/],
    [
      'States.ALL before others',
      one({ ...task, Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['X'] }] }),
      /alone, and last/,
    ],
    ['a wait of two times', one({ Type: 'Wait', Seconds: 1, Timestamp: 'x', End: true }), /exactly one of Seconds/],
    ['a choice without rules', one({ Type: 'Choice', Choices: [] }), /at least one choice rule/],
    [
      'a rule without comparison',
      one({ Type: 'Choice', Choices: [{ Variable: '$.a', Next: 'It' }] }),
      /exactly one comparison/,
    ],
    ['a path that is none', one({ ...pass, InputPath: 'a.b' }), /not a valid JSONPath/],
    ['a result path with a wildcard', one({ ...pass, ResultPath: '$.a[*]' }), /not a Reference Path/],
    [
      'an intrinsic function that is none',
      one({ ...pass, Parameters: { 'x.$': 'States.Nope(1)' } }),
      /Parameters\/x\.\$: /,
    ],
    ['JSONata in a JSONPath state', one({ ...pass, Output: 1 }), /only there in states whose QueryLanguage is JSONata/],
    [
      'JSONPath in a JSONata state',
      one({ ...pass, InputPath: '$' }, JSONATA),
      /only there in states whose QueryLanguage is JSONPath/,
    ],
    ['JSONPath in a JSONata machine', one({ ...pass, QueryLanguage: 'JSONPath' }, JSONATA), /cannot use JSONPath/],
    [
      'JSONata that cannot be read',
      one({ ...pass, Output: '{% $a( %}' }, JSONATA),
      /\/States\/It\/Output: .*JSONata expression is not valid/,
    ],
    [
      'a distributed Map',
      one({
        Type: 'Map',
        ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED' }, StartAt: 'A', States: { A: pass } },
        End: true,
      }),
      /distributed Map is not implemented/,
    ],
    [
      'a name twice',
      one({ Type: 'Parallel', Branches: [{ StartAt: 'It', States: { It: pass } }], End: true }),
      /name is taken/,
    ],
  ])('with %s is refused, with the place', (_, definition, message) => {
    expect(problemsOf(definition).join('\n')).toMatch(message);
  });

  it('says everything that is wrong at once', () => {
    const both = { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'X', Foo: 1 }, B: pass } };
    expect(problemsOf(both).length).toBe(3);
  });
});
