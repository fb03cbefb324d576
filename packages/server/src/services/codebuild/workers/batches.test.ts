import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CodeBuildClient,
  RetryBuildBatchCommand,
  RetryBuildCommand,
  StopBuildBatchCommand,
  StopBuildCommand,
} from '@aws-sdk/client-codebuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startYard, type Yard } from '../../../testing/start-yard.ts';
import { type BatchLab, batchLab, batchPhases, memberId, statuses } from '../testing/batch-lab.ts';
import { contextOf, spec } from '../testing/build-lab.ts';
import { type ShiftedClock, shiftedClock } from '../testing/shifted-clock.ts';

let yard: Yard;
let lab: BatchLab;
let clock: ShiftedClock;
let codebuild: CodeBuildClient;
beforeAll(async () => {
  clock = shiftedClock();
  yard = await startYard({ clock });
  lab = batchLab(yard);
  codebuild = yard.client(CodeBuildClient);
});
afterAll(() => yard.stop());

const file = (name: string) => join(yard.dataFolder, name);
const PASSED = [
  'SUBMITTED SUCCEEDED',
  'DOWNLOAD_BATCHSPEC SUCCEEDED',
  'IN_PROGRESS SUCCEEDED',
  'COMBINE_ARTIFACTS SUCCEEDED',
  'SUCCEEDED',
];
const FAILED = ['SUBMITTED SUCCEEDED', 'DOWNLOAD_BATCHSPEC SUCCEEDED', 'IN_PROGRESS CLIENT_ERROR', 'FAILED'];

/** Waits until a file is there; the build is stopped with its batch should it never come. */
const waitFor = (path: string) => `while [ ! -e ${path} ]; do sleep 0.05; done`;

describe('a list', () => {
  it('is builds that know what they are, each with its own environment', async () => {
    const say = 'echo "I am $CODEBUILD_BATCH_BUILD_IDENTIFIER: $PROJECT $TASK $START $SPEC"';
    const batchSpec = `batch:
  build-list:
    - identifier: one
    - identifier: two
      env: {image: other, compute-type: BUILD_GENERAL1_LARGE, privileged-mode: true, variables: {TASK: t2, START: t2, SPEC: t2, PROJECT: t2}}
env: {variables: {SPEC: s, TASK: s}}`;
    const environment = {
      type: 'LINUX_CONTAINER',
      image: 'x',
      computeType: 'BUILD_GENERAL1_SMALL',
      environmentVariables: [
        { name: 'PROJECT', value: 'p' },
        { name: 'START', value: 'p' },
      ],
    } as const;
    const change = { environment: { ...environment, environmentVariables: [...environment.environmentVariables] } };
    const project = await lab.batchProject(spec({ build: [say] }, batchSpec), {}, change);
    const environmentVariablesOverride = [{ name: 'START', value: 'o' }];
    const batch = await lab.finishBatch(await lab.startBatch(project, { environmentVariablesOverride }));
    expect(batchPhases(batch)).toEqual(PASSED);
    expect(batch).toMatchObject({ buildBatchStatus: 'SUCCEEDED', currentPhase: 'SUCCEEDED', complete: true });
    expect(batch.endTime).toEqual(batch.phases?.at(-1)?.startTime);
    const [one, two] = [await lab.finish(memberId(batch, 'one')), await lab.finish(memberId(batch, 'two'))];
    expect(one.log).toContain('\nI am one: p s o s\n');
    expect(two.log).toContain('\nI am two: t2 t2 o t2\n');
    expect(one.build).toMatchObject({ buildBatchArn: batch.arn, environment: { image: 'x' } });
    expect(two.build.environment).toMatchObject({
      image: 'other',
      computeType: 'BUILD_GENERAL1_LARGE',
      privilegedMode: true,
    });
    expect(new Set([one.build.buildNumber, two.build.buildNumber])).toEqual(new Set([2, 3]));
  });

  it('begins with a build that reads the source and runs nothing of it', async () => {
    const ran = file('list-ran');
    const batch = await lab.runBatch(
      spec({ build: [`echo $CODEBUILD_BATCH_BUILD_IDENTIFIER >> ${ran}`] }, 'batch: {build-list: [{identifier: a}]}'),
    );
    const { phases, build } = await lab.finish(memberId(batch, 'DOWNLOAD_SOURCE'));
    expect(phases).toEqual([
      'SUBMITTED SUCCEEDED',
      'QUEUED SUCCEEDED',
      'PROVISIONING SUCCEEDED',
      'DOWNLOAD_SOURCE SUCCEEDED',
      'FINALIZING SUCCEEDED',
      'COMPLETED',
    ]);
    expect(build.buildStatus).toBe('SUCCEEDED');
    expect(await readFile(ran, 'utf8')).toBe('a\n');
    expect(batch.buildGroups).toMatchObject([
      {
        identifier: 'DOWNLOAD_SOURCE',
        ignoreFailure: false,
        currentBuildSummary: {
          arn: build.arn,
          buildStatus: 'SUCCEEDED',
          primaryArtifact: { type: 'no_artifacts', identifier: 'DOWNLOAD_SOURCE' },
          secondaryArtifacts: [],
        },
      },
      {
        identifier: 'a',
        dependsOn: [],
        currentBuildSummary: { primaryArtifact: { type: 'no_artifacts', identifier: 'a' } },
      },
    ]);
  });

  it('fails when one of its builds does, after all have run', async () => {
    const batch = await lab.runBatch(
      spec(
        { build: ['[ $CODEBUILD_BATCH_BUILD_IDENTIFIER = a ] && exit 3; true'] },
        'batch: {build-list: [{identifier: a}, {identifier: b}]}',
      ),
    );
    expect(batchPhases(batch)).toEqual(FAILED);
    expect(statuses(batch)).toEqual({ DOWNLOAD_SOURCE: 'SUCCEEDED', a: 'FAILED', b: 'SUCCEEDED' });
  });

  it('does not fail for a build whose failure is ignored', async () => {
    const list = 'batch: {build-list: [{identifier: a, ignore-failure: true}, {identifier: b}]}';
    const batch = await lab.runBatch(spec({ build: ['[ $CODEBUILD_BATCH_BUILD_IDENTIFIER = b ]'] }, list));
    expect(batch.buildBatchStatus).toBe('SUCCEEDED');
    expect(statuses(batch)).toMatchObject({ a: 'FAILED', b: 'SUCCEEDED' });
  });
});

