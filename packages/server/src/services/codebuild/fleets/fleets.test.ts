import { readFile } from 'node:fs/promises';
import { CodeBuild, type CreateFleetCommandInput, type Fleet } from '@aws-sdk/client-codebuild';
import { afterEach, describe, expect, it } from 'vitest';
import type { Config } from '../../../config.ts';
import { startYard, type Yard } from '../../../testing/start-yard.ts';
import { until } from '../../../testing/until.ts';
import { type BuildLab, buildLab, contextOf, spec } from '../testing/build-lab.ts';

const ENDLESS = spec({ build: ['sleep 600'] });

let yard: Yard;
let lab: BuildLab;
let codebuild: CodeBuild;
afterEach(() => yard.stop());

async function open(config: Partial<Config> = {}): Promise<void> {
  yard = await startYard({ config });
  lab = buildLab(yard);
  codebuild = yard.client(CodeBuild);
}

async function create(change: Partial<CreateFleetCommandInput> = {}): Promise<Fleet & { arn: string }> {
  const { fleet } = await codebuild.createFleet({
    ...{ name: 'ours', baseCapacity: 1, environmentType: 'LINUX_CONTAINER', computeType: 'BUILD_GENERAL1_SMALL' },
    ...change,
  });
  return { ...fleet, arn: fleet?.arn ?? '' };
}
const find = async (name = 'ours') => (await codebuild.batchGetFleets({ names: [name] })).fleets?.[0];
const untilStatus = (status: string) => until(async () => (await find())?.status?.statusCode === status);
const untilGone = () => until(async () => (await find()) === undefined);
/** A project whose builds run on the fleet. */
const projectOn = ({ arn }: { arn: string }, buildspec: string) =>
  lab.project(buildspec, {
    environment: {
      ...{ type: 'ARM_CONTAINER', image: 'x', computeType: 'BUILD_GENERAL1_LARGE', fleet: { fleetArn: arn } },
    },
  });
const runs = (id: string) => lab.until(id, ({ currentPhase }) => currentPhase === 'BUILD');
const phaseOf = async (id: string) => (await lab.get(id)).currentPhase;
const stop = (ids: readonly string[]) =>
  Promise.all(ids.map(async (id) => (await codebuild.stopBuild({ id })) && (await lab.finish(id))));

