import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { IAM } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeZip } from '../packages/compute/src/archives/write-zip.ts';
import { until } from '../packages/server/src/testing/until.ts';
import { type BuildEnvironments, openBuildEnvironments } from './testing/build-environments.ts';
import { findAwsClis } from './testing/server-process.ts';

const [cli] = await findAwsClis();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codeyard-troubles-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

it.runIf(process.env.CI)('the machine has an aws CLI', () => {
  expect(cli).toBeDefined();
});

/** The stack on a server with a fault script. */
async function open(faults: object, settings: readonly string[] = []): Promise<BuildEnvironments> {
  const script = join(await mkdtemp(join(folder, 'script-')), 'faults.json');
  await writeFile(script, JSON.stringify(faults));
  const yard = await openBuildEnvironments(cli?.program ?? '', ['--faults', script, ...settings]);
  await yard.putSource({ 'in.txt': 'in', 'app/run.sh': 'echo "$WORD in $(basename "$PWD")" > made.txt' });
  return yard;
}

const PROGRAM_LINKS = /https?:\/\/[^\s'"]+/g;

describe.runIf(cli)('an action of the EC2 build environments', () => {
  let yard: BuildEnvironments;

  beforeAll(async () => {
    yard = await open({ interruptSpotAfterMs: 1_500 }, ['--ami', 'ami-0123456789abcdef0']);
    await yard.putSource({ 'in.txt': 'in', '../evil.txt': 'evil' }, 'paths.zip');
    await yard.putSource({ 'more.txt': 'more' }, 'more.zip');
    await yard.aws.s3.putObject({ Bucket: 'source', Key: 'text.zip', Body: 'this is no archive' });
    const [way, linked] = [join(folder, 'way'), join(folder, 'link.zip')];
    await symlink('/etc', way);
    await writeZip(linked, [{ path: 'way', file: way, asLink: true }]);
    await yard.aws.s3.putObject({ Bucket: 'source', Key: 'link.zip', Body: await readFile(linked) });
  }, 120_000);

  afterAll(() => yard?.close());

  const [code, ami] = ['code.zip', 'ami-0123456789abcdef0'];
  it.concurrent.each([
    [
      'an unknown AMI',
      { ImageId: 'ami-0aaaaaaaaaaaaaaaa' },
      code,
      /ImageId ami-0aaaaaaaaaaaaaaaa.*InvalidAMIID\.NotFound/,
    ],
    ['an unknown type', { InstanceType: 'm5.gigantic' }, code, /InstanceType m5\.gigantic.*m5\.gigantic/],
    ['an unknown pool', { Pool: 'nowhere' }, code, /Pool: there is no pool nowhere\. There are/],
    [
      'a command that is not there',
      { Command: 'no-such-tool' },
      code,
      /exit code 127.*no-such-tool: (command )?not found/s,
    ],
    ['no output', { OutputArtifactPath: 'dist' }, code, /OutputArtifactPath: dist is not there after the build/],
    ['no directory', { WorkingDirectory: 'src' }, code, /WorkingDirectory: src is not in the input artifact/],
    ['an artifact with a link out of it', {}, 'link.zip', /input artifact Code has a link that leads out of it: .*way/],
    ['an artifact that is no archive', {}, 'text.zip', /input artifact Code is not a zip archive/],
    [
      'an artifact with paths out of it',
      {},
      'paths.zip',
      /input artifact Code has paths that lead out of it: \.\.\/evil/,
    ],
    [
      'a command without an end',
      { Command: 'echo begun; sleep 900', TimeoutMinutes: '1' },
      code,
      /did not end within 1 minutes \(TimeoutMinutes\)\..*begun/s,
    ],
  ] as const)(
    'fails for %s, and says so',
    async (what, configuration, source, message) => {
      const name = what.replaceAll(' ', '-');
      await yard.create(
        name,
        { Command: 'true', OutputArtifactPath: 'in.txt', ...configuration },
        { sources: [source] },
      );
      const { status, output } = await yard.outcome(name, 150_000);
      expect(status).toBe('Failed');
      expect(output?.executionResult?.errorDetails?.message).toMatch(message);
    },
    180_000,
  );

  it('fails for an artifact that is not there any more, and says so', async () => {
    await yard.create('gone', { Command: 'false', OutputArtifactPath: 'in.txt' });
    const first = await yard.outcome('gone');
    const { bucket: Bucket, key: Key } = first.input?.inputArtifacts?.[0]?.s3location ?? {};
    await yard.aws.s3.deleteObject({ Bucket, Key });
    const { pipelineExecutionId } = first;
    await yard.aws.codepipeline.retryStageExecution({
      ...{ pipelineName: 'gone', stageName: 'Build', pipelineExecutionId, retryMode: 'FAILED_ACTIONS' },
    });
    const second = await until(async () => {
      const action = await yard.action('gone');
      return action?.status === 'Failed' && action.actionExecutionId !== first.actionExecutionId ? action : undefined;
    }, 90_000);
    expect(second.output?.executionResult?.errorDetails?.message).toMatch(
      /The input artifact Code could not be downloaded/,
    );
  }, 150_000);

  it('may have several artifacts, variables, and its own network and profile', async () => {
    const iam = new IAM({ endpoint: yard.server.endpoint, region: 'us-east-1', credentials: yard.server.credentials });
    await iam.createInstanceProfile({ InstanceProfileName: 'mine' });
    await iam.addRoleToInstanceProfile({ InstanceProfileName: 'mine', RoleName: yard.outputs.InstanceRole ?? '' });
    const configuration = {
      ...{
        Command:
          'sh run.sh; cat "$CODEYARD_INPUT_Code1/more.txt" > more.txt; echo V=1 > "$CODEYARD_VARIABLES"; sleep 3',
      },
      ...{ WorkingDirectory: 'app', Environment: 'WORD=told', OutputArtifactPath: 'One=made.txt,Two=more.txt' },
      ...{ Network: 'subnet-0123456789abcdef0 sg-0123456789abcdef0', InstanceProfile: 'mine', ImageId: ami },
    };
    await yard.create('several', configuration, { sources: [code, 'more.zip'], outputs: ['One', 'Two'] });
    const machine = await until(async () => {
      const { Reservations = [] } = await yard.aws.ec2.describeInstances({
        Filters: [{ Name: 'subnet-id', Values: ['subnet-0123456789abcdef0'] }],
      });
      return Reservations[0]?.Instances?.[0];
    }, 30_000);
    expect(machine.SecurityGroups?.map(({ GroupId }) => GroupId)).toEqual(['sg-0123456789abcdef0']);
    expect(machine.IamInstanceProfile?.Arn).toMatch(/\/mine$/);
    expect(await yard.outcome('several')).toMatchObject({
      status: 'Succeeded',
      output: { outputVariables: { V: '1' } },
    });
    expect(await yard.files('several')).toEqual({ One: { 'made.txt': 'told in app\n' }, Two: { 'more.txt': 'more' } });
  }, 90_000);

  it('opens its own artifacts and no others, and encrypts as its store says', async () => {
    const keyArn = 'arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555';
    await yard.create('encrypted', { Command: 'sleep 2', OutputArtifactPath: 'in.txt' }, { keyArn });
    const { output } = await yard.outcome('encrypted');
    const { bucket: Bucket, key: Key } = output?.outputArtifacts?.[0]?.s3location ?? {};
    const head = await yard.aws.s3.headObject({ Bucket, Key });
    expect(head).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: keyArn });
    const { Commands = [] } = await yard.aws.ssm.listCommands({});
    const programs = Commands.map(({ Parameters }) => Buffer.from(Parameters?.Program?.[0] ?? '', 'base64').toString());
    const links = programs.flatMap((program) => program.match(PROGRAM_LINKS) ?? []);
    const own = links.find((link) => link.includes('encrypted/Code/')) ?? '';
    expect((await fetch(own)).status).toBe(200);
    expect((await fetch(own, { method: 'PUT', body: 'x' })).ok).toBe(false);
    const written = new URL(own);
    written.pathname = `/${Bucket}/${Key}`;
    expect((await fetch(written)).status).toBe(403);
    const { output: other } = await yard.outcome('several');
    written.pathname = `/${Bucket}/${other?.outputArtifacts?.[0]?.s3location?.key}`;
    expect((await fetch(written)).status).toBe(403);
  }, 90_000);

  it('goes on elsewhere when its spot instance is taken back, as one action', async () => {
    const Command = `echo attempt >> ${folder}/attempts; sleep 5; cp in.txt made.txt`;
    await yard.create('spot', {
      ...{ Command, Pool: 'spot', ImageId: ami, InstanceType: 'm5.large', OutputArtifactPath: 'made.txt' },
    });
    const { status, output } = await yard.outcome('spot', 120_000);
    expect([status, output?.executionResult?.errorDetails]).toEqual(['Succeeded', undefined]);
    const { actionExecutionDetails = [] } = await yard.aws.codepipeline.listActionExecutions({ pipelineName: 'spot' });
    expect(actionExecutionDetails.filter(({ stageName }) => stageName === 'Build')).toHaveLength(1);
    const { executions = [] } = await yard.aws.sfn.listExecutions({ stateMachineArn: yard.outputs.StateMachine });
    const id = output?.executionResult?.externalExecutionId;
    expect(executions.filter(({ executionArn }) => executionArn === id)).toHaveLength(1);
    const { events = [] } = await yard.aws.sfn.getExecutionHistory({ executionArn: id });
    const entered = events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
    expect(entered.filter((name) => name === 'Interrupted').length).toBeGreaterThan(0);
  }, 150_000);

  it('leaves nothing behind, and no secret anywhere', async () => {
    await until(async () => (await yard.machines()).length === 0, 60_000);
    const { endpoint, credentials } = yard.server;
    const logs = new CloudWatchLogs({ endpoint, region: 'us-east-1', credentials });
    const texts: string[] = [];
    const { logGroups = [] } = await logs.describeLogGroups({});
    for (const { logGroupName } of logGroups) {
      let nextToken: string | undefined;
      do {
        const page = await logs.filterLogEvents({ logGroupName, ...(nextToken ? { nextToken } : {}) });
        texts.push(...(page.events ?? []).map(({ message = '' }) => message));
        nextToken = page.nextToken;
      } while (nextToken);
    }
    const { executions = [] } = await yard.aws.sfn.listExecutions({ stateMachineArn: yard.outputs.StateMachine });
    for (const { executionArn, status } of executions) {
      expect(status).not.toBe('RUNNING');
      const { events = [] } = await yard.aws.sfn.getExecutionHistory({ executionArn, maxResults: 1_000 });
      texts.push(JSON.stringify(events));
    }
    for (const pipelineName of (await yard.aws.codepipeline.listPipelines({})).pipelines?.map(({ name }) => name) ?? [])
      texts.push(JSON.stringify(await yard.aws.codepipeline.listActionExecutions({ pipelineName })));
    expect(texts.length).toBeGreaterThan(100);
    for (const secret of ['X-Amz-Signature', 'X-Amz-Security-Token', 'secretAccessKey', 'SecretAccessKey'])
      expect(texts.filter((text) => text.includes(secret))).toEqual([]);
  }, 90_000);

  it('may print a gigabyte, and the server keeps its size', async () => {
    const before = await yard.server.memory();
    const Command = 'yes "$(printf %0120d 7)" | head -c 1000000000; echo; echo the very last line; exit 4';
    await yard.create('chatty', { Command, OutputArtifactPath: 'in.txt' });
    let most = before;
    const outcome = yard.outcome('chatty', 500_000);
    let isOver = false;
    const watch = async () => {
      while (!isOver) {
        most = Math.max(most, await yard.server.memory());
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    };
    const watching = watch();
    const { output } = await outcome.finally(() => (isOver = true));
    await watching;
    expect(output?.executionResult?.errorDetails?.message).toMatch(/exit code 4.*the very last line$/s);
    expect(most - before).toBeLessThan(600_000_000);
  }, 600_000);
});

