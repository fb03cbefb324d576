import { readFile } from 'node:fs/promises';
import { CodeBuild, type CreateProjectCommandInput } from '@aws-sdk/client-codebuild';
import { afterEach, describe, expect, it } from 'vitest';
import type { Config } from '../../../config.ts';
import { startYard, type Yard } from '../../../testing/start-yard.ts';
import { type BuildLab, buildLab, spec } from '../testing/build-lab.ts';

const SMALL = 'LINUX_CONTAINER/BUILD_GENERAL1_SMALL';

let yard: Yard;
let lab: BuildLab;
let codebuild: CodeBuild;
afterEach(() => yard.stop());

async function open(config: Partial<Config>): Promise<void> {
  yard = await startYard({ config });
  lab = buildLab(yard);
  codebuild = yard.client(CodeBuild);
}

const sized = (computeType: string): Partial<CreateProjectCommandInput> => ({
  environment: { type: 'LINUX_CONTAINER', image: 'x', computeType: computeType as 'BUILD_GENERAL1_SMALL' },
});
/** A build that goes on until it is stopped. */
const ENDLESS = spec({ build: ['sleep 600'] });
const QUICK = spec({ build: ['true'] });

async function runsNow(id: string) {
  return await lab.until(id, ({ currentPhase }) => currentPhase === 'BUILD');
}

describe('a limit on one kind of build', () => {
  it('lets as many run, the others wait their turn, and builds of another kind pass them by', async () => {
    await open({ buildLimits: { [SMALL]: 2 } });
    const [endless, quick] = [await lab.project(ENDLESS), await lab.project(QUICK, sized('BUILD_GENERAL1_LARGE'))];
    const ids = [await lab.start(endless), await lab.start(endless), await lab.start(endless)];
    await Promise.all(ids.slice(0, 2).map(runsNow));
    const other = await lab.finish(await lab.start(quick));
    expect(other.build.buildStatus).toBe('SUCCEEDED');
    expect((await lab.get(ids[2] ?? '')).currentPhase).toBe('QUEUED');
    await codebuild.stopBuild({ id: ids[0] ?? '' });
    await runsNow(ids[2] ?? '');
    await Promise.all(ids.map((id) => codebuild.stopBuild({ id })));
    await Promise.all(ids.map((id) => lab.finish(id)));
  });

  it('lets five times as many wait, and refuses the next with AWS’s text', async () => {
    await open({ buildLimits: { [SMALL]: 1 }, concurrentBuilds: 0 });
    const project = await lab.project(QUICK);
    for (let count = 0; count < 5; count += 1) await lab.start(project);
    await expect(lab.start(project)).rejects.toMatchObject({
      name: 'AccountLimitExceededException',
      message: 'Cannot have more than 5 builds in queue for the account',
    });
    await lab.start(await lab.project(QUICK, sized('BUILD_GENERAL1_LARGE')));
  });

  it('bounds what a project may ask for', async () => {
    await open({ buildLimits: { [SMALL]: 3 } });
    const message = 'Project-level concurrent build limit cannot exceed the account-level concurrent build limit of 3.';
    await expect(lab.project(QUICK, { concurrentBuildLimit: 4 })).rejects.toMatchObject({
      ...{ name: 'InvalidInputException', message },
    });
    const name = await lab.project(QUICK, { concurrentBuildLimit: 3 });
    await expect(codebuild.updateProject({ name, concurrentBuildLimit: 4 })).rejects.toThrow(message);
  });
});

describe('a machine of so much capacity', () => {
  it('is claimed by compute type; what does not fit waits, what is larger than all of it gets all of it', async () => {
    await open({ buildCapacity: { cpus: 4, memoryMiB: 8192 } });
    const [small, huge] = [await lab.project(ENDLESS), await lab.project(ENDLESS, sized('BUILD_GENERAL1_2XLARGE'))];
    const first = await lab.start(small);
    await runsNow(first);
    const whole = await lab.start(huge);
    const second = await lab.start(small);
    await runsNow(second);
    expect((await lab.get(whole)).currentPhase).toBe('QUEUED');
    for (const id of [first, second]) await codebuild.stopBuild({ id });
    await runsNow(whole);
    await codebuild.stopBuild({ id: whole });
    await lab.finish(whole);
  });

  it('goes on where it was after the server went away', async () => {
    await open({ buildCapacity: { cpus: 4, memoryMiB: 8192 } });
    const project = await lab.project(spec({ build: ['sleep 0.1'] }));
    const ids = await Promise.all(Array.from({ length: 6 }, () => lab.start(project)));
    for (let round = 0; round < 3; round += 1) {
      await yard.restart();
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    const builds = await Promise.all(ids.map((id) => lab.finish(id)));
    expect(builds.map(({ build }) => build.buildStatus)).toEqual(ids.map(() => 'SUCCEEDED'));
  });
});

describe('200 builds in the queue', () => {
  it('all run: none is lost, and none runs twice', async () => {
    await open({ concurrentBuilds: 4, buildLimits: { [SMALL]: 40 } });
    const file = `${yard.dataFolder}/ran`;
    const project = await lab.project(spec({ build: [`echo $CODEBUILD_BUILD_NUMBER >> ${file}`] }));
    const ids = await Promise.all(Array.from({ length: 200 }, () => lab.start(project)));
    const finished = [await untilOver(ids.slice(0, 100)), await untilOver(ids.slice(100))];
    expect(finished.flat()).toEqual(ids.map(() => 'SUCCEEDED'));
    const ran = (await readFile(file, 'utf8')).trim().split('\n').map(Number);
    expect(ran.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
  }, 120_000);
});

/** How builds ended, at most 100 of them. */
async function untilOver(ids: readonly string[]): Promise<(string | undefined)[]> {
  for (;;) {
    const { builds = [] } = await codebuild.batchGetBuilds({ ids: [...ids] });
    if (builds.every(({ buildComplete }) => buildComplete)) return builds.map(({ buildStatus }) => buildStatus);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
