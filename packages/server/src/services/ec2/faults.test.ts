import type { RunInstancesRequest } from '@aws-sdk/client-ec2';
import { afterEach, describe, expect, it } from 'vitest';
import { type Faults, NO_FAULTS, parseFaults } from '../../faults/faults.ts';
import { FakeClock } from '../../platform/fake-clock.ts';
import { startYard, type Yard } from '../../testing/start-yard.ts';
import { until } from '../../testing/until.ts';

const AMI = 'ami-0123456789abcdef0';
const MINUTE = 60_000;

describe('EC2 as the fault script wants it', () => {
  let yard: Yard;
  const clock = new FakeClock();
  afterEach(() => yard.stop());

  async function open(faults: Partial<Faults>) {
    yard = await startYard({ clock, config: { faults: { ...NO_FAULTS, ...faults } } });
    const { ec2 } = yard.context.aws;
    const stateOf = async (id: string) => {
      const { Reservations } = await ec2.describeInstances({ InstanceIds: [id] });
      return Reservations?.[0]?.Instances?.[0]?.State?.Name;
    };
    const launch = async (order: Partial<RunInstancesRequest> = {}) => {
      const made = await ec2.runInstances({
        ImageId: AMI,
        MinCount: 1,
        MaxCount: 1,
        InstanceType: 'm5.large',
        ...order,
      });
      return made.Instances?.[0]?.InstanceId ?? '';
    };
    return { ec2, stateOf, launch };
  }

  it('boots slowly, and is found late', async () => {
    const { launch, stateOf } = await open({ bootMs: MINUTE, visibleAfterMs: 1_000 });
    const id = await launch();
    await expect(stateOf(id)).rejects.toMatchObject({ name: 'InvalidInstanceID.NotFound' });
    clock.advance(2_000);
    expect(await stateOf(id)).toBe('pending');
    clock.advance(MINUTE);
    await until(async () => (await stateOf(id)) === 'running');
  });

  it('takes a spot instance back, two minutes after its notice', async () => {
    const { launch, stateOf, ec2 } = await open({ interruptSpotAfterMs: 10 * MINUTE });
    const id = await launch({ InstanceMarketOptions: { MarketType: 'spot' } });
    await until(async () => (await stateOf(id)) === 'running');
    const requests = async () => (await ec2.describeSpotInstanceRequests({})).SpotInstanceRequests?.[0];
    expect(await requests()).toMatchObject({ InstanceId: id, State: 'active', Status: { Code: 'fulfilled' } });
    await expect(ec2.stopInstances({ InstanceIds: [id] })).rejects.toMatchObject({ name: 'UnsupportedOperation' });
    clock.advance(10 * MINUTE);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await stateOf(id)).toBe('running');
    clock.advance(2 * MINUTE);
    await until(async () => (await stateOf(id)) === 'terminated');
    expect(await requests()).toMatchObject({ State: 'closed', Status: { Code: 'instance-terminated-by-service' } });
    clock.advance(60 * MINUTE);
    await until(async () =>
      stateOf(id).then(
        () => false,
        () => true,
      ),
    );
  });

  it('fulfils a spot request at once', async () => {
    const { ec2, stateOf } = await open({});
    const made = await ec2.requestSpotInstances({
      ...{ InstanceCount: 2, LaunchSpecification: { ImageId: AMI, InstanceType: 'm5.large' } },
      TagSpecifications: [{ ResourceType: 'spot-instances-request', Tags: [{ Key: 'a', Value: 'b' }] }],
    });
    expect(made.SpotInstanceRequests).toHaveLength(2);
    const [request] = made.SpotInstanceRequests ?? [];
    await until(async () => (await stateOf(request?.InstanceId ?? '')) === 'running');
    const { SpotInstanceRequests } = await ec2.describeSpotInstanceRequests({
      Filters: [{ Name: 'tag:a', Values: ['b'] }],
    });
    expect(SpotInstanceRequests).toHaveLength(2);
    await ec2.terminateInstances({
      InstanceIds: (made.SpotInstanceRequests ?? []).map(({ InstanceId = '' }) => InstanceId),
    });
  });

  it('has no room for a type, so that a fleet takes the next', async () => {
    const code = 'InsufficientInstanceCapacity';
    const { ec2, launch } = await open({
      refusals: [
        { operation: 'ec2:RunInstances', code, instanceType: 'm5.large' },
        { operation: 'ec2:DescribeInstances', code: 'RequestLimitExceeded', times: 1 },
      ],
    });
    await expect(launch()).rejects.toMatchObject({ name: code });
    await ec2.createLaunchTemplate({ LaunchTemplateName: 't', LaunchTemplateData: { ImageId: AMI } });
    const fleet = await ec2.createFleet({
      Type: 'instant',
      LaunchTemplateConfigs: [
        {
          LaunchTemplateSpecification: { LaunchTemplateName: 't', Version: '$Latest' },
          Overrides: [{ InstanceType: 'm5.large' }, { InstanceType: 'm5.xlarge' }],
        },
      ],
      TargetCapacitySpecification: { TotalTargetCapacity: 2, DefaultTargetCapacityType: 'spot' },
    });
    expect(fleet.Errors).toMatchObject([{ ErrorCode: code, Lifecycle: 'spot' }]);
    expect(fleet.Instances).toMatchObject([{ InstanceType: 'm5.xlarge', Lifecycle: 'spot' }]);
    expect(fleet.Instances?.[0]?.InstanceIds).toHaveLength(2);
    await expect(ec2.describeInstances({})).rejects.toMatchObject({ name: 'RequestLimitExceeded' });
    expect((await ec2.describeInstances({})).Reservations).toHaveLength(1);
    const deleted = await ec2.deleteFleets({ FleetIds: [fleet.FleetId ?? ''], TerminateInstances: true });
    expect(deleted.SuccessfulFleetDeletions).toHaveLength(1);
  });
});

describe('a fault script', () => {
  it.each([
    [[], 'it is not an object'],
    [{ boot: 1 }, 'boot is not known'],
    [{ bootMs: 'x' }, 'bootMs must be a number of milliseconds'],
    [{ refusals: [{ code: 'X' }] }, 'refusals[0] needs an operation and a code'],
  ])('%j is refused: %s', (script, message) => {
    expect(() => parseFaults(script)).toThrow(message);
  });
});
