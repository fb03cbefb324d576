import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CodeBuildClient, StopBuildCommand } from '@aws-sdk/client-codebuild';
import { afterEach, describe, expect, it } from 'vitest';
import { startYard, type Yard, type YardOptions } from '../../../testing/start-yard.ts';
import { buildLab, contextOf, spec } from '../testing/build-lab.ts';
import { scriptedMachine } from '../testing/scripted-machine.ts';
import { shiftedClock } from '../testing/shifted-clock.ts';

let yard: Yard | undefined;
afterEach(async () => {
  await yard?.stop();
  yard = undefined;
});

async function open(options: YardOptions = {}) {
  yard = await startYard(options);
  return { yard, lab: buildLab(yard), stop: stopper(yard) };
}

const stopper = (of: Yard) => async (id: string) =>
  (await of.client(CodeBuildClient).send(new StopBuildCommand({ id }))).build;

/** A process that ended but was not fetched by its parent yet counts as gone. */
const isAlive = async (pid: number): Promise<boolean> => {
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return status !== '' && !/\) Z /.test(status);
};

/** A build that writes down its process id and then never ends. */
const endless = (pidFile: string) =>
  spec({ build: [`sleep 300 & echo $! > ${pidFile}; wait`], post_build: ['echo never'] });

describe('a build that is stopped', () => {
  it('ends its processes, keeps its phase without contexts, and goes straight to COMPLETED', async () => {
    const { lab, stop, yard } = await open();
    const pidFile = join(yard.dataFolder, 'pid');
    const id = await lab.start(await lab.project(endless(pidFile)));
    await expect.poll(() => readFile(pidFile, 'utf8').catch(() => ''), { timeout: 10_000 }).toMatch(/\d\n/);
    await lab.until(id, ({ currentPhase }) => currentPhase === 'BUILD');
    expect((await stop(id))?.buildStatus).toBe('STOPPED');
    const { build, phases, log } = await lab.finish(id);
    expect(build.buildStatus).toBe('STOPPED');
    expect(phases.slice(6)).toEqual(['BUILD STOPPED', 'COMPLETED']);
    expect(build.phases?.[6]).not.toHaveProperty('contexts');
    expect(await isAlive(Number(await readFile(pidFile, 'utf8')))).toBe(false);
    expect(log).not.toContain('\nnever\n');
    expect((await stop(id))?.buildStatus).toBe('STOPPED');
  });

  it('is left as it is when it was over already', async () => {
    const { lab, stop } = await open();
    const { build } = await lab.run(spec({ build: ['true'] }));
    expect((await stop(build.id ?? ''))?.buildStatus).toBe('SUCCEEDED');
  });
});

describe('a build that takes too long', () => {
  it('is ended with its processes, and says so in AWS’s words', async () => {
    const clock = shiftedClock();
    const { lab, yard } = await open({ clock });
    const pidFile = join(yard.dataFolder, 'pid');
    const project = await lab.project(endless(pidFile));
    const id = await lab.start(project, { timeoutInMinutesOverride: 5 });
    await expect.poll(() => readFile(pidFile, 'utf8').catch(() => ''), { timeout: 10_000 }).toMatch(/\d\n/);
    await lab.until(id, ({ currentPhase }) => currentPhase === 'BUILD');
    clock.putForward(5 * 60_000);
    const ended = async () => (await yard.context.aws.codebuild.batchGetBuilds({ ids: [id] })).builds?.[0];
    await expect.poll(async () => (await ended())?.buildComplete, { timeout: 10_000 }).toBe(true);
    const build = await ended();
    expect(build?.buildStatus).toBe('TIMED_OUT');
    expect(build && contextOf(build, 'BUILD')).toBe('BUILD_TIMED_OUT: Build has timed out. ');
    expect(build?.phases?.map(({ phaseType }) => phaseType).slice(6)).toEqual(['BUILD', 'COMPLETED']);
    expect(await isAlive(Number(await readFile(pidFile, 'utf8')))).toBe(false);
  });

  it('does not wait in the queue for ever, even when nothing is free', async () => {
    const clock = shiftedClock();
    const { lab, yard } = await open({ clock, config: { concurrentBuilds: 0 } });
    const id = await lab.start(await lab.project(spec({ build: ['true'] })), { queuedTimeoutInMinutesOverride: 5 });
    clock.putForward(5 * 60_000 + 1);
    const status = async () =>
      (await yard.context.aws.codebuild.batchGetBuilds({ ids: [id] })).builds?.[0]?.buildStatus;
    await expect.poll(status, { timeout: 10_000 }).toBe('TIMED_OUT');
  });
});