describe('a graph', () => {
  const graph =
    'batch: {build-graph: [{identifier: last, depend-on: [left, right]}, {identifier: left, depend-on: [first]}, {identifier: right, depend-on: [first]}, {identifier: first}]}';

  it('runs a build once all that it depends on have succeeded', async () => {
    const order = file('graph-order');
    const batch = await lab.runBatch(spec({ build: [`echo $CODEBUILD_BATCH_BUILD_IDENTIFIER >> ${order}`] }, graph));
    expect(batch.buildBatchStatus).toBe('SUCCEEDED');
    const ran = (await readFile(order, 'utf8')).trim().split('\n');
    expect([ran[0], ran.slice(1, 3).sort(), ran[3]]).toEqual(['first', ['left', 'right'], 'last']);
    expect(batch.buildGroups?.find(({ identifier }) => identifier === 'last')?.dependsOn).toEqual(['left', 'right']);
  });

  it('shows builds that wait, with the ids they will have', async () => {
    const go = file('graph-go');
    const project = await lab.batchProject(spec({ build: [waitFor(go)] }, graph));
    const id = await lab.startBatch(project);
    const batch = await lab.untilBatch(id, ({ currentPhase }) => currentPhase === 'IN_PROGRESS');
    expect(statuses(batch)).toMatchObject({ first: 'IN_PROGRESS', left: 'PENDING', last: 'PENDING' });
    const waiting = memberId(batch, 'last');
    await writeFile(go, '');
    expect(memberId(await lab.finishBatch(id), 'last')).toBe(waiting);
    expect((await lab.get(waiting)).buildStatus).toBe('SUCCEEDED');
  });

  it('never starts what waits for a failed build', async () => {
    const order = file('graph-failed');
    const run = `echo $CODEBUILD_BATCH_BUILD_IDENTIFIER >> ${order}; [ $CODEBUILD_BATCH_BUILD_IDENTIFIER != left ]`;
    const batch = await lab.runBatch(spec({ build: [run] }, graph));
    expect(statuses(batch)).toMatchObject({ first: 'SUCCEEDED', left: 'FAILED', right: 'SUCCEEDED', last: 'STOPPED' });
    expect(batchPhases(batch)).toEqual(FAILED);
    expect(await readFile(order, 'utf8')).not.toContain('last');
    await expect(lab.get(memberId(batch, 'last'))).rejects.toThrow('there is no build');
  });
});