describe('a fleet', () => {
  it('is made, described by name and ARN, listed in order and deleted', async () => {
    await open();
    const made = await create({ baseCapacity: 2, tags: [{ key: 'team', value: 'a' }] });
    expect(made.arn).toMatch(/^arn:aws:codebuild:us-east-1:123456789012:fleet\/ours:[0-9a-f-]{36}$/);
    expect(made.status).toEqual({ statusCode: 'CREATING' });
    await untilStatus('ACTIVE');
    expect(await find(made.arn)).toMatchObject({
      ...{ name: 'ours', baseCapacity: 2, overflowBehavior: 'QUEUE', status: { statusCode: 'ACTIVE' } },
      tags: [{ key: 'team', value: 'a' }],
    });
    const { arn: other } = await create({ name: 'more' });
    expect((await codebuild.listFleets({})).fleets).toEqual([other, made.arn]);
    const first = await codebuild.listFleets({ sortBy: 'CREATED_TIME', sortOrder: 'DESCENDING', maxResults: 1 });
    expect(first.fleets).toEqual([other]);
    const { nextToken } = first;
    const second = await codebuild.listFleets({
      sortBy: 'CREATED_TIME',
      sortOrder: 'DESCENDING',
      maxResults: 1,
      nextToken,
    });
    expect(second.fleets).toEqual([made.arn]);
    await codebuild.deleteFleet({ arn: made.arn });
    await untilGone();
    await codebuild.deleteFleet({ arn: made.arn });
    expect((await codebuild.batchGetFleets({ names: ['ours', 'more'] })).fleetsNotFound).toEqual(['ours']);
  });

  it('is refused with a reason', async () => {
    await open();
    await create();
    await expect(create()).rejects.toMatchObject({ name: 'ResourceAlreadyExistsException' });
    await expect(create({ name: 'none', baseCapacity: 0 })).rejects.toMatchObject({ name: 'InvalidInputException' });
    const arn = 'arn:aws:codebuild:us-east-1:123456789012:fleet/none:0';
    await expect(codebuild.updateFleet({ arn })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(codebuild.deleteFleet({ arn: 'ours' })).rejects.toMatchObject({ name: 'InvalidInputException' });
    await expect(lab.start(await projectOn({ arn }, ENDLESS))).rejects.toThrow(`Invalid fleet: ${arn} cannot be found`);
  });

  it('of machines that cannot be had here says so, and takes no builds', async () => {
    await open();
    const made = await create({ environmentType: 'WINDOWS_SERVER_2022_CONTAINER' });
    expect(made.status).toMatchObject({ statusCode: 'CREATE_FAILED', context: 'CREATE_FAILED' });
    await expect(lab.start(await projectOn(made, ENDLESS))).rejects.toThrow('could not be created');
  });
});

describe('builds of a fleet', () => {
  it('run on its machines, one on each; the others wait, and builds on demand pass them by', async () => {
    await open();
    const project = await projectOn(await create({ baseCapacity: 2 }), ENDLESS);
    const ids = [await lab.start(project), await lab.start(project), await lab.start(project)];
    await Promise.all(ids.slice(0, 2).map(runs));
    const onDemand = await lab.run(spec({ build: ['true'] }));
    expect(onDemand.build.buildStatus).toBe('SUCCEEDED');
    expect(onDemand.log).toContain('Running on CodeBuild On-demand');
    expect(await phaseOf(ids[2] ?? '')).toBe('QUEUED');
    const first = await lab.get(ids[0] ?? '');
    expect(first.environment).toMatchObject({ type: 'LINUX_CONTAINER', computeType: 'BUILD_GENERAL1_SMALL' });
    const [stopped] = await stop(ids.slice(0, 1));
    expect(stopped?.log).toContain('Running on CodeBuild Fleet ours');
    await runs(ids[2] ?? '');
    await stop(ids.slice(1));
  });

  it('that wait may be stopped, and leave their place to others', async () => {
    await open();
    const project = await projectOn(await create(), ENDLESS);
    const [running, stopped, next] = [await lab.start(project), await lab.start(project), await lab.start(project)];
    await runs(running);
    await stop([stopped, running]);
    await runs(next);
    await stop([next]);
  });

  it('go elsewhere where the fleet says so, and only those that it has no machine for', async () => {
    await open();
    const project = await projectOn(await create({ overflowBehavior: 'ON_DEMAND' }), ENDLESS);
    const ids = [await lab.start(project), await lab.start(project)];
    await Promise.all(ids.map(runs));
    const [first, second] = await stop(ids);
    expect(first?.log).toContain('Running on CodeBuild Fleet ours');
    expect(second?.log).toContain('Running on CodeBuild On-demand');
  });

  it('are chosen by overrides, too, by name or ARN', async () => {
    await open();
    await create();
    const name = await lab.project(spec({ build: ['true'] }));
    const id = await lab.start(name, { fleetOverride: { fleetArn: 'ours' } });
    expect((await lab.finish(id)).log).toContain('Running on CodeBuild Fleet ours');
  });
});

describe('a scaled fleet', () => {
  it('grows with what waits, up to its limit', async () => {
    await open();
    const fleet = await create({
      scalingConfiguration: {
        ...{ scalingType: 'TARGET_TRACKING_SCALING', maxCapacity: 3 },
        targetTrackingScalingConfigs: [{ metricType: 'FLEET_UTILIZATION_RATE', targetValue: 100 }],
      },
    });
    const project = await projectOn(fleet, ENDLESS);
    const ids = [];
    for (let count = 0; count < 4; count += 1) ids.push(await lab.start(project));
    await Promise.all(ids.slice(0, 3).map(runs));
    expect(await phaseOf(ids[3] ?? '')).toBe('QUEUED');
    expect((await find())?.scalingConfiguration).toMatchObject({ maxCapacity: 3, desiredCapacity: 3 });
    await stop(ids);
    await until(async () => (await find())?.scalingConfiguration?.desiredCapacity === 1);
  });
});

describe('a fleet and the capacity of the machine', () => {
  it('keeps its share while it idles; without room it says so, and builds on demand wait for what it holds', async () => {
    await open({ buildCapacity: { cpus: 4, memoryMiB: 8192 } });
    await create({ baseCapacity: 2 });
    await untilStatus('ACTIVE');
    await create({ name: 'late' });
    await until(async () => (await find('late'))?.status?.context === 'INSUFFICIENT_CAPACITY');
    const id = await lab.start(await lab.project(spec({ build: ['true'] })));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await phaseOf(id)).toBe('QUEUED');
    await codebuild.deleteFleet({ arn: (await find())?.arn ?? '' });
    expect((await lab.finish(id)).build.buildStatus).toBe('SUCCEEDED');
  });
});