describe('a machine that fails', () => {
  it('in provisioning: the build fails there, and its log says why', async () => {
    const machine = scriptedMachine();
    machine.failProvisioning('BUILD_CONTAINER_UNABLE_TO_PULL_IMAGE', 'Unable to pull customer’s container image.');
    const { lab } = await open({ executors: { process: machine.executor } });
    const { build, phases, log } = await lab.run(spec({ build: ['true'] }));
    expect(phases.slice(2)).toEqual(['PROVISIONING FAILED', 'COMPLETED']);
    expect(contextOf(build, 'PROVISIONING')).toBe(
      'BUILD_CONTAINER_UNABLE_TO_PULL_IMAGE: Unable to pull customer’s container image.',
    );
    expect(log).toContain('BUILD_CONTAINER_UNABLE_TO_PULL_IMAGE');
  });

  it('by losing the program: the build fails instead of waiting for it', async () => {
    const machine = scriptedMachine();
    machine.show({ state: 'gone', reason: 'It ran out of memory.' });
    const { lab } = await open({ executors: { process: machine.executor } });
    const { build, phases } = await lab.run(spec({ build: ['true'] }));
    expect(phases.slice(4)).toEqual(['INSTALL FAILED', 'FINALIZING SUCCEEDED', 'COMPLETED']);
    expect(contextOf(build, 'INSTALL')).toMatch(/found dead before completing the build\. It ran out of memory\.$/);
  });

  it('by not being there any more after a restart: the build ends as our fault', async () => {
    const machine = scriptedMachine();
    const executors: Record<string, typeof machine.executor> = { process: machine.executor, old: machine.executor };
    const { lab, yard } = await open({ executors, config: { executor: 'old' as 'process' } });
    const id = await lab.start(await lab.project(spec({ build: ['true'] })));
    await lab.until(id, ({ currentPhase }) => currentPhase === 'INSTALL');
    delete executors.old;
    await yard.restart();
    const { build } = await lab.finish(id);
    expect(build.buildStatus).toBe('FAULT');
  });

  it('of a kind that cannot run here is refused instead of pretended', async () => {
    const { lab } = await open();
    const { build } = await lab.run(spec({ build: ['true'] }), {
      environmentTypeOverride: 'WINDOWS_SERVER_2022_CONTAINER',
      certificateOverride: 'bucket/key.pem',
    });
    expect(contextOf(build, 'PROVISIONING')).toMatch(/WINDOWS_SERVER_2022_CONTAINER cannot run here$/);
    expect(await lab.log(build)).toContain('Skip certificate due to');
  });

  it('again and again: the build is given up as our fault, not tried for ever', async () => {
    const machine = scriptedMachine();
    machine.breakDown();
    const { lab } = await open({ executors: { process: machine.executor }, config: { logLevel: 'silent' } });
    const { build } = await lab.run(spec({ build: ['true'] }));
    expect(build.buildStatus).toBe('FAULT');
    expect(contextOf(build, 'INSTALL')).toMatch(/^INTERNAL_SERVICE_ERROR: /);
    expect(machine.calls.filter((call) => call.startsWith('start'))).toHaveLength(4);
  });

  it('is always cleared of the build', async () => {
    const machine = scriptedMachine();
    const { lab, stop } = await open({ executors: { process: machine.executor } });
    const id = await lab.start(await lab.project(spec({ build: ['true'] })));
    await lab.until(id, ({ currentPhase }) => currentPhase === 'INSTALL');
    const uuid = id.split(':')[1];
    await expect.poll(() => machine.calls).toContain(`start ${uuid}`);
    await stop(id);
    await lab.finish(id);
    await expect
      .poll(() => machine.calls)
      .toEqual(['provision', 'start', 'stop', 'dispose'].map((call) => `${call} ${uuid}`));
  });
});

describe('more builds than fit', () => {
  it('wait their turn, and none is lost', async () => {
    const { lab } = await open({ config: { concurrentBuilds: 2 } });
    const project = await lab.project(spec({ build: ['sleep 0.1'] }));
    const ids = await Promise.all(Array.from({ length: 8 }, () => lab.start(project)));
    const builds = await Promise.all(ids.map((id) => lab.finish(id)));
    expect(builds.map(({ build }) => build.buildStatus)).toEqual(Array.from({ length: 8 }, () => 'SUCCEEDED'));
    const spans = builds.map(({ build }) => ({
      from: build.phases?.[2]?.startTime?.getTime() ?? 0,
      to: build.phases?.find(({ phaseType }) => phaseType === 'BUILD')?.endTime?.getTime() ?? 0,
    }));
    const together = spans.map(({ from }) => spans.filter((other) => other.from <= from && from < other.to).length);
    expect(Math.max(...together)).toBeLessThanOrEqual(2);
  });
});
