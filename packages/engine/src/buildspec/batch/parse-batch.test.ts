import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { BuildspecProblem } from '../buildspec.ts';
import { accepted } from '../testing/parsed.ts';
import type { BatchSpec } from './batch-spec.ts';

const parse = (batch: string) => accepted(`version: 0.2\nbatch:\n${batch}\n`);

function spec(batch: string): BatchSpec {
  const parsed = parse(batch).batch;
  if (!parsed?.ok) throw new Error(JSON.stringify(parsed));
  return parsed.spec;
}

function problems(batch: string): readonly BuildspecProblem[] {
  const parsed = parse(batch).batch;
  return parsed && !parsed.ok ? parsed.problems : [];
}

describe('a list', () => {
  it('has tasks, each with what it overrides', () => {
    const text = `
  fast-fail: true
  build-list:
    - identifier: linux_small
      env:
        type: LINUX_CONTAINER
        image: aws/codebuild/standard:7.0
        compute-type: BUILD_GENERAL1_SMALL
        privileged-mode: true
        variables: {LEVEL: 010}
      ignore-failure: true
      debug-session: yes
    - identifier: other
      buildspec: other.yml
      env: {fleet: builders}`;
    expect(spec(text)).toEqual({
      fastFail: true,
      tasks: [
        {
          identifier: 'linux_small',
          dependsOn: [],
          ignoreFailure: true,
          debugSession: true,
          env: {
            type: 'LINUX_CONTAINER',
            image: 'aws/codebuild/standard:7.0',
            computeType: 'BUILD_GENERAL1_SMALL',
            privilegedMode: true,
            variables: { LEVEL: '010' },
          },
        },
        {
          identifier: 'other',
          dependsOn: [],
          ignoreFailure: false,
          debugSession: false,
          buildspec: 'other.yml',
          env: { fleet: 'builders', variables: {} },
        },
      ],
    });
  });

  it('has no dependencies: such a key is ignored with a warning', () => {
    const { warnings } = parse('  build-list: [{identifier: a, depend-on: [b]}]');
    expect(warnings.map(({ message }) => message)).toContain(
      'The key depend-on of batch.build-list[0] is unknown and ignored',
    );
  });
});

describe('a graph', () => {
  it('names what each task depends on, once', () => {
    const text = '  build-graph: [{identifier: a}, {identifier: b, depend-on: [a, a]}, {identifier: c, depend-on: a}]';
    expect(spec(text).tasks.map(({ dependsOn }) => dependsOn)).toEqual([[], ['a'], ['a']]);
  });
});

describe('a matrix', () => {
  it('is the full product, the last dimension fastest, on what is static', () => {
    const { tasks } = spec(`
  build-matrix:
    static: {ignore-failure: true, env: {type: LINUX_CONTAINER, image: fixed, privileged-mode: true, variables: {S: s}}}
    dynamic:
      buildspec: [one.yml, two.yml]
      env:
        compute-type: [BUILD_GENERAL1_SMALL]
        variables: {V: [v1, v2], W: w}`);
    expect(tasks.map(({ buildspec, env }) => [buildspec, env.variables.V, env.variables.W])).toEqual([
      ['one.yml', 'v1', 'w'],
      ['one.yml', 'v2', 'w'],
      ['two.yml', 'v1', 'w'],
      ['two.yml', 'v2', 'w'],
    ]);
    expect(tasks[3]).toEqual({
      identifier: 'build3',
      dependsOn: [],
      ignoreFailure: true,
      debugSession: false,
      buildspec: 'two.yml',
      env: {
        type: 'LINUX_CONTAINER',
        image: 'fixed',
        privilegedMode: true,
        computeType: 'BUILD_GENERAL1_SMALL',
        variables: { S: 's', V: 'v2', W: 'w' },
      },
    });
  });

  it('of two images and three values is six builds', () => {
    const { tasks } = spec('  build-matrix: {dynamic: {env: {image: [a, b], variables: {V: [1, 2, 3]}}}}');
    expect(tasks.map(({ env }) => `${env.image}${env.variables.V}`)).toEqual(['a1', 'a2', 'a3', 'b1', 'b2', 'b3']);
  });

  it('is as large as the product of its dimensions, and no two builds are alike', () => {
    const dimension = fc.integer({ min: 1, max: 4 });
    fc.assert(
      fc.property(fc.array(dimension, { minLength: 1, maxLength: 4 }), (sizes) => {
        const variables = sizes.map((size, index) => `V${index}: [${Array.from({ length: size }, (_, n) => n)}]`);
        const { tasks } = spec(`  build-matrix: {dynamic: {env: {variables: {${variables.join(', ')}}}}}`);
        expect(tasks.length).toBe(sizes.reduce((product, size) => product * size, 1));
        expect(new Set(tasks.map(({ env }) => JSON.stringify(env))).size).toBe(tasks.length);
        expect(new Set(tasks.map(({ identifier }) => identifier)).size).toBe(tasks.length);
      }),
      { numRuns: 30 },
    );
  });
});

