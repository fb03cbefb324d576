import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findAwsClis, repository, type ServerProcess, startServer } from './testing/server-process.ts';
import { openShell, type Shell } from './testing/shell.ts';

// `package` puts files into a bucket by a client that only AWS_ENDPOINT_URL reaches.
const clis = (await findAwsClis()).filter(({ takesEndpoint }) => takesEndpoint);

it.runIf(process.env.CI)('the machine has an aws CLI to deploy with', () => {
  expect(clis.length).toBeGreaterThan(0);
});

describe.each(clis)('with aws CLI v$version', ({ program }) => {
  let server: ServerProcess;
  let shell: Shell;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'codeyard-machines-'));
    cpSync(join(repository, 'scenarios/seed-001'), folder, { recursive: true });
    server = await startServer();
    shell = await openShell(server, program, folder);
    await shell('aws s3 mb s3://packages');
  });

  afterAll(async () => {
    await shell?.close();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const json = async (command: string) => JSON.parse(await shell(`aws ${command} --output json`));
  const package_ = () =>
    shell(
      'aws cloudformation package --template-file template.yml --s3-bucket packages --output-template-file packaged.yml',
    );
  const deploy = (stack: string, file: string, version: string) =>
    shell(`aws cloudformation deploy --stack-name ${stack} --template-file ${file} --parameter-overrides ProviderVersion=${version} \\
      --capabilities CAPABILITY_NAMED_IAM CAPABILITY_AUTO_EXPAND --no-fail-on-empty-changeset`);
  const statusOf = (stack: string) =>
    shell(`aws cloudformation describe-stacks --stack-name ${stack} --query Stacks[0].StackStatus --output text`);

  async function until<Value>(look: () => Promise<Value | undefined | false>, patienceMs = 30_000): Promise<Value> {
    for (const end = performance.now() + patienceMs; performance.now() < end; await pause(200)) {
      const value = await look();
      if (value) return value;
    }
    throw new Error(`it did not come to be: ${look}`);
  }

  async function removed(stack: string): Promise<void> {
    const id = await shell(
      `aws cloudformation describe-stacks --stack-name ${stack} --query Stacks[0].StackId --output text`,
    );
    await shell(`aws cloudformation delete-stack --stack-name ${stack}`);
    await until(async () => !(await statusOf(id)).endsWith('IN_PROGRESS'));
    expect(await statusOf(id)).toBe('DELETE_COMPLETE');
  }

  it('the build environment deploys unmodified', async () => {
    await package_();
    await deploy('machines', 'packaged.yml', '1');
    expect(await statusOf('machines')).toBe('CREATE_COMPLETE');
    const types = await json(
      "codepipeline list-action-types --action-owner-filter Custom --query 'actionTypes[].id.[category,provider,version]'",
    );
    expect(types).toEqual([['Build', 'Machine-Builder', '1']]);
    const [machine] = await json('stepfunctions list-state-machines --query stateMachines[].stateMachineArn');
    expect(machine).toMatch(/:build-machines-flow$/);
    const { definition } = await json(`stepfunctions describe-state-machine --state-machine-arn ${machine}`);
    const { States } = JSON.parse(definition);
    const functions: string[] = await json('lambda list-functions --query Functions[].FunctionArn');
    expect(functions).toHaveLength(4);
    expect(functions).toContain(States.Report.Resource);
    expect(await deploy('machines', 'packaged.yml', '1')).toContain('No changes to deploy');
    await deploy('machines', 'packaged.yml', '2');
    expect(await statusOf('machines')).toBe('UPDATE_COMPLETE');
    await deploy('delivery', 'pipeline.yml', '2');
    expect(await statusOf('delivery')).toBe('CREATE_COMPLETE');
  }, 240_000);

  it('a build goes through it', async () => {
    const outputs = await json(
      'cloudformation describe-stacks --stack-name delivery --query Stacks[0].Outputs[].OutputValue',
    );
    const [pipeline, sources] = outputs;
    await shell(`mkdir -p code && echo 'mkdir out && echo "built for $1 by $PipelineName" > out/it' > code/build.sh && cd code && zip -q ../code.zip build.sh && cd ..
      aws s3 cp --quiet code.zip s3://${sources}/code.zip
      aws codepipeline start-pipeline-execution --name ${pipeline}`);
    const look = `codepipeline list-pipeline-executions --pipeline-name ${pipeline} --query pipelineExecutionSummaries[0].status`;
    const status = await until(async () => {
      const now: string = await json(look);
      return now !== 'InProgress' && now;
    }, 280_000);
    const actions = await json(`codepipeline list-action-executions --pipeline-name ${pipeline}`);
    expect([status, JSON.stringify(actions.actionExecutionDetails[0])]).toEqual(['Succeeded', expect.any(String)]);
  }, 300_000);

  it('and it goes without leaving anything', async () => {
    const [, sources, artifacts] = await json(
      'cloudformation describe-stacks --stack-name delivery --query Stacks[0].Outputs[].OutputValue',
    );
    await shell(
      `aws s3api delete-objects --bucket ${sources} --delete "$(aws s3api list-object-versions --bucket ${sources} --query '{Objects: Versions[].{Key: Key, VersionId: VersionId}}' --output json)"`,
    );
    await removed('delivery');
    await removed('machines');
    expect(
      (await shell('aws s3 ls'))
        .split('\n')
        .map((line) => line.split(' ').at(-1))
        .sort(),
    ).toEqual([artifacts, 'packages'].sort());
    const left = ['lambda list-functions --query Functions', 'stepfunctions list-state-machines --query stateMachines'];
    left.push(
      'events list-rules --query Rules',
      'iam list-roles --query Roles',
      'iam list-instance-profiles --query InstanceProfiles',
    );
    left.push(
      'codepipeline list-pipelines --query pipelines',
      'codepipeline list-action-types --action-owner-filter Custom --query actionTypes',
    );
    left.push('ssm list-documents --document-filter-list key=Owner,value=Self --query DocumentIdentifiers');
    for (const command of left) expect([command, await json(command)]).toEqual([command, []]);
  }, 120_000);
});
