import { type SendCommandRequest, SSM } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchManaged, untilState } from '../../testing/managed-instance.ts';
import { startYard, type Yard } from '../../testing/start-yard.ts';
import { until } from '../../testing/until.ts';

const ENDED = ['Success', 'Failed', 'TimedOut', 'Cancelled'];

describe('Run Command', () => {
  let yard: Yard;
  let ssm: SSM;
  let instance: string;

  beforeAll(async () => {
    yard = await startYard();
    ssm = yard.client(SSM);
    [instance = ''] = await launchManaged(yard);
  });
  afterAll(async () => {
    const { ec2 } = yard.context.aws;
    const { Reservations } = await ec2.describeInstances({});
    const ids = (Reservations ?? []).flatMap(({ Instances }) =>
      (Instances ?? []).map(({ InstanceId }) => InstanceId ?? ''),
    );
    await ec2.terminateInstances({ InstanceIds: ids });
    for (const id of ids) await untilState(yard, id, 'terminated');
    await yard.stop();
  });

  const send = async (order: Partial<SendCommandRequest>) => {
    const { Command } = await ssm.sendCommand({
      DocumentName: 'AWS-RunShellScript',
      InstanceIds: [instance],
      ...order,
    });
    return Command?.CommandId ?? '';
  };
  const look = (CommandId: string, rest: { InstanceId?: string; PluginName?: string } = {}) =>
    ssm.getCommandInvocation({ CommandId, InstanceId: instance, ...rest });
  const ended = (CommandId: string, rest: { InstanceId?: string; PluginName?: string } = {}) =>
    until(async () => {
      const seen = await look(CommandId, rest);
      return ENDED.includes(seen.Status ?? '') && seen;
    });
  const run = async (commands: string[], rest: Record<string, string[]> = {}) =>
    await ended(await send({ Parameters: { commands, ...rest } }));
  const statusOf = async (CommandId: string) => {
    const { Commands } = await ssm.listCommands({ CommandId });
    return [Commands?.[0]?.Status, Commands?.[0]?.StatusDetails];
  };

  it('runs a script on an instance that has registered', async () => {
    const { InstanceInformationList } = await ssm.describeInstanceInformation({
      Filters: [{ Key: 'InstanceIds', Values: [instance] }],
    });
    expect(InstanceInformationList).toMatchObject([
      { InstanceId: instance, PingStatus: 'Online', PlatformType: 'Linux' },
    ]);
    const seen = await run(['echo one', 'echo "$AWS_SSM_INSTANCE_ID" >&2']);
    expect(seen).toMatchObject({
      ...{ Status: 'Success', StatusDetails: 'Success', ResponseCode: 0, PluginName: 'aws:runShellScript' },
      ...{ StandardOutputContent: 'one\n', StandardErrorContent: `${instance}\n`, DocumentName: 'AWS-RunShellScript' },
    });
    expect(seen.ExecutionElapsedTime).toMatch(/^PT\d+(\.\d+)?S$/);
    const { CommandInvocations } = await ssm.listCommandInvocations({ CommandId: seen.CommandId, Details: true });
    expect(CommandInvocations?.[0]?.CommandPlugins).toMatchObject([
      {
        Name: 'aws:runShellScript',
        Status: 'Success',
        ResponseCode: 0,
        Output: `one\n\n----------ERROR-------\n${instance}\n`,
      },
    ]);
  });

  it('fails with the exit code of the script', async () => {
    const seen = await run(['exit 7']);
    expect(seen).toMatchObject({ Status: 'Failed', StatusDetails: 'Failed', ResponseCode: 7 });
    expect(await statusOf(seen.CommandId ?? '')).toEqual(['Failed', 'Failed']);
  });

  it('fails where the working directory is not there', async () => {
    const seen = await run(['true'], { workingDirectory: ['/no/such/folder'] });
    expect(seen).toMatchObject({
      Status: 'Failed',
      StandardErrorContent: 'The working directory /no/such/folder does not exist',
    });
  });

  it('ends a script that takes too long', async () => {
    const seen = await run(['echo begun; sleep 60'], { executionTimeout: ['1'] });
    expect(seen).toMatchObject({
      Status: 'TimedOut',
      StatusDetails: 'ExecutionTimedOut',
      StandardOutputContent: 'begun\n',
    });
    expect(await statusOf(seen.CommandId ?? '')).toEqual(['TimedOut', 'ExecutionTimedOut']);
  });

  it('shows what is printed while it runs, and cancels', async () => {
    const id = await send({ Parameters: { commands: ['echo begun; sleep 60'] } });
    await until(async () => (await look(id)).StandardOutputContent === 'begun\n');
    expect((await look(id)).Status).toBe('InProgress');
    await ssm.cancelCommand({ CommandId: id });
    expect(await ended(id)).toMatchObject({ Status: 'Cancelled', StatusDetails: 'Cancelled' });
    expect(await statusOf(id)).toEqual(['Cancelled', 'Cancelled']);
  });

  it('goes on over a restart, without running anything twice', async () => {
    const id = await send({ Parameters: { commands: ['echo x >> ~/restart; sleep 0.5; cat ~/restart'] } });
    await until(async () => (await look(id)).Status === 'InProgress');
    await yard.restart();
    expect(await ended(id)).toMatchObject({ Status: 'Success', StandardOutputContent: 'x\n' });
  });

  it('cuts what it shows, and keeps the whole in S3 and the logs', async () => {
    const { s3, logs } = yard.context.aws;
    await s3.createBucket({ Bucket: 'command-output' });
    const id = await send({
      Parameters: { commands: ['seq 1 20000; echo bad >&2'] },
      ...{ OutputS3BucketName: 'command-output', OutputS3KeyPrefix: 'p' },
      CloudWatchOutputConfig: { CloudWatchOutputEnabled: true },
    });
    const seen = await ended(id);
    expect(seen.StandardOutputContent).toHaveLength(24_000);
    const key = `p/${id}/${instance}/awsrunShellScript/0.awsrunShellScript`;
    expect(seen.StandardOutputUrl).toBe(`https://s3.us-east-1.amazonaws.com/command-output/${key}/stdout`);
    const whole = await s3.getObject({ Bucket: 'command-output', Key: `${key}/stdout` });
    expect((await whole.Body?.transformToString())?.split('\n')).toHaveLength(20_001);
    const lines: (string | undefined)[] = [];
    let nextToken: string | undefined;
    for (;;) {
      const page = await logs.getLogEvents({
        ...{
          logGroupName: '/aws/ssm/AWS-RunShellScript',
          logStreamName: `${id}/${instance}/aws-runShellScript/stdout`,
        },
        ...{ startFromHead: true, nextToken },
      });
      lines.push(...(page.events ?? []).map(({ message }) => message));
      if (page.nextForwardToken === nextToken) break;
      nextToken = page.nextForwardToken;
    }
    expect(lines).toEqual(Array.from({ length: 20_000 }, (_, at) => String(at + 1)));
    const { CommandInvocations } = await ssm.listCommandInvocations({ CommandId: id, Details: true });
    expect(CommandInvocations?.[0]?.CommandPlugins?.[0]?.Output).toMatch(/\n---Output truncated---\n-+ERROR-+\nbad\n$/);
  });

  it('runs the steps of a document, with its parameters, where they are meant to', async () => {
    const { s3 } = yard.context.aws;
    await s3.createBucket({ Bucket: 'sources' });
    await s3.putObject({ Bucket: 'sources', Key: 'in/file.txt', Body: 'content' });
    await ssm.putParameter({ Name: '/greeting', Type: 'String', Value: 'hello' });
    const step = (name: string, runCommand: string[], rest: object = {}) => ({
      ...{ name, action: 'aws:runShellScript', inputs: { runCommand } },
      ...rest,
    });
    const Content = {
      schemaVersion: '2.2',
      parameters: { who: { type: 'String', allowedPattern: '^[a-z]+$' } },
      mainSteps: [
        { action: 'aws:configureDocker', name: 'docker', inputs: { action: 'Install' } },
        {
          ...{ action: 'aws:runPowerShellScript', name: 'windows', inputs: { runCommand: ['exit 1'] } },
          precondition: { StringEquals: ['platformType', 'Windows'] },
        },
        {
          ...{ action: 'aws:downloadContent', name: 'download' },
          inputs: {
            sourceType: 'S3',
            sourceInfo: '{"path": "https://s3.amazonaws.com/sources/in/"}',
            destinationPath: 'got',
          },
        },
        step('linux', ['echo {{ssm:/greeting}} {{ who }}', 'cat got/file.txt'], {
          precondition: { StringEquals: ['platformType', 'Linux'] },
        }),
        step('fails', ['exit 3'], { onFailure: 'exit' }),
        step('left-out', ['echo never']),
        step('last', ['echo last'], { finallyStep: true }),
      ],
    };
    await ssm.createDocument({ Name: 'build', Content: JSON.stringify(Content), DocumentType: 'Command' });
    const id = await send({ DocumentName: 'build', Parameters: { who: ['world'] } });
    await until(async () => ENDED.includes((await statusOf(id))[0] ?? ''));
    const outcome = async (PluginName: string) => {
      const seen = await look(id, { PluginName });
      return [seen.Status, seen.ResponseCode, seen.StandardOutputContent];
    };
    expect(await outcome('docker')).toEqual([
      'Success',
      0,
      expect.stringContaining('skipped due to incompatible platform'),
    ]);
    expect(await outcome('windows')).toEqual(['Success', 0, expect.stringContaining('unsatisfied preconditions')]);
    expect(await outcome('linux')).toEqual(['Success', 0, 'hello world\ncontent']);
    expect(await outcome('fails')).toEqual(['Failed', 3, '']);
    expect(await outcome('left-out')).toEqual(['Success', 0, expect.stringContaining('was left out')]);
    expect(await outcome('last')).toEqual(['Success', 0, 'last\n']);
    expect(await look(id)).toMatchObject({ Status: 'Failed', PluginName: '' });
    await expect(look(id, { PluginName: 'none' })).rejects.toMatchObject({ name: 'InvalidPluginName' });

    const nested = await send({
      DocumentName: 'AWS-RunDocument',
      Parameters: { documentPath: ['build'], documentParameters: ['{"who":"you"}'] },
    });
    await until(async () => ENDED.includes((await statusOf(nested))[0] ?? ''));
    expect((await look(nested, { PluginName: 'runDocument.linux' })).StandardOutputContent).toBe('hello you\ncontent');
  });

  it('goes to instances by their tags, some at a time, until too many fail', async () => {
    const { aws } = yard.context;
    await aws.logs.createLogGroup({ logGroupName: 'ssm-events' });
    await aws.events.putRule({ Name: 'ssm', EventPattern: JSON.stringify({ source: ['aws.ssm'] }) });
    const group = `arn:aws:logs:${yard.region}:${yard.account}:log-group:ssm-events`;
    await aws.events.putTargets({ Rule: 'ssm', Targets: [{ Id: 'l', Arn: group }] });

    await launchManaged(yard, [{ fleet: 'a' }, { fleet: 'a' }, { fleet: 'a' }, { fleet: 'b' }]);
    const Targets = [{ Key: 'tag:fleet', Values: ['a'] }];
    const order = { DocumentName: 'AWS-RunShellScript', Targets, MaxConcurrency: '1', MaxErrors: '0' };
    const good = await ssm.sendCommand({ ...order, Parameters: { commands: ['true'] } });
    expect(good.Command?.TargetCount).toBe(3);
    const goodId = good.Command?.CommandId ?? '';
    await until(async () => (await statusOf(goodId))[0] === 'Success');

    const bad = await ssm.sendCommand({ ...order, Parameters: { commands: ['false'] } });
    const badId = bad.Command?.CommandId ?? '';
    await until(async () => (await statusOf(badId))[0] === 'Failed');
    const { CommandInvocations } = await ssm.listCommandInvocations({ CommandId: badId });
    expect(CommandInvocations?.map(({ StatusDetails }) => StatusDetails)).toEqual([
      'Failed',
      'Terminated',
      'Terminated',
    ]);
    const nobody = await ssm.sendCommand({
      ...{ DocumentName: 'AWS-RunShellScript', Parameters: { commands: ['true'] } },
      Targets: [{ Key: 'tag:fleet', Values: ['none'] }],
    });
    expect(nobody.Command).toMatchObject({ TargetCount: 0, StatusDetails: 'NoInstancesInTag' });
    const seen = await until(async () => {
      const { events } = await aws.logs.filterLogEvents({ logGroupName: 'ssm-events' });
      const details = (events ?? []).map(({ message }) => JSON.parse(message ?? ''));
      const mine = details.filter(({ detail }) => detail['command-id'] === badId);
      return mine.some(({ detail }) => detail.status === 'Failed' && !detail['instance-id']) && mine;
    });
    expect(seen.filter(({ detail }) => !detail['instance-id']).map(({ detail }) => detail.status)).toEqual([
      ...['Pending', 'InProgress', 'Failed'],
    ]);
  });

  it('is not delivered to an instance that stopped', async () => {
    const [id = ''] = await launchManaged(yard);
    await yard.context.aws.ec2.stopInstances({ InstanceIds: [id] });
    await untilState(yard, id, 'stopped');
    await expect(send({ InstanceIds: [id], Parameters: { commands: ['true'] } })).rejects.toMatchObject({
      name: 'InvalidInstanceId',
      message: `Instances [[${id}]] not in a valid state for account 123456789012`,
    });
  });

  it('fails when its instance is stopped under it', async () => {
    const [id = ''] = await launchManaged(yard);
    const command = await send({ InstanceIds: [id], Parameters: { commands: ['sleep 60'] } });
    await until(async () => (await look(command, { InstanceId: id })).Status === 'InProgress');
    await new Promise((resolve) => setTimeout(resolve, 200));
    await yard.context.aws.ec2.terminateInstances({ InstanceIds: [id] });
    expect(await ended(command, { InstanceId: id })).toMatchObject({ Status: 'Failed', ResponseCode: -1 });
  });

  it.each<[string, string, Partial<SendCommandRequest>]>([
    ['a document that is not there', 'InvalidDocument', { DocumentName: 'none' }],
    ['an unknown parameter', 'InvalidParameters', { Parameters: { commands: ['x'], other: ['x'] } }],
    ['a missing parameter', 'InvalidParameters', {}],
    ['an instance twice', 'DuplicateInstanceId', { InstanceIds: ['i-00000000000000000', 'i-00000000000000000'] }],
    ['an unknown instance', 'InvalidInstanceId', { InstanceIds: ['i-00000000000000000'] }],
    [
      'a target of another kind',
      'InvalidTarget',
      { InstanceIds: undefined, Targets: [{ Key: 'resource-groups:Name', Values: ['x'] }] },
    ],
  ])('refuses %s: %s', async (_, name, order) => {
    const needed = name === 'InvalidParameters' ? {} : { Parameters: { commands: ['true'] } };
    await expect(send({ ...needed, ...order })).rejects.toMatchObject({ name });
  });
});
