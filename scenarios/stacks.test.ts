import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
    folder = mkdtempSync(join(tmpdir(), 'codeyard-stacks-'));
    cpSync(join(repository, 'scenarios/stacks'), folder, { recursive: true });
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
  const deploy = (stack: string, file: string, parameters = '') =>
    shell(
      `aws cloudformation deploy --stack-name ${stack} --template-file ${file} --capabilities CAPABILITY_IAM ${parameters && `--parameter-overrides ${parameters}`}`,
    );
  const stackOf = (stack: string) => json(`cloudformation describe-stacks --stack-name ${stack} --query Stacks[0]`);

  /** The stack once nothing happens to it any more. */
  async function rested(stack: string): Promise<{ StackStatus: string; StackStatusReason?: string }> {
    for (const end = performance.now() + 30_000; performance.now() < end; await pause(100)) {
      const seen = await stackOf(stack);
      if (!seen.StackStatus.endsWith('IN_PROGRESS')) return seen;
    }
    throw new Error(`${stack} did not come to rest`);
  }

  async function removed(stack: string): Promise<void> {
    const { StackId } = await stackOf(stack);
    await shell(`aws cloudformation delete-stack --stack-name ${stack}`);
    expect((await rested(StackId)).StackStatus).toBe('DELETE_COMPLETE');
  }

  const names = async () =>
    await json(
      "cloudformation list-stacks --query 'StackSummaries[?StackStatus!=`DELETE_COMPLETE`].[StackName,StackStatus]'",
    );

  async function outputsOf(stack: string): Promise<Record<string, string>> {
    const { Outputs } = await stackOf(stack);
    return Object.fromEntries(Outputs.map((row: Record<string, string>) => [row.OutputKey, row.OutputValue]));
  }

  it('stacks within a stack are made, changed, brought back and deleted with it', async () => {
    const packaged = () =>
      shell(
        'aws cloudformation package --template-file application.yaml --s3-bucket packages --output-template-file packaged.yaml',
      );
    await packaged();
    await deploy('app', 'packaged.yaml');
    expect(await outputsOf('app')).toEqual({
      Queue: 'stacks-queue',
      Deep: expect.stringMatching(/^hello from app-Data-.*-Deeper-.*-Topic-/),
    });
    const made = await names();
    expect(made.map(([name]: string[]) => name).filter((name: string) => name.startsWith('app'))).toHaveLength(4);

    await shell(`sed -i 's/{Greeting} from/{Greeting} now from/' parts/deeper.yaml`);
    await packaged();
    await deploy('app', 'packaged.yaml');
    expect((await outputsOf('app')).Deep).toMatch(/^hello now from/);

    // One of them cannot be what it is to be: all are what they were.
    await expect(deploy('app', 'packaged.yaml', "Greeting=bye 'QueueName=no name'")).rejects.toThrow(
      'Failed to create/update the stack',
    );
    expect(await rested('app')).toMatchObject({
      StackStatus: 'UPDATE_ROLLBACK_COMPLETE',
      StackStatusReason: 'The following resource(s) failed to update: [Messages].',
    });
    expect((await outputsOf('app')).Deep).toMatch(/^hello now from/);
    expect(await json('ssm describe-parameters --query Parameters[].Name')).toHaveLength(1);
    const reasons = await json(
      "cloudformation describe-stack-events --stack-name app --query 'StackEvents[?ResourceStatus==`UPDATE_FAILED`].ResourceStatusReason'",
    );
    expect(reasons[0]).toMatch(
      /^Embedded stack arn:aws:cloudformation:.* was not successfully updated: The following resource\(s\) failed to update: \[Queue\]/,
    );

    await removed('app');
    expect(await names()).toEqual([]);
    for (const list of [
      'sns list-topics --query Topics',
      'sqs list-queues --query QueueUrls',
      'ssm describe-parameters --query Parameters',
    ])
      expect([list, (await json(list)) ?? []]).toEqual([list, []]);
  }, 240_000);

  it('what is exported stays as long as it is used', async () => {
    await deploy('exporting', 'exporting.yaml');
    await deploy('importing', 'importing.yaml');
    const inUse = 'Delete canceled. Cannot delete export shared-topic as it is in use by importing.';
    await shell('aws cloudformation delete-stack --stack-name exporting');
    expect(await rested('exporting')).toMatchObject({ StackStatus: 'CREATE_COMPLETE', StackStatusReason: inUse });
    await expect(deploy('exporting', 'exporting.yaml', 'Name=other-topic')).rejects.toThrow();
    expect(await rested('exporting')).toMatchObject({
      StackStatus: 'UPDATE_ROLLBACK_COMPLETE',
      StackStatusReason: inUse,
    });
    expect(await json('cloudformation list-imports --export-name shared-topic --query Imports')).toEqual(['importing']);
    await removed('importing');
    await removed('exporting');
    expect(await json('cloudformation list-exports --query Exports')).toEqual([]);
  }, 120_000);

  it('a protected stack stays, and a policy keeps what it names', async () => {
    await deploy('kept', 'exporting.yaml');
    await shell('aws cloudformation update-termination-protection --stack-name kept --enable-termination-protection');
    await expect(shell('aws cloudformation delete-stack --stack-name kept')).rejects.toThrow(
      'An error occurred (ValidationError) when calling the DeleteStack operation: Stack [kept] cannot be deleted while TerminationProtection is enabled',
    );
    const policy = {
      Statement: [{ Effect: 'Deny', Action: 'Update:*', Principal: '*', Resource: 'LogicalResourceId/Topic' }],
    };
    writeFileSync(join(folder, 'policy.json'), JSON.stringify(policy));
    await shell(`aws cloudformation set-stack-policy --stack-name kept --stack-policy-body file://policy.json
      sed 's/AWS::SNS::Topic/AWS::SNS::Topic, Properties: {DisplayName: changed}/' exporting.yaml > changed.yaml`);
    await expect(deploy('kept', 'changed.yaml')).rejects.toThrow();
    expect((await rested('kept')).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(
      await shell(
        "aws cloudformation describe-stack-events --stack-name kept --query 'StackEvents[].ResourceStatusReason' --output text",
      ),
    ).toContain(
      'Action denied by stack policy: Statement [#1] does not allow [Update:Modify] for resource [LogicalResourceId/Topic]',
    );
    await shell(
      'aws cloudformation update-termination-protection --stack-name kept --no-enable-termination-protection',
    );
    await removed('kept');
  }, 120_000);

  it('a rollback that failed goes on when it can, or without what is in its way', async () => {
    const file = join(folder, 'in-the-way');
    const stuck = async (word: string) => {
      writeFileSync(file, '');
      await expect(deploy('stuck', 'stuck.yaml', `Word=${word} File=${file}`)).rejects.toThrow();
      expect(await rested('stuck')).toMatchObject({ StackStatus: 'UPDATE_ROLLBACK_FAILED' });
    };
    const goOn = async (rest = '') => {
      await shell(`aws cloudformation continue-update-rollback --stack-name stuck ${rest}`);
      return (await rested('stuck')).StackStatus;
    };
    const kept = async () =>
      await json(
        'ssm get-parameters --names $(aws ssm describe-parameters --query Parameters[].Name --output text) --query Parameters[].Value',
      );
    await deploy('stuck', 'stuck.yaml', `File=${file}`);
    await stuck('two');
    await expect(deploy('stuck', 'stuck.yaml', `Word=two File=${file}`)).rejects.toThrow(
      'UPDATE_ROLLBACK_FAILED state and can not be updated',
    );
    expect(await goOn()).toBe('UPDATE_ROLLBACK_FAILED');
    rmSync(file);
    expect(await goOn()).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await kept()).toEqual(['one']);
    await stuck('three');
    expect(await goOn('--resources-to-skip Stuck')).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await kept()).toEqual(['one']);
    expect(
      await json('cloudformation describe-stack-resources --stack-name stuck --query StackResources[].ResourceStatus'),
    ).not.toContain('UPDATE_FAILED');
    rmSync(file);
    await deploy('stuck', 'stuck.yaml', `Word=four File=${file}`);
    expect(await kept()).toEqual(['four']);
    await removed('stuck');
  }, 240_000);
});