describe.runIf(cli)('pools', () => {
  let yard: BuildEnvironments;

  beforeAll(async () => {
    yard = await open({});
  }, 120_000);

  afterAll(() => yard?.close());

  const pool = { image: 'ami-0123456789abcdef0', instanceTypes: ['m5.large'], idleMinutes: 1 };

  /** A build that fails where it finds anything of another one, and leaves a process and a file of its own. */
  const Command =
    '[ "$(ls -d "$CODEYARD_BUILD"/../job-* | wc -l)" = 1 ] || { echo "not clean"; exit 1; }; sleep 300 >/dev/null 2>&1 & echo x > made.txt';

  async function build(count: number, Pool: string): Promise<void> {
    const names = Array.from({ length: count }, (_, index) => `${Pool}-${index}`);
    for (const name of names) await yard.create(name, { Command, Pool, OutputArtifactPath: 'made.txt' });
    for (const name of names) {
      const { status, output } = await yard.outcome(name, 240_000);
      expect([name, status, output?.executionResult?.errorDetails]).toEqual([name, 'Succeeded', undefined]);
    }
  }

  it('of three warm instances carry thirty builds out, each on a clean one', async () => {
    await yard.definePool('warm', { ...pool, strategy: 'warm', floor: 3, ceiling: 3 });
    await build(30, 'warm');
    const { Reservations = [] } = await yard.aws.ec2.describeInstances({});
    expect(Reservations.flatMap(({ Instances = [] }) => Instances)).toHaveLength(3);
  }, 300_000);

  it('of stopped instances start them again', async () => {
    await yard.definePool('parked', { ...pool, strategy: 'stopped', floor: 1, ceiling: 2 });
    await build(4, 'parked');
  }, 200_000);
});

