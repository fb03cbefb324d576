import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { CostStatement } from '@codeyard/engine/instance-pools/cost-statement';
import type { InstanceReport, PoolsReport } from '@codeyard/engine/instance-pools/pools-report';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../packages/server/src/testing/until.ts';
import { type BuildEnvironments, openPipelines } from './testing/build-environments.ts';
import { codeyardProgram, type ServerProcess, startServer } from './testing/server-process.ts';

const run = promisify(execFile);
const STACK = 'codeyard-build-environments';
const POOL = { strategy: 'warm', image: 'ami-0123456789abcdef0', instanceTypes: ['m5.large'], floor: 1, ceiling: 2 };

let server: ServerProcess;
let folder: string;

/** What `codeyard` prints, on a Codeyard of the data folder; it throws with what it complains of. */
async function codeyard(...argv: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [codeyardProgram, ...argv, '--data', server.dataFolder]);
  return stdout;
}

const asked = async <Answer>(...argv: string[]) => JSON.parse(await codeyard(...argv, '--json')) as Answer;

async function fileOf(name: string, json: object): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, JSON.stringify(json));
  return file;
}

/** The EC2 build environments with no tool but `codeyard`. */
describe('codeyard build-environments, pools and instances', () => {
  let yard: BuildEnvironments;

  beforeAll(async () => {
    server = await startServer();
    folder = await mkdtemp(join(tmpdir(), 'codeyard-pools-'));
  }, 60_000);

  afterAll(async () => {
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('say what to do where nothing is installed', async () => {
    await expect(codeyard('pools', 'list')).rejects.toThrow('make it with: codeyard build-environments install');
    await expect(codeyard('build-environments', 'remove')).rejects.toThrow(`there is no stack ${STACK}`);
  });

  it('install the stack, and find it up to date afterwards', async () => {
    expect(await codeyard('build-environments', 'install')).toContain('provider Codeyard-EC2, version 1');
    const again = await asked<{ change: string }>('build-environments', 'install');
    expect(again.change).toBe('none');
    yard = await openPipelines(server, STACK);
    expect(await codeyard('pools', 'list')).toContain('There are no pools yet');
    expect(await codeyard('instances')).toContain('There are no instances now');
  }, 120_000);

  it('tell the resource that an installation failed for, and what helps', async () => {
    const failing = ['build-environments', 'install', '--stack-name', 'second'];
    await expect(codeyard(...failing)).rejects.toThrow(
      /the stack failed: ActionType \(AWS::CodePipeline::CustomActionType\): .+\n.*--action-version/,
    );
    const second = await asked<{ outputs: Record<string, string> }>(...failing, '--action-version', '2');
    expect(second.outputs).toMatchObject({ ActionType: 'Build/Codeyard-EC2/2', PoolsPath: '/second/pools/' });
    expect(await codeyard('build-environments', 'remove', '--stack-name', 'second')).toContain('second is removed');
  }, 120_000);

  it('refuse a pool that could not be used, with all that is wrong', async () => {
    const file = await fileOf('wrong.json', { ...POOL, ceiling: 0, flor: 1 });
    await expect(codeyard('pools', 'put', 'fast', '--file', file)).rejects.toThrow(
      /no pool that could be used:\n {2}flor: is unknown\n {2}ceiling: must be a whole number from 1 to 1000/,
    );
  });

  it('define a warm pool, which fills to its floor', async () => {
    const file = await fileOf('fast.json', POOL);
    expect(await codeyard('pools', 'put', 'fast', '--file', file)).toContain('Pool fast is stored.');
    const [instance] = await until(async () => {
      const instances = await asked<InstanceReport[]>('instances', '--pool', 'fast');
      return instances.some(({ phase }) => phase === 'idle') ? instances : undefined;
    }, 60_000);
    expect(instance).toMatchObject({ type: 'm5.large', uses: 0, isStale: false });
    expect(await codeyard('pools', 'list')).toMatch(/^fast +warm +1–2 +1 +0 +0 +0 +0 +ok$/m);
    expect(await codeyard('pools', 'show', 'fast')).toMatch(/idleMinutes +10\n/);
  }, 90_000);

  it('show an action on an instance of the pool, and afterwards the instance that was used', async () => {
    const [before] = await asked<InstanceReport[]>('instances', '--pool', 'fast');
    await yard.putSource({ 'build.sh': 'echo made > made.txt' });
    await yard.create('pooled', { Pool: 'fast', Command: 'sleep 3; sh build.sh', OutputArtifactPath: 'made.txt' });
    const busy = await until(async () => {
      const instances = await asked<InstanceReport[]>('instances');
      return instances.find(({ phase }) => phase === 'leased');
    }, 60_000);
    expect(busy).toMatchObject({ instanceId: before?.instanceId, build: expect.stringMatching(/^job-[0-9a-f-]{36}$/) });
    expect(await yard.outcome('pooled')).toMatchObject({ status: 'Succeeded' });
    const used = await until(async () => {
      const instances = await asked<InstanceReport[]>('instances');
      return instances.find(({ phase, uses }) => phase === 'idle' && uses === 1);
    }, 60_000);
    expect(used.instanceId).toBe(before?.instanceId);
  }, 120_000);

  it('count what the pool and the build cost, with prices of the installation', async () => {
    const costs = await asked<CostStatement>('pools', 'cost', '--since', '1h');
    expect(costs.pools).toMatchObject([{ pool: 'fast', instances: 1, builds: 1, spot: 0 }]);
    expect(costs.builds).toMatchObject([{ pool: 'fast', attempts: 1 }]);
    expect(costs.builds[0]?.cost).toBeGreaterThan(0);
    expect(costs.unpriced).toEqual([]);
    const table = { currency: 'EUR', source: 'our contract', types: { 'm5.large': { onDemand: 360 } } };
    await yard.aws.ssm.putParameter({ Name: `/${STACK}/prices`, Type: 'String', Value: JSON.stringify(table) });
    const text = await codeyard('pools', 'cost');
    expect(text).toMatch(/^fast +1 +1 .+ EUR +– +\d+\.\d\d EUR/m);
    expect(text).toContain('Prices: our contract.');
    await yard.aws.ssm.putParameter({ Name: `/${STACK}/prices`, Value: '{', Overwrite: true });
    await expect(codeyard('pools', 'cost')).rejects.toThrow(`The parameter /${STACK}/prices is not valid JSON`);
  });

  it('drain the pool, and have it take builds again', async () => {
    expect(await codeyard('pools', 'drain', 'fast')).toContain('Pool fast drains');
    await until(async () => (await asked<InstanceReport[]>('instances')).length === 0, 60_000);
    expect(await codeyard('pools', 'list')).toMatch(/^fast .+ drains$/m);
    await expect(codeyard('pools', 'drain', 'slow')).rejects.toThrow('there is no pool slow: the pools are fast');
    expect(await codeyard('pools', 'drain', 'fast', '--undo')).toContain('Pool fast takes builds.');
    const { pools } = await asked<PoolsReport>('pools', 'show', 'fast');
    expect(pools[0]?.definition).toMatchObject({ ...POOL, drains: false });
    await until(async () => (await asked<InstanceReport[]>('instances')).length === 1, 60_000);
  }, 150_000);

  it('are removed once their instances have ended', async () => {
    expect(await codeyard('build-environments', 'remove')).toMatch(/is removed from .+\n.*\n.*drained: fast/);
    expect(await yard.machines()).toEqual([]);
    const { Parameter } = await yard.aws.ssm.getParameter({ Name: `/${STACK}/pools/fast` });
    expect(JSON.parse(Parameter?.Value ?? '')).toEqual({ ...POOL, drains: true });
  }, 120_000);
});
