import { EC2 } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startYard, type Yard } from '../../testing/start-yard.ts';
import { until } from '../../testing/until.ts';

const AMI = 'ami-0123456789abcdef0';

describe('EC2 instances', () => {
  let yard: Yard;
  let ec2: EC2;

  beforeAll(async () => {
    yard = await startYard({ config: { concurrentInstances: 12 } });
    ec2 = yard.client(EC2);
  });
  afterAll(() => yard.stop());

  async function stateOf(id: string) {
    const { Reservations } = await ec2.describeInstances({ InstanceIds: [id] });
    return Reservations?.[0]?.Instances?.[0]?.State?.Name;
  }
  const reaches = (id: string, state: string) => until(async () => (await stateOf(id)) === state);

  async function run(rest: object = {}) {
    const { Instances } = await ec2.runInstances({
      ImageId: AMI,
      InstanceType: 't3.small',
      MinCount: 1,
      MaxCount: 1,
      ...rest,
    });
    const id = Instances?.[0]?.InstanceId ?? '';
    await reaches(id, 'running');
    return id;
  }

  const terminate = async (...ids: string[]) => {
    await ec2.terminateInstances({ InstanceIds: ids });
    for (const id of ids) await reaches(id, 'terminated');
  };

  it('run, stop, start and end, and tell of every state in its order', async () => {
    const seen: string[] = [];
    await yard.client(EC2).describeInstances({});
    const { aws } = yard.context;
    await aws.logs.createLogGroup({ logGroupName: 'ec2-events' });
    await aws.events.putRule({ Name: 'ec2', EventPattern: JSON.stringify({ source: ['aws.ec2'] }) });
    const group = `arn:aws:logs:${yard.region}:${yard.account}:log-group:ec2-events`;
    await aws.events.putTargets({ Rule: 'ec2', Targets: [{ Id: 'l', Arn: group }] });

    const answer = await ec2.runInstances({ ImageId: AMI, MinCount: 1, MaxCount: 1, InstanceType: 't3.small' });
    const [instance] = answer.Instances ?? [];
    expect(instance).toMatchObject({ State: { Code: 0, Name: 'pending' }, ImageId: AMI, InstanceType: 't3.small' });
    const id = instance?.InstanceId ?? '';
    expect(id).toMatch(/^i-[0-9a-f]{17}$/);
    await reaches(id, 'running');
    const { StoppingInstances } = await ec2.stopInstances({ InstanceIds: [id] });
    expect(StoppingInstances).toEqual([
      { InstanceId: id, PreviousState: { Code: 16, Name: 'running' }, CurrentState: { Code: 64, Name: 'stopping' } },
    ]);
    await reaches(id, 'stopped');
    await ec2.startInstances({ InstanceIds: [id] });
    await reaches(id, 'running');
    await terminate(id);
    await until(async () => {
      const { events } = await aws.logs.filterLogEvents({ logGroupName: 'ec2-events' });
      seen.splice(0, seen.length, ...(events ?? []).map(({ message }) => JSON.parse(message ?? '').detail.state));
      return seen.at(-1) === 'terminated';
    });
    expect(seen).toEqual([
      ...['pending', 'running', 'stopping', 'stopped', 'pending', 'running', 'shutting-down', 'terminated'],
    ]);
  });

  it('run their user data once, with the role of their profile', async () => {
    const { aws } = yard.context;
    const trust = {
      Statement: { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
    };
    await aws.iam.createRole({ RoleName: 'builder', AssumeRolePolicyDocument: JSON.stringify(trust) });
    await aws.iam.createInstanceProfile({ InstanceProfileName: 'builder-profile' });
    await aws.iam.addRoleToInstanceProfile({ InstanceProfileName: 'builder-profile', RoleName: 'builder' });
    const script = `#!/bin/sh
node -e "const u=process.env, h={headers:{authorization:u.AWS_CONTAINER_AUTHORIZATION_TOKEN}};
fetch(u.AWS_CONTAINER_CREDENTIALS_FULL_URI,h).then(r=>r.json()).then(c=>console.log(Object.keys(c).sort().join()));
const m=u.AWS_EC2_METADATA_SERVICE_ENDPOINT+'/latest/meta-data/';
fetch(m+'instance-id').then(r=>r.text()).then(console.log);
fetch(m+'spot/instance-action').then(r=>console.log(r.status));
fetch(m.replace(/[0-9a-f]{64}/,'0'.repeat(64))+'instance-id').then(r=>console.log('stranger',r.status));"
`;
    const id = await run({
      UserData: Buffer.from(script).toString('base64'),
      IamInstanceProfile: { Name: 'builder-profile' },
    });
    const printed = async () =>
      Buffer.from((await ec2.getConsoleOutput({ InstanceId: id })).Output ?? '', 'base64').toString();
    await until(async () => (await printed()).split('\n').length > 4);
    expect((await printed()).trim().split('\n').sort()).toEqual(
      ['AccessKeyId,Expiration,SecretAccessKey,Token', id, '404', 'stranger 404'].sort(),
    );
    await ec2.stopInstances({ InstanceIds: [id] });
    await reaches(id, 'stopped');
    await ec2.startInstances({ InstanceIds: [id] });
    await reaches(id, 'running');
    expect((await printed()).split('\n').length).toBe(5);
    await terminate(id);
  });

  it('are the same ones for the same client token', async () => {
    const order = { ImageId: AMI, MinCount: 1, MaxCount: 2, ClientToken: 'once' };
    const first = await ec2.runInstances(order);
    const again = await ec2.runInstances(order);
    expect(again.Instances?.map(({ InstanceId }) => InstanceId)).toEqual(
      first.Instances?.map(({ InstanceId }) => InstanceId),
    );
    await expect(ec2.runInstances({ ...order, MaxCount: 1 })).rejects.toThrow(/Arguments on this idempotent request/);
    await terminate(...(first.Instances ?? []).map(({ InstanceId }) => InstanceId ?? ''));
  });

  it('are found by filters, page by page', async () => {
    const ids: string[] = [];
    const TagSpecifications = [{ ResourceType: 'instance' as const, Tags: [{ Key: 'pool', Value: 'blue' }] }];
    for (let count = 0; count < 3; count++) ids.push(await run({ TagSpecifications }));
    const Filters = [
      { Name: 'tag:pool', Values: ['bl*'] },
      { Name: 'instance-state-name', Values: ['running'] },
    ];
    const found: (string | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const page = await ec2.describeInstances({ Filters, MaxResults: 2, NextToken });
      const instances = page.Reservations?.flatMap((reservation) => reservation.Instances ?? []) ?? [];
      expect(instances.length).toBeLessThanOrEqual(2);
      found.push(...instances.map(({ InstanceId }) => InstanceId));
      NextToken = page.NextToken;
    } while (NextToken);
    expect(found).toEqual(ids);
    await ec2.createTags({ Resources: [ids[0] ?? ''], Tags: [{ Key: 'pool', Value: 'red' }] });
    const { Tags } = await ec2.describeTags({ Filters: [{ Name: 'value', Values: ['red'] }] });
    expect(Tags).toEqual([{ ResourceId: ids[0], ResourceType: 'instance', Key: 'pool', Value: 'red' }]);
    await terminate(...ids);
  });

  it.each<[string, string, () => Promise<unknown>]>([
    ['an image that is none', 'InvalidAMIID.Malformed', () => run({ ImageId: 'windows' })],
    ['a type that is none', 'InvalidParameterValue', () => run({ InstanceType: 'big.one' as never })],
    ['a profile that is not there', 'InvalidParameterValue', () => run({ IamInstanceProfile: { Name: 'nobody' } })],
    ['no image', 'MissingParameter', () => run({ ImageId: undefined })],
    ['too many', 'InstanceLimitExceeded', () => run({ MinCount: 13, MaxCount: 13 })],
    ['a dry run', 'DryRunOperation', () => run({ DryRun: true })],
    ['an instance that is not there', 'InvalidInstanceID.NotFound', () => stateOf('i-00000000000000000')],
    ['an id that is none', 'InvalidInstanceID.Malformed', () => stateOf('x')],
    [
      'a filter that is none',
      'InvalidParameterValue',
      () => ec2.describeInstances({ Filters: [{ Name: 'x', Values: [] }] }),
    ],
    ['an operation that is not there', 'NotImplementedException', () => ec2.createVpc({ CidrBlock: '10.0.0.0/16' })],
  ])('refuse %s: %s', async (_, name, request) => {
    await expect(request()).rejects.toMatchObject({ name });
  });

  it('outlive the server', async () => {
    const id = await run();
    await ec2.terminateInstances({ InstanceIds: [id] });
    await yard.restart();
    await reaches(id, 'terminated');
  });

  it('come from launch templates, whose versions build on each other', async () => {
    const { LaunchTemplate: made } = await ec2.createLaunchTemplate({
      LaunchTemplateName: 'builders',
      LaunchTemplateData: { ImageId: AMI, InstanceType: 'c5.large' },
    });
    const LaunchTemplateId = made?.LaunchTemplateId ?? '';
    await ec2.createLaunchTemplateVersion({
      ...{ LaunchTemplateId, SourceVersion: '1' },
      LaunchTemplateData: { InstanceType: 'm5.large' },
    });
    const launch = async (Version?: string) => {
      const answer = await ec2.runInstances({
        LaunchTemplate: { LaunchTemplateId, Version },
        MinCount: 1,
        MaxCount: 1,
      });
      const [instance] = answer.Instances ?? [];
      await reaches(instance?.InstanceId ?? '', 'running');
      await terminate(instance?.InstanceId ?? '');
      return instance?.InstanceType;
    };
    expect(await launch()).toBe('c5.large');
    expect(await launch('$Latest')).toBe('m5.large');
    await ec2.modifyLaunchTemplate({ LaunchTemplateId, DefaultVersion: '2' });
    expect(await launch('$Default')).toBe('m5.large');
    await expect(launch('9')).rejects.toMatchObject({ name: 'InvalidLaunchTemplateId.VersionNotFound' });
    const { LaunchTemplateVersions } = await ec2.describeLaunchTemplateVersions({ LaunchTemplateId });
    expect(LaunchTemplateVersions?.map(({ VersionNumber, DefaultVersion }) => [VersionNumber, DefaultVersion])).toEqual(
      [
        [2, true],
        [1, false],
      ],
    );
    const deleted = await ec2.deleteLaunchTemplateVersions({ LaunchTemplateId, Versions: ['1', '2'] });
    expect(deleted.SuccessfullyDeletedLaunchTemplateVersions?.map(({ VersionNumber }) => VersionNumber)).toEqual([1]);
    await ec2.deleteLaunchTemplate({ LaunchTemplateName: 'builders' });
    await expect(ec2.describeLaunchTemplates({ LaunchTemplateNames: ['builders'] })).rejects.toMatchObject({
      name: 'InvalidLaunchTemplateName.NotFoundException',
    });
  });

  it('have launch templates and versions that the same client token makes once', async () => {
    const order = { LaunchTemplateName: 'once', LaunchTemplateData: { ImageId: AMI }, ClientToken: 'a' };
    const ids = [await ec2.createLaunchTemplate(order), await ec2.createLaunchTemplate(order)].map(
      ({ LaunchTemplate }) => LaunchTemplate?.LaunchTemplateId ?? '',
    );
    expect(ids[0]).toBe(ids[1]);
    const version = {
      LaunchTemplateId: ids[0],
      LaunchTemplateData: { InstanceType: 'c5.large' as const },
      ClientToken: 'b',
    };
    for (let turn = 0; turn < 2; turn++) {
      const { LaunchTemplateVersion } = await ec2.createLaunchTemplateVersion(version);
      expect(LaunchTemplateVersion).toMatchObject({
        VersionNumber: 2,
        LaunchTemplateData: { InstanceType: 'c5.large' },
      });
    }
    await expect(ec2.createLaunchTemplate({ ...order, VersionDescription: 'other' })).rejects.toMatchObject({
      name: 'IdempotentParameterMismatch',
    });
    await ec2.deleteLaunchTemplate({ LaunchTemplateName: 'once' });
  });

  it('take other user data while they are stopped, and tell their attributes one by one', async () => {
    const InstanceId = await run({ UserData: Buffer.from('#!/bin/sh\ntrue').toString('base64') });
    const UserData = { Value: Buffer.from('#!/bin/sh\nfalse') };
    const change = () => ec2.modifyInstanceAttribute({ InstanceId, UserData });
    await expect(change()).rejects.toMatchObject({ name: 'IncorrectInstanceState' });
    await ec2.modifyInstanceAttribute({ InstanceId, Groups: ['sg-1'] });
    await ec2.stopInstances({ InstanceIds: [InstanceId] });
    await reaches(InstanceId, 'stopped');
    await change();
    const told = async (Attribute: 'userData' | 'groupSet' | 'instanceType' | 'kernel' | 'disableApiStop') =>
      await ec2.describeInstanceAttribute({ InstanceId, Attribute });
    expect((await told('userData')).UserData?.Value).toBe(UserData.Value.toString('base64'));
    expect((await told('groupSet')).Groups).toEqual([{ GroupId: 'sg-1', GroupName: 'sg-1' }]);
    expect((await told('instanceType')).InstanceType?.Value).toBe('t3.small');
    expect((await told('disableApiStop')).DisableApiStop?.Value).toBe(false);
    await expect(told('kernel')).rejects.toMatchObject({ name: 'UnsupportedOperation' });
    await terminate(InstanceId);
  });

  it('are made of the newest image that AWS tells of', async () => {
    const name = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64';
    const { Parameter } = await yard.context.aws.ssm.getParameter({ Name: name });
    expect(Parameter).toMatchObject({ Value: expect.stringMatching(/^ami-0[0-9a-f]{16}$/), DataType: 'aws:ec2:image' });
    const { Instances } = await ec2.runInstances({ ImageId: `resolve:ssm:${name}`, MinCount: 1, MaxCount: 1 });
    expect(Instances?.[0]?.ImageId).toBe(Parameter?.Value);
    await terminate(Instances?.[0]?.InstanceId ?? '');
  });

  it('know their place', async () => {
    const { Subnets } = await ec2.describeSubnets({ Filters: [{ Name: 'default-for-az', Values: ['true'] }] });
    const subnet = Subnets?.find(({ AvailabilityZone }) => AvailabilityZone === 'us-east-1b');
    const id = await run({ SubnetId: subnet?.SubnetId });
    const { Reservations } = await ec2.describeInstances({ InstanceIds: [id] });
    expect(Reservations?.[0]?.Instances?.[0]?.Placement?.AvailabilityZone).toBe('us-east-1b');
    const { InstanceStatuses } = await ec2.describeInstanceStatus({ InstanceIds: [id] });
    expect(InstanceStatuses?.[0]?.InstanceStatus?.Status).toBe('ok');
    await terminate(id);
  });
});