/** These have servers of their own, and do little else than wait. */
const WAITING = { concurrent: true };

describe.runIf(cli)('with an EC2 that is slow, forgetful, full and busy', WAITING, () => {
  let yard: BuildEnvironments;

  beforeAll(async () => {
    const throttled = [
      ...['ec2:RunInstances', 'ec2:DescribeInstances', 'ec2:TerminateInstances', 'ssm:SendCommand'],
      ...['ssm:GetCommandInvocation', 'ssm:DescribeInstanceInformation', 'codepipeline:PollForJobs'],
      ...['codepipeline:AcknowledgeJob', 'codepipeline:GetJobDetails', 'codepipeline:PutJobSuccessResult'],
      ...['states:StartExecution', 'states:SendTaskSuccess', 'dynamodb:PutItem', 'dynamodb:TransactWriteItems'],
    ].map((operation) => ({ operation, code: 'RequestLimitExceeded', times: 6 }));
    const full = { operation: 'ec2:RunInstances', code: 'InsufficientInstanceCapacity', instanceType: 'm5.large' };
    const times = { bootMs: 500, stopMs: 500, visibleAfterMs: 2_000, registerAfterMs: 1_000 };
    yard = await open({ ...times, refusals: [full, ...throttled] });
  }, 120_000);

  afterAll(() => yard?.close());

  it('builds end all the same, on the type that there is', async () => {
    const names = ['one', 'two', 'three'];
    for (const name of names)
      await yard.create(name, {
        ...{ Command: 'cp in.txt made.txt', OutputArtifactPath: 'made.txt', InstanceType: 'm5.large,m5a.large' },
      });
    for (const name of names) {
      const { status, output } = await yard.outcome(name, 200_000);
      expect([status, output?.executionResult?.errorDetails]).toEqual(['Succeeded', undefined]);
    }
    await until(async () => (await yard.machines()).length === 0, 90_000);
    const { Reservations = [] } = await yard.aws.ec2.describeInstances({});
    const types = Reservations.flatMap(({ Instances = [] }) => Instances.map(({ InstanceType }) => InstanceType));
    expect(new Set(types)).toEqual(new Set(['m5a.large']));
  }, 300_000);
});