describe('a fanout', () => {
  it('is so many builds that are all alike', () => {
    const { tasks } = spec('  build-fanout: {parallelism: 3, ignore-failure: true}');
    expect(tasks.map(({ identifier }) => identifier)).toEqual(['build0', 'build1', 'build2']);
    expect(tasks.every(({ ignoreFailure }) => ignoreFailure)).toBe(true);
    expect(tasks.map(({ shard }) => shard)).toEqual([0, 1, 2].map((index) => ({ index, count: 3 })));
  });
});

describe('a wrong batch', () => {
  test.each<[behaviour: string, text: string, problem: Partial<BuildspecProblem>]>([
    [
      'of two kinds',
      '  build-list: [{identifier: a}]\n  build-graph: []',
      { message: 'Invalid buildspec batch: only one of build-list,build-graph is allowed', line: 2, column: 1 },
    ],
    [
      'of no kind',
      '  fast-fail: true',
      { message: expect.stringContaining('one of build-list,build-graph,') as never, line: 2 },
    ],
    [
      'with an empty list',
      '  build-list: []',
      { message: 'Invalid buildspec batch.build-list: a list of tasks is required', line: 3, column: 3 },
    ],
    [
      'with a task without identifier',
      '  build-list:\n    - env: {image: x}',
      { message: 'Invalid buildspec batch.build-list[0]: identifier is required', line: 4, column: 7 },
    ],
    [
      'with malformed identifiers',
      '  build-list:\n    - identifier: good\n    - identifier: customized-env\n    - identifier: multi env',
      {
        message:
          'Build Identifiers customized-env,multi env must contain only alphanumeric characters and underscores and be less than 128 characters in length.',
        line: 5,
        column: 19,
      },
    ],
    [
      'with an identifier of 128 letters',
      `  build-list: [{identifier: ${'x'.repeat(128)}}]`,
      { message: expect.stringMatching(/^Build Identifiers x+ must/) as never },
    ],
    [
      'with an identifier twice',
      '  build-list:\n    - identifier: a\n    - identifier: a',
      { message: 'Build Identifier a is not unique.', line: 5, column: 19 },
    ],
    [
      'that takes AWS’s own identifier',
      '  build-list: [{identifier: DOWNLOAD_SOURCE}]',
      { message: 'Build Identifier DOWNLOAD_SOURCE is not unique.' },
    ],
    [
      'that depends on nothing known',
      '  build-graph:\n    - identifier: a\n      depend-on: [b, c]',
      { message: 'Build Identifier a depends on b,c, which the batch does not define.', line: 5, column: 18 },
    ],
    [
      'that goes in a circle',
      '  build-graph: [{identifier: a}, {identifier: b, depend-on: [a, d]}, {identifier: c, depend-on: [b]}, {identifier: d, depend-on: [c]}]',
      { message: 'Build Identifiers b,d,c depend on each other.' },
    ],
    [
      'whose task depends on itself',
      '  build-graph: [{identifier: a, depend-on: [a]}]',
      { message: 'Build Identifiers a depend on each other.' },
    ],
    [
      'with a compute type and a fleet',
      '  build-list:\n    - identifier: a\n      env: {compute-type: X, fleet: y}',
      {
        message: 'Invalid buildspec batch: compute-type and fleet cannot both be provided for one identifier',
        line: 5,
        column: 30,
      },
    ],
    [
      'of no builds at all',
      '  build-fanout: {parallelism: 0}',
      { message: expect.stringContaining('parallelism must be a number from 1') as never, line: 3, column: 31 },
    ],
    [
      'whose fanout is a word',
      '  build-fanout: {parallelism: many}',
      { message: expect.stringContaining('parallelism must be') as never },
    ],
    [
      'with a variable of no values',
      '  build-matrix: {dynamic: {env: {variables: {V: []}}}}',
      { message: 'Invalid buildspec batch: the variable V has no values' },
    ],
    [
      'that multiplies beyond all measure',
      `  build-matrix: {dynamic: {env: {variables: {${['A', 'B', 'C', 'D'].map((name) => `${name}: [1,2,3,4,5,6]`).join(', ')}}}}}`,
      { message: 'Invalid buildspec batch: the matrix has 1296 builds, at most 1000 are possible' },
    ],
    [
      'with a flag that is none',
      '  fast-fail: maybe\n  build-fanout: {parallelism: 1}',
      { message: 'Invalid value for batch.fast-fail: maybe. Expecting: yes,no' },
    ],
  ])('%s is refused', (_, text, problem) => {
    expect(problems(text)).toContainEqual(expect.objectContaining(problem));
  });

  it('does not keep the rest of the buildspec from being read', () => {
    expect(parse('  build-list: 7\nphases: {build: {commands: [x]}}').phases).toHaveLength(1);
  });
});