describe('a matrix', () => {
  it('is one build for every combination', async () => {
    const out = file('matrix-out');
    const matrix = `batch:
  build-matrix:
    static: {env: {variables: {S: s}}}
    dynamic: {env: {image: [i1, i2], variables: {V: [a, b, c]}}}`;
    const batch = await lab.runBatch(spec({ build: [`echo $S $CODEBUILD_BUILD_IMAGE $V >> ${out}`] }, matrix));
    expect(batch.buildBatchStatus).toBe('SUCCEEDED');
    expect((await readFile(out, 'utf8')).trim().split('\n').sort()).toEqual(
      ['i1', 'i2'].flatMap((image) => ['a', 'b', 'c'].map((value) => `s ${image} ${value}`)),
    );
  });
});

describe('a fanout', () => {
  it('is as many builds as it says', async () => {
    const batch = await lab.runBatch(spec({ build: ['true'] }, 'batch: {build-fanout: {parallelism: 4}}'));
    expect(Object.values(statuses(batch))).toEqual(Array.from({ length: 5 }, () => 'SUCCEEDED'));
  });

  it('shares test files out with codebuild-tests-run, each to one build', async () => {
    const out = file('shards');
    const run = [
      'mkdir t && for n in 1 2 3 4 5; do : > t/$n.test.js; done',
      `codebuild-tests-run --files-search "codebuild-glob-search 't/*.test.js'" --test-command 'cd t && echo >> ${out}'`,
    ];
    const batch = await lab.runBatch(spec({ build: run }, 'batch: {build-fanout: {parallelism: 2}}'));
    expect(batch.buildBatchStatus).toBe('SUCCEEDED');
    const lines = (await readFile(out, 'utf8')).trim().split('\n').sort();
    expect(lines).toEqual(['t/1.test.js t/2.test.js t/3.test.js', 't/4.test.js t/5.test.js']);
  });
});

describe('fast-fail', () => {
  it('stops the builds that run, and starts none of those that wait', async () => {
    const [begun, never] = [file('fast-begun'), file('fast-never')];
    const list =
      'batch: {fast-fail: true, build-graph: [{identifier: bad}, {identifier: long}, {identifier: later, depend-on: [long]}]}';
    const commands = [
      `if [ $CODEBUILD_BATCH_BUILD_IDENTIFIER = long ]; then touch ${begun}; ${waitFor(never)}; fi`,
      `if [ $CODEBUILD_BATCH_BUILD_IDENTIFIER = bad ]; then ${waitFor(begun)}; exit 1; fi`,
    ];
    const batch = await lab.runBatch(spec({ build: commands }, list));
    expect(statuses(batch)).toMatchObject({ bad: 'FAILED', long: 'STOPPED', later: 'STOPPED' });
    expect(batch.buildBatchStatus).toBe('FAILED');
    expect((await lab.finish(memberId(batch, 'long'))).phases).toContain('BUILD STOPPED');
  });
});

