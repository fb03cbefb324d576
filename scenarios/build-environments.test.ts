import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { Lambda } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../packages/server/src/testing/until.ts';
import { type BuildEnvironments, openBuildEnvironments } from './testing/build-environments.ts';
import { findAwsClis } from './testing/server-process.ts';

const [cli] = await findAwsClis();
let yard: BuildEnvironments;

it.runIf(process.env.CI)('the machine has an aws CLI', () => {
  expect(cli).toBeDefined();
});

describe.runIf(cli)('the EC2 build environments', () => {
  beforeAll(async () => {
    yard = await openBuildEnvironments(cli?.program ?? '');
    await yard.putSource({
      'app/word.txt': 'made on an instance',
      'build.sh': 'echo building; cat app/word.txt > made.txt',
    });
  }, 120_000);

  afterAll(() => yard?.close());

  it('build an action on an instance of its own, which is gone afterwards', async () => {
    await yard.create('first', {
      Command: 'sh build.sh\necho "VERSION=1.2.3" > "$CODEYARD_VARIABLES"',
      OutputArtifactPath: 'made.txt',
    });
    const outcome = await yard.outcome('first');
    expect(outcome).toMatchObject({ status: 'Succeeded', output: { outputVariables: { VERSION: '1.2.3' } } });
    const { externalExecutionId, externalExecutionUrl } = outcome.output?.executionResult ?? {};
    expect(externalExecutionId).toMatch(/^arn:aws:states:us-east-1:123456789012:execution:.+:job-[0-9a-f-]{36}$/);
    expect(decodeURIComponent(externalExecutionUrl ?? '')).toContain(`/_codeyard/executions/${externalExecutionId}`);
    expect(await yard.files('first')).toEqual({ Built: { 'made.txt': 'made on an instance' } });
    const logs = new CloudWatchLogs({
      endpoint: yard.server.endpoint,
      region: 'us-east-1',
      credentials: yard.server.credentials,
    });
    const { events = [] } = await logs.filterLogEvents({ logGroupName: yard.outputs.BuildLogs });
    expect(events.map(({ message }) => message).join('')).toContain('building');
    await until(async () => (await yard.machines()).length === 0);
  }, 90_000);

  it('fail as the command does, and say how and where', async () => {
    await yard.create('failing', { Command: 'echo the reason; exit 3', OutputArtifactPath: 'made.txt' });
    const { status, output } = await yard.outcome('failing');
    expect(status).toBe('Failed');
    expect(output?.executionResult?.errorDetails).toMatchObject({
      code: 'JobFailed',
      message: expect.stringMatching(/The command failed with exit code 3\.\n.*the reason/s),
    });
    await until(async () => (await yard.machines()).length === 0);
  }, 90_000);

  it('refuse a configuration that cannot be, with its key', async () => {
    await yard.create('wrong', { Command: 'true', InstanceType: 'large', OutputArtifactPath: '../x' });
    const { status, output } = await yard.outcome('wrong');
    expect(status).toBe('Failed');
    expect(output?.executionResult?.errorDetails).toEqual({
      code: 'ConfigurationError',
      message: expect.stringMatching(/OutputArtifactPath: "\.\.\/x" leads out.*InstanceType: "large" is not/s),
    });
  }, 90_000);

  it('stop when their pipeline is stopped, and give the instance back', async () => {
    await yard.create('stopped', { Command: 'echo begun; sleep 600', OutputArtifactPath: 'made.txt' });
    const { pipelineExecutionId } = await until(async () => {
      const found = await yard.action('stopped');
      const commands =
        (await yard.aws.ssm.listCommands({ Filters: [{ key: 'Status', value: 'InProgress' }] })).Commands ?? [];
      return commands.length > 0 ? found : undefined;
    }, 60_000);
    await yard.aws.codepipeline.stopPipelineExecution({ pipelineName: 'stopped', pipelineExecutionId, abandon: true });
    await until(async () => (await yard.machines()).length === 0, 60_000);
    const { Commands = [] } = await yard.aws.ssm.listCommands({ Filters: [{ key: 'Status', value: 'InProgress' }] });
    expect(Commands).toEqual([]);
  }, 150_000);

  it('end an instance that outlived its time, though the scheduler knows nothing of it', async () => {
    const tag = (Key: string, Value: string) => ({ Key: `codeyard:${Key}`, Value });
    const run = async (expires: string) => {
      const Tags = [tag('installation', 'builders'), tag('expires', expires)];
      const { Instances = [] } = await yard.aws.ec2.runInstances({
        ...{ ImageId: 'ami-0123456789abcdef0', InstanceType: 't3.small', MinCount: 1, MaxCount: 1 },
        TagSpecifications: [{ ResourceType: 'instance', Tags }],
      });
      return Instances[0]?.InstanceId;
    };
    const [late, early] = [await run('2020-01-01T00:00:00Z'), await run('2999-01-01T00:00:00Z')];
    const StackName = 'builders';
    const { StackResourceDetail } = await yard.aws.cloudformation.describeStackResource({
      ...{ StackName, LogicalResourceId: 'Reaper' },
    });
    const client = { endpoint: yard.server.endpoint, region: 'us-east-1', credentials: yard.server.credentials };
    const FunctionName = StackResourceDetail?.PhysicalResourceId;
    const { Payload } = await new Lambda(client).invoke({ FunctionName });
    expect(JSON.parse(Buffer.from(Payload ?? []).toString())).toEqual([late]);
    await until(async () => !(await yard.machines()).includes(late ?? ''));
    expect(await yard.machines()).toContain(early);
  }, 60_000);
});