describe.runIf(cli)('with an EC2 whose instances never register, or that has none', WAITING, () => {
  let yard: BuildEnvironments;

  beforeAll(async () => {
    const full = { operation: 'ec2:RunInstances', code: 'InsufficientInstanceCapacity', instanceType: 'c5.large' };
    yard = await open({ registerAfterMs: -1, refusals: [full] });
  }, 120_000);

  afterAll(() => yard?.close());

  const pool = { image: 'ami-0123456789abcdef0', ceiling: 1, bootMinutes: 1, failuresToStop: 1 };
  it.concurrent.each([
    ['mute', 'm5.large', 5, /Pool mute: .*Systems Manager did not reach it within 1 minutes/],
    ['full', 'c5.large', 1, /Pool full: there was no instance of pool full for 1 minutes: .*capacity/i],
  ])(
    'a build on the pool %j fails, and says so',
    async (name, type, queueMinutes, message) => {
      await yard.definePool(name, { ...pool, instanceTypes: [type], queueMinutes });
      await yard.create(name, { Command: 'true', Pool: name, OutputArtifactPath: 'in.txt' });
      const { status, output } = await yard.outcome(name, 200_000);
      expect(status).toBe('Failed');
      expect(output?.executionResult?.errorDetails?.message).toMatch(message);
      await until(async () => (await yard.machines()).length === 0, 90_000);
    },
    300_000,
  );
});