describe('a batch that is not allowed', () => {
  const list = (env: string) =>
    spec({ build: ['true'] }, `batch: {build-list: [{identifier: a}, {identifier: b, env: ${env}}]}`);

  it.each([
    [
      'too many builds',
      list('{}'),
      { restrictions: { maximumBuildsAllowed: 1 } },
      'The batch has 2 builds, at most 1 are allowed.',
    ],
    [
      'another compute type',
      list('{compute-type: BUILD_GENERAL1_LARGE}'),
      { restrictions: { computeTypesAllowed: ['BUILD_GENERAL1_SMALL'] } },
      'Build Identifier b uses the compute type BUILD_GENERAL1_LARGE, which is not allowed.',
    ],
    [
      'another fleet',
      list('{fleet: theirs}'),
      { restrictions: { fleetsAllowed: ['arn:aws:codebuild:us-east-1:123456789012:fleet/ours:1'] } },
      'Build Identifier b uses the fleet theirs, which is not allowed.',
    ],
    ['no such compute type', list('{compute-type: HUGE}'), {}, 'Build Identifier b has the unknown compute type HUGE.'],
  ])('because of %s fails before any build of it', async (_, buildspec, config, message) => {
    const batch = await lab.runBatch(buildspec, config);
    expect(batchPhases(batch)).toEqual(['SUBMITTED SUCCEEDED', 'DOWNLOAD_BATCHSPEC FAILED', 'FAILED']);
    expect(statuses(batch)).toEqual({ DOWNLOAD_SOURCE: 'FAILED' });
    expect(batch.phases?.[1]?.contexts).toEqual([
      { statusCode: 'BATCH_SPEC_VALIDATION_ERROR', message: `BatchSpec has invalid values.. ${message}` },
    ]);
  });

  it('because of its identifiers fails in AWS’s words, and its log shows where', async () => {
    const batch = await lab.runBatch(
      spec({ build: ['true'] }, 'batch:\n  build-list:\n    - identifier: multi-env-app'),
    );
    const { build, log } = await lab.finish(memberId(batch, 'DOWNLOAD_SOURCE'));
    expect(contextOf(build, 'DOWNLOAD_SOURCE')).toBe(
      'BATCH_SPEC_VALIDATION_ERROR: BatchSpec has invalid values.. Build Identifiers multi-env-app must contain only alphanumeric characters and underscores and be less than 128 characters in length.',
    );
    expect(log).toMatch(/buildspec\.yml:8:19: /);
    expect(log).toContain('    - identifier: multi-env-app\n');
  });

  it('because its buildspec has no batch says so; such a buildspec is good for a build', async () => {
    const batch = await lab.runBatch(spec({ build: ['true'] }));
    expect(batch.phases?.[1]?.contexts?.[0]?.message).toMatch(/no batch section/);
    const { build } = await lab.run(spec({ build: ['true'] }, 'batch: {build-list: [{identifier: a-b}]}'));
    expect(build.buildStatus).toBe('SUCCEEDED');
  });
});

describe('a batch that is stopped', () => {
  it('is over at once, its builds follow, and what waits is never started', async () => {
    const [begun, never] = [file('stop-begun'), file('stop-never')];
    const graph = 'batch: {build-graph: [{identifier: a}, {identifier: b, depend-on: [a]}]}';
    const id = await lab.startBatch(
      await lab.batchProject(spec({ build: [`touch ${begun}; ${waitFor(never)}`] }, graph)),
    );
    await lab.untilBatch(id, () => existsSync(begun));
    const { buildBatch = {} } = await codebuild.send(new StopBuildBatchCommand({ id }));
    expect(batchPhases(buildBatch).slice(2)).toEqual(['IN_PROGRESS STOPPED', 'STOPPED']);
    expect(buildBatch.complete).toBe(true);
    const batch = await lab.finishBatch(id);
    expect(statuses(batch)).toMatchObject({ a: 'STOPPED', b: 'STOPPED' });
    expect((await lab.finish(memberId(batch, 'a'))).build.buildStatus).toBe('STOPPED');
    expect(batch.endTime).toEqual(buildBatch.endTime);
  });

  it('one build at a time fails when its build is stopped', async () => {
    const [begun, never] = [file('one-begun'), file('one-never')];
    const commands = [`touch ${begun}; ${waitFor(never)}`];
    const id = await lab.startBatch(
      await lab.batchProject(spec({ build: commands }, 'batch: {build-list: [{identifier: a}]}')),
    );
    const running = await lab.untilBatch(id, () => existsSync(begun));
    await codebuild.send(new StopBuildCommand({ id: memberId(running, 'a') }));
    expect((await lab.finishBatch(id)).buildBatchStatus).toBe('FAILED');
  });

  it('ends when its time is up, and its builds with it', async () => {
    const [begun, never] = [file('late-begun'), file('late-never')];
    const commands = [`touch ${begun}; ${waitFor(never)}`];
    const list = 'batch: {build-list: [{identifier: a}]}';
    const id = await lab.startBatch(await lab.batchProject(spec({ build: commands }, list), { timeoutInMins: 3 }));
    await lab.untilBatch(id, () => existsSync(begun));
    clock.putForward(4 * 60_000);
    const batch = await lab.finishBatch(id);
    expect(batch.buildBatchStatus).toBe('TIMED_OUT');
    expect(batchPhases(batch).slice(2)).toEqual(['IN_PROGRESS TIMED_OUT', 'FAILED']);
    expect(statuses(batch).a).toBe('STOPPED');
  });
});

