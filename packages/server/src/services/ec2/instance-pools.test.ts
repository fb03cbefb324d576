import { EC2 } from '@aws-sdk/client-ec2';
import { SSM } from '@aws-sdk/client-ssm';
import type { CleaningOrder } from '@codeyard/compute/instance-pools/instance-api';
import type { News } from '@codeyard/engine/instance-pools/effect';
import type { Pool } from '@codeyard/engine/instance-pools/pool';
import { readPool } from '@codeyard/engine/instance-pools/read-pool';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { releaseInstance, requestInstance } from '../../../../compute/src/instance-pools/build-requests.ts';
import { ec2InstanceApi } from '../../../../compute/src/instance-pools/ec2-instance-api.ts';
import { reconcile, type SchedulerParts } from '../../../../compute/src/instance-pools/reconcile.ts';
import { MemoryPoolStore } from '../../../../compute/src/instance-pools/testing/memory-pool-store.ts';
import { startYard, type Yard } from '../../testing/start-yard.ts';
import { until } from '../../testing/until.ts';

const PROFILE = 'builders';

function poolOf(json: object): Pool {
  const read = readPool({
    ...{ name: 'builders', image: 'ami-0123456789abcdef0', instanceProfile: PROFILE, ceiling: 3 },
    ...{ instanceTypes: ['t3.small'], idleMinutes: 0, ...json },
  });
  if ('problems' in read) throw new Error(read.problems.join('; '));
  return read.pool;
}

describe('pools on EC2 as it is here, through the SDK', () => {
  let yard: Yard;

  beforeAll(async () => {
    yard = await startYard({ config: { concurrentInstances: 12 } });
    const { iam, ssm } = yard.context.aws;
    const Statement = { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' };
    await iam.createRole({ RoleName: PROFILE, AssumeRolePolicyDocument: JSON.stringify({ Statement }) });
    await iam.createInstanceProfile({ InstanceProfileName: PROFILE });
    await iam.addRoleToInstanceProfile({ InstanceProfileName: PROFILE, RoleName: PROFILE });
    await ssm.createDocument({
      ...{ Name: 'clean', DocumentType: 'Command', DocumentFormat: 'JSON' },
      Content: JSON.stringify({
        schemaVersion: '2.2',
        parameters: { fence: { type: 'String' }, pool: { type: 'String' } },
        mainSteps: [
          {
            action: 'aws:runShellScript',
            name: 'clean',
            inputs: { runCommand: ['echo cleaned after {{ fence }} of {{ pool }}'] },
          },
        ],
      }),
    });
  });
  afterAll(() => yard.stop());

  function openPools(installation: string, ...pools: Pool[]) {
    const news: News['request'][] = [];
    let seeds = 0;
    const store = new MemoryPoolStore();
    const cleaning = async ({ fence, pool }: CleaningOrder) => ({
      DocumentName: 'clean',
      Parameters: { fence: [String(fence)], pool: [pool] },
    });
    const parts: SchedulerParts = {
      store,
      api: ec2InstanceApi({ ec2: yard.client(EC2), ssm: yard.client(SSM), installation, cleaning }),
      settings: { installation, launchesPerSecond: 50, launchBurst: 5, maximumBatch: 50 },
      pools: Object.fromEntries(pools.map((pool) => [pool.name, pool])),
      tell: async ({ request }) => {
        news.push(request);
      },
      now: () => Date.now(),
      newSeed: () => String(++seeds).padStart(16, '0'),
      warn: (message, fields) => {
        throw new Error(`${message}: ${JSON.stringify(fields)}`);
      },
    };
    const rows = () => Object.values(store.state.instances).filter(({ phase }) => phase !== 'gone');
    const reaches = (...phases: string[]) =>
      until(async () => {
        await reconcile(parts);
        return (
          rows()
            .map(({ phase }) => phase)
            .sort()
            .join() === phases.join()
        );
      });
    return { parts, store, news, rows, reaches };
  }

  async function place(pools: ReturnType<typeof openPools>, id: string): Promise<string> {
    await requestInstance(pools.store, { id, pool: 'builders', attempt: 1 }, Date.now());
    return await until(async () => {
      await reconcile(pools.parts);
      return pools.news.find((request) => request.id === id)?.instanceId;
    });
  }

  async function stateOf(id: string) {
    const { Reservations } = await yard.client(EC2).describeInstances({ InstanceIds: [id] });
    return Reservations?.[0]?.Instances?.[0]?.State?.Name;
  }

  it('launch for a job and end after it', async () => {
    const pools = openPools('per-job', poolOf({ strategy: 'per-job' }));
    const instance = await place(pools, 'one');
    expect(await stateOf(instance)).toBe('running');
    await releaseInstance(pools.store, { id: 'one', attempt: 1 }, Date.now());
    await pools.reaches();
    expect(await stateOf(instance)).toBe('terminated');
    expect([...pools.store.used.keys()]).toEqual([
      expect.stringMatching(/^build\/one\/1$/),
      expect.stringMatching(/^instance\//),
    ]);
  });

  it('are warm: cleaned between two jobs on one instance', async () => {
    const pools = openPools('warm', poolOf({ strategy: 'warm', floor: 1 }));
    await pools.reaches('idle');
    const instance = await place(pools, 'one');
    await releaseInstance(pools.store, { id: 'one', attempt: 1 }, Date.now());
    expect(await place(pools, 'two')).toBe(instance);
    const { CommandInvocations } = await yard
      .client(SSM)
      .listCommandInvocations({ InstanceId: instance, Details: true });
    expect(CommandInvocations?.map(({ CommandPlugins }) => CommandPlugins?.[0]?.Output?.trim())).toEqual([
      'cleaned after 1 of builders',
    ]);
    await yard.client(EC2).terminateInstances({ InstanceIds: [instance] });
    await until(async () => {
      await reconcile(pools.parts);
      return pools.news.some(({ phase }) => phase === 'interrupted');
    });
  });

  it('are hibernated, and started for a job', async () => {
    const pools = openPools('stopped', poolOf({ strategy: 'stopped', floor: 1, hibernates: true, cleans: false }));
    await pools.reaches('stopped');
    const instance = await place(pools, 'one');
    expect(pools.rows()).toMatchObject([{ instanceId: instance, phase: 'leased' }]);
    await releaseInstance(pools.store, { id: 'one', attempt: 1 }, Date.now());
    await pools.reaches('stopped');
    expect(await stateOf(instance)).toBe('stopped');
  });

  it('are spot, in one request for several, and end when nobody needs them', async () => {
    const pools = openPools('spot', poolOf({ strategy: 'spot' }));
    const instances = [await place(pools, 'one'), await place(pools, 'two')];
    for (const id of ['one', 'two']) await releaseInstance(pools.store, { id, attempt: 1 }, Date.now());
    await pools.reaches();
    for (const instance of instances) expect(await stateOf(instance)).toBe('terminated');
    const { SpotInstanceRequests } = await yard.client(EC2).describeSpotInstanceRequests({});
    expect(SpotInstanceRequests?.filter(({ State }) => State === 'open' || State === 'active')).toEqual([]);
  });
});
