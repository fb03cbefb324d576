import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findAwsClis, repository, type ServerProcess, startServer } from './testing/server-process.ts';
import { openShell, type Shell } from './testing/shell.ts';

// `package` puts files into a bucket by a client that only AWS_ENDPOINT_URL reaches.
const clis = (await findAwsClis()).filter(({ takesEndpoint }) => takesEndpoint);

// On AWS it comes with the runtime; here functions have what the machine's Python has.
const hasBoto = spawnSync('python3', ['-c', 'import boto3']).status === 0;
if (!hasBoto) process.stderr.write('no build goes through the build environment: python3 has no boto3\n');

it.runIf(process.env.CI)('the machine has an aws CLI to deploy with, and boto3 for the functions', () => {
  expect(clis.length).toBeGreaterThan(0);
  expect(hasBoto).toBe(true);
});

const OUTPUTS = 'cloudformation describe-stacks --stack-name delivery --query Stacks[0].Outputs[].OutputValue';

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

  async function until<Value>(look: () => Promise<Value | undefined | false>, patienceMs = 60_000): Promise<Value> {
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
    // The CLI names change sets by the second.
    await pause(1_000);
    await deploy('machines', 'packaged.yml', '2');
    expect(await statusOf('machines')).toBe('UPDATE_COMPLETE');
    await deploy('delivery', 'pipeline.yml', '2');
    expect(await statusOf('delivery')).toBe('CREATE_COMPLETE');
  }, 240_000);

  it.runIf(hasBoto)(
    'a build goes through it',
    async () => {
      const [pipeline, sources] = await json(OUTPUTS);
      await shell(`mkdir -p code
      echo 'mkdir out; echo "built for $1 by $PipelineName in $(pwd)" > out/it' > code/build.sh
      cd code && zip -q ../code.zip build.sh && cd ..
      aws s3 cp --quiet code.zip s3://${sources}/code.zip
      aws codepipeline start-pipeline-execution --name ${pipeline}`);
      // The pipeline starts an execution when it is made, which found no code.
      const look = `codepipeline list-pipeline-executions --pipeline-name ${pipeline} --query pipelineExecutionSummaries[].status`;
      const statuses = await until(async () => {
        const seen: string[] = await json(look);
        return !seen.includes('InProgress') && seen;
      }, 280_000);
      expect(statuses[0]).toBe('Succeeded');
      const [action] = await json(
        `codepipeline list-action-executions --pipeline-name ${pipeline} --query 'actionExecutionDetails[?stageName==\`Package\`]'`,
      );
      expect(action.output.executionResult).toMatchObject({
        externalExecutionId: expect.stringContaining(':execution:build-machines-flow:'),
        externalExecutionSummary: 'Finishing',
      });
      const { bucket, key } = action.output.outputArtifacts[0].s3location;
      await shell(`aws s3 cp --quiet s3://${bucket}/${key} built.zip && unzip -qo built.zip`);
      expect(await shell('cat out/it')).toContain(`built for 123456789012 by ${pipeline} in `);
      const machines = await json('ec2 describe-instances --query Reservations[].Instances[].State.Name');
      expect(machines).toHaveLength(1);
      expect(machines[0]).toMatch(/^(shutting-down|terminated)$/);
    },
    300_000,
  );

  it('and it goes without leaving anything', async () => {
    const [, sources, artifacts] = await json(OUTPUTS);
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