describe.runIf(cli)('with a pipeline that gives up on an action after a while', WAITING, () => {
  let yard: BuildEnvironments;

  beforeAll(async () => {
    yard = await open({ jobTimeoutMs: 30_000 });
  }, 120_000);

  afterAll(() => yard?.close());

  it('the command is stopped, the instance is released, and the action has failed once', async () => {
    const alive = join(folder, 'alive');
    await yard.create('late', {
      ...{ Command: `while :; do date +%s%N > ${alive}; sleep 0.2; done`, OutputArtifactPath: 'in.txt' },
    });
    await until(async () => (await readFile(alive, 'utf8').catch(() => '')) !== '', 30_000);
    const { status, output } = await yard.outcome('late', 90_000);
    expect(status).toBe('Failed');
    expect(output?.executionResult?.errorDetails?.message).toBe('The action ran longer than it may');
    await until(async () => (await yard.machines()).length === 0, 90_000);
    const stateMachineArn = yard.outputs.StateMachine;
    const runs = async () => (await yard.aws.sfn.listExecutions({ stateMachineArn })).executions ?? [];
    await until(async () => (await runs()).every((run) => run.status !== 'RUNNING'), 60_000);
    expect(await runs()).toHaveLength(1);
    // It is cancelled, and its instance ended; whichever comes first.
    await until(async () => {
      const { Commands = [] } = await yard.aws.ssm.listCommands({});
      return Commands.length === 1 && /^(Cancelled|Failed)$/.test(Commands[0]?.Status ?? '');
    }, 30_000);
    // The instance, and all that runs on it, ends soon.
    await until(async () => {
      const last = await readFile(alive, 'utf8');
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      return (await readFile(alive, 'utf8')) === last;
    }, 30_000);
    const { actionExecutionDetails = [] } = await yard.aws.codepipeline.listActionExecutions({ pipelineName: 'late' });
    expect(actionExecutionDetails.filter(({ stageName }) => stageName === 'Build')).toHaveLength(1);
    expect((await yard.action('late'))?.output).toEqual(output);
  }, 240_000);
});
