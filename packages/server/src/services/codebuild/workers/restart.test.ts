import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startYard, type Yard } from '../../../testing/start-yard.ts';
import { batchLab, statuses } from '../testing/batch-lab.ts';
import { type BuildLab, buildLab, spec } from '../testing/build-lab.ts';

let yard: Yard;
let lab: BuildLab;
beforeEach(async () => {
  yard = await startYard();
  lab = buildLab(yard);
});
afterEach(() => yard.stop());

describe('a server that goes away in the middle of a build', () => {
  it('finds it again: the program ran once, and every line of its log is there once', async () => {
    const file = join(yard.dataFolder, 'runs');
    const lines = 60;
    const chatty = `i=0; while [ $i -lt ${lines} ]; do i=$((i+1)); echo "line $i"; sleep 0.05; done`;
    const id = await lab.start(await lab.project(spec({ build: [`echo run >> ${file}`, chatty] })));
    for (let round = 0; round < 4; round += 1) {
      await new Promise((resolve) => setTimeout(resolve, 400));
      await yard.restart();
    }
    const { build, log } = await lab.finish(id);
    expect(build.buildStatus).toBe('SUCCEEDED');
    const printed = log.split('\n').filter((line) => line.startsWith('line '));
    expect(printed).toEqual(Array.from({ length: lines }, (_, index) => `line ${index + 1}`));
    expect(await readFile(file, 'utf8')).toBe('run\n');
  });

  it('goes on with a batch: every build of it runs once, in its order', async () => {
    const file = join(yard.dataFolder, 'batch-runs');
    const graph =
      'batch: {build-graph: [{identifier: a}, {identifier: b, depend-on: [a]}, {identifier: c, depend-on: [b]}]}';
    const batches = batchLab(yard);
    const run = [`echo $CODEBUILD_BATCH_BUILD_IDENTIFIER >> ${file}`, 'sleep 0.3'];
    const id = await batches.startBatch(await batches.batchProject(spec({ build: run }, graph)));
    for (let round = 0; round < 6; round += 1) {
      await yard.restart();
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    const batch = await batches.finishBatch(id);
    expect(statuses(batch)).toEqual({ DOWNLOAD_SOURCE: 'SUCCEEDED', a: 'SUCCEEDED', b: 'SUCCEEDED', c: 'SUCCEEDED' });
    expect(await readFile(file, 'utf8')).toBe('a\nb\nc\n');
  });

  it('takes up the queue where it was', async () => {
    const project = await lab.project(spec({ build: ['sleep 0.2'] }));
    const ids = await Promise.all(Array.from({ length: 12 }, () => lab.start(project)));
    await yard.restart();
    const builds = await Promise.all(ids.map((id) => lab.finish(id)));
    expect(builds.every(({ build }) => build.buildStatus === 'SUCCEEDED')).toBe(true);
  });

  it('still hides what it knew to be secret', async () => {
    const aws = yard.context.aws;
    await aws.ssm.putParameter({ Name: '/secret', Value: 'swordfish', Type: 'SecureString' });
    const buildspec = spec({ build: ['sleep 1; echo "it is $WORD"'] }, 'env:\n  parameter-store: {WORD: /secret}');
    const id = await lab.start(await lab.project(buildspec));
    await lab.until(id, ({ currentPhase }) => currentPhase === 'BUILD');
    await yard.restart();
    const { log } = await lab.finish(id);
    expect(log).toContain('\nit is ***\n');
    expect(log).not.toContain('swordfish');
  });
});