describe('a fleet that misses machines', () => {
  it('gets the next that is free, before builds on demand that keep coming', async () => {
    await open({ buildCapacity: { cpus: 4, memoryMiB: 8192 } });
    const project = await lab.project(ENDLESS);
    const running = [await lab.start(project), await lab.start(project)];
    await Promise.all(running.map(runs));
    await create({ baseCapacity: 1 });
    await until(async () => (await find())?.status?.context === 'INSUFFICIENT_CAPACITY');
    const waiting = [await lab.start(project), await lab.start(project)];
    await stop(running.slice(0, 1));
    await untilStatus('ACTIVE');
    expect(await Promise.all(waiting.map(phaseOf))).toEqual(['QUEUED', 'QUEUED']);
    await stop(running.slice(1));
    await runs(waiting[0] ?? '');
    expect(await phaseOf(waiting[1] ?? '')).toBe('QUEUED');
    await stop(waiting);
  });
});

describe('a fleet that changes', () => {
  it('replaces its machines after their builds', async () => {
    await open();
    const fleet = await create();
    const project = await projectOn(fleet, ENDLESS);
    const before = await lab.start(project);
    await runs(before);
    const { fleet: changed } = await codebuild.updateFleet({ arn: fleet.arn, computeType: 'BUILD_GENERAL1_MEDIUM' });
    expect(changed?.status?.statusCode).toBe('ROTATING');
    await stop([before]);
    await untilStatus('ACTIVE');
    const after = await lab.start(project);
    await runs(after);
    expect((await lab.get(after)).environment?.computeType).toBe('BUILD_GENERAL1_MEDIUM');
    await codebuild.updateFleet({ arn: fleet.arn, baseCapacity: 2 });
    const second = await lab.start(project);
    await runs(second);
    await stop([after, second]);
  });

  it('that is deleted ends after its builds; those that wait for it fail and say why', async () => {
    await open();
    const fleet = await create();
    const project = await projectOn(fleet, ENDLESS);
    const [running, waiting] = [await lab.start(project), await lab.start(project)];
    await runs(running);
    await codebuild.deleteFleet({ arn: fleet.arn });
    const { build } = await lab.finish(waiting);
    expect(build.buildStatus).toBe('FAILED');
    expect(contextOf(build, 'QUEUED')).toBe('CLIENT_ERROR: The fleet ours was deleted');
    expect((await find())?.status?.statusCode).toBe('PENDING_DELETION');
    await expect(lab.start(project)).rejects.toThrow('is being deleted');
    expect(await phaseOf(running)).toBe('BUILD');
    await stop([running]);
    await untilGone();
  });
});

describe('50 builds of a fleet', () => {
  it('all run, each once and never more than there are machines, though the server goes away', async () => {
    await open();
    const fleet = await create({ baseCapacity: 3 });
    const file = `${yard.dataFolder}/ran`;
    const project = await projectOn(fleet, spec({ build: [`echo + >> ${file}; sleep 0.05; echo - >> ${file}`] }));
    const ids = await Promise.all(Array.from({ length: 50 }, () => lab.start(project)));
    for (let round = 0; round < 3; round += 1) {
      await yard.restart();
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    const isOver = async () => {
      const { builds = [] } = await codebuild.batchGetBuilds({ ids });
      return builds.every(({ buildStatus }) => buildStatus === 'SUCCEEDED');
    };
    await until(isOver, 100_000);
    const steps = (await readFile(file, 'utf8')).trim().split('\n');
    expect(steps.filter((step) => step === '+')).toHaveLength(50);
    let running = 0;
    const most = Math.max(...steps.map((step) => (running += step === '+' ? 1 : -1)));
    expect(most).toBeLessThanOrEqual(3);
  }, 120_000);
});