describe('a batch that is retried', () => {
  /** `b` fails until there is a file, `c` waits for it. */
  async function failing(name: string) {
    const [runs, good] = [file(`${name}-runs`), file(`${name}-good`)];
    const graph = 'batch: {build-graph: [{identifier: a}, {identifier: b}, {identifier: c, depend-on: [b]}]}';
    const run = `echo $CODEBUILD_BATCH_BUILD_IDENTIFIER >> ${runs}; [ $CODEBUILD_BATCH_BUILD_IDENTIFIER != b ] || [ -e ${good} ]`;
    const batch = await lab.runBatch(spec({ build: [run] }, graph));
    expect(batch.buildBatchStatus).toBe('FAILED');
    await writeFile(good, '');
    const ran = async () => (await readFile(runs, 'utf8')).trim().split('\n').sort();
    expect(await ran()).toEqual(['a', 'b']);
    return { batch, id: batch.id ?? '', ran };
  }

  it('by its failed builds runs those and what waited for them', async () => {
    const { batch, id, ran } = await failing('failed');
    const request = { id, retryType: 'RETRY_FAILED_BUILDS', idempotencyToken: 'retry-once' } as const;
    const { buildBatch = {} } = await codebuild.send(new RetryBuildBatchCommand(request));
    expect(buildBatch).toMatchObject({ id, buildBatchStatus: 'IN_PROGRESS', complete: false, buildBatchNumber: 1 });
    expect(batchPhases(buildBatch).slice(0, 5)).toEqual([...FAILED.slice(0, 3), 'FAILED RETRY', 'SUBMITTED']);
    expect((await codebuild.send(new RetryBuildBatchCommand(request))).buildBatch?.id).toBe(id);
    const done = await lab.finishBatch(id);
    expect(done.buildBatchStatus).toBe('SUCCEEDED');
    expect(await ran()).toEqual(['a', 'b', 'b', 'c']);
    const group = done.buildGroups?.find(({ identifier }) => identifier === 'b');
    expect(group?.priorBuildSummaryList).toMatchObject([{ buildStatus: 'FAILED' }]);
    expect(memberId(done, 'a')).toBe(memberId(batch, 'a'));
    expect(memberId(done, 'b')).not.toBe(memberId(batch, 'b'));
  });

  it('as a whole runs everything again', async () => {
    const { batch, id, ran } = await failing('all');
    await codebuild.send(new RetryBuildBatchCommand({ id, retryType: 'RETRY_ALL_BUILDS' }));
    const done = await lab.finishBatch(id);
    expect(done.buildBatchStatus).toBe('SUCCEEDED');
    expect(await ran()).toEqual(['a', 'a', 'b', 'b', 'c']);
    expect(batchPhases(done).slice(4)).toEqual(PASSED);
    expect(memberId(done, 'DOWNLOAD_SOURCE')).not.toBe(memberId(batch, 'DOWNLOAD_SOURCE'));
  });

  it('leaves a build of it to be retried by itself, as an ordinary build', async () => {
    const out = file('by-itself');
    const list = 'batch: {build-list: [{identifier: a, env: {variables: {WORD: w}}}]}';
    const batch = await lab.runBatch(spec({ build: [`echo "$WORD" >> ${out}`] }, list));
    const { build } = await codebuild.send(new RetryBuildCommand({ id: memberId(batch, 'a') }));
    const again = await lab.finish(build?.id ?? '');
    expect(again.build).not.toHaveProperty('buildBatchArn');
    expect(await readFile(out, 'utf8')).toBe('w\nw\n');
  });
});

describe('a project with a limit', () => {
  it('has the builds of a batch wait for each other instead of failing', async () => {
    const busy = file('limit-busy');
    const run = `mkdir ${busy} && sleep 0.2 && rmdir ${busy}`;
    const project = await lab.batchProject(
      spec({ build: [run] }, 'batch: {build-fanout: {parallelism: 2}}'),
      {},
      { concurrentBuildLimit: 1 },
    );
    expect((await lab.finishBatch(await lab.startBatch(project))).buildBatchStatus).toBe('SUCCEEDED');
  });
});
