import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findAwsClis, repository, type ServerProcess, startServer } from './testing/server-process.ts';
import { openShell, type Shell } from './testing/shell.ts';

// `package` and `deploy` put files into a bucket by a client that only AWS_ENDPOINT_URL reaches.
const clis = (await findAwsClis()).filter(({ takesEndpoint }) => takesEndpoint);

it.runIf(process.env.CI)('the machine has an aws CLI to deploy with', () => {
  expect(clis.length).toBeGreaterThan(0);
});

describe.each(clis)('with aws CLI v$version', ({ program }) => {
  let server: ServerProcess;
  let shell: Shell;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'codeyard-serverless-'));
    cpSync(join(repository, 'scenarios/serverless'), folder, { recursive: true });
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
  const deploy = (stack: string, file: string, rest = '') =>
    shell(
      `aws cloudformation deploy --stack-name ${stack} --template-file ${file} --capabilities CAPABILITY_IAM CAPABILITY_AUTO_EXPAND ${rest}`,
    );
  const statusOf = (stack: string) =>
    shell(`aws cloudformation describe-stacks --stack-name ${stack} --query Stacks[0].StackStatus --output text`);

  async function outputsOf(stack: string): Promise<Record<string, string>> {
    const rows = await json(`cloudformation describe-stacks --stack-name ${stack} --query Stacks[0].Outputs`);
    return Object.fromEntries(rows.map((row: Record<string, string>) => [row.OutputKey, row.OutputValue]));
  }

  async function until<Value>(look: () => Promise<Value | undefined | false>, patienceMs = 20_000): Promise<Value> {
    for (const end = performance.now() + patienceMs; performance.now() < end; await pause(100)) {
      const value = await look();
      if (value) return value;
    }
    throw new Error(`it did not come to be: ${look}`);
  }

  /** What a function has printed, oldest first. */
  async function printedBy(functionName: string): Promise<string[]> {
    const command = `logs filter-log-events --log-group-name /aws/lambda/${functionName} --query events[].message`;
    const lines: string[] = await json(command).catch(() => []);
    return lines.filter((line) => !/^(START|END|REPORT|INIT_START)|The response was taken with status 200/.test(line));
  }

  async function removed(stack: string): Promise<void> {
    const id = await shell(
      `aws cloudformation describe-stacks --stack-name ${stack} --query Stacks[0].StackId --output text`,
    );
    await shell(`aws cloudformation delete-stack --stack-name ${stack}`);
    await until(async () => !(await statusOf(id)).endsWith('IN_PROGRESS'), 30_000);
    expect(await statusOf(id)).toBe('DELETE_COMPLETE');
  }

  it('a serverless application is packaged, deployed, and runs when its events come', async () => {
    await shell(
      'aws cloudformation package --template-file template.yaml --s3-bucket packages --output-template-file packaged.yaml',
    );
    expect(await shell('cat packaged.yaml')).toContain('s3://packages/');
    await deploy('shop', 'packaged.yaml', '--parameter-overrides Stage=trial');
    expect(await statusOf('shop')).toBe('CREATE_COMPLETE');
    const { Flow = '', Clerk = '', Check = '', Orders = '' } = await outputsOf('shop');

    await shell(
      `aws events put-events --entries '[{"Source":"shop","DetailType":"Ordered","Detail":"{\\"number\\":\\"7\\"}"}]'`,
    );
    const kept = await until(async () => {
      const { Item } = JSON.parse(
        (await shell(`aws dynamodb get-item --table-name ${Orders} --key '{"number":{"S":"7"}}'`)) || '{}',
      );
      return Item;
    });
    expect(kept).toEqual({ number: { S: '7' }, verdict: { S: 'good in trial' } });
    const { definition } = await json(`stepfunctions describe-state-machine --state-machine-arn ${Flow}`);
    expect(JSON.parse(definition)).toMatchObject({ Comment: 'trial' });
    const told = await until(async () => (await printedBy(Clerk)).find((line) => line.includes('"number":"7"')));
    expect(told).toContain(`clerk of trial was told {"number":"7"} ${Orders}`);
    const aliased = `aws lambda get-alias --function-name ${Check} --name live`;
    expect(await shell(`${aliased} --query FunctionVersion --output text`)).toBe('1');

    await shell(`sed -i 's/good in/fine in/' functions/check/check.py
      aws cloudformation package --template-file template.yaml --s3-bucket packages --output-template-file packaged.yaml`);
    await deploy('shop', 'packaged.yaml');
    expect(await statusOf('shop')).toBe('UPDATE_COMPLETE');
    expect(await shell(`${aliased} --query FunctionVersion --output text`)).toBe('2');
    await shell(`aws lambda invoke --function-name ${Check}:live --cli-binary-format raw-in-base64-out --payload '{"number":"8"}' out.json 2>/dev/null ||
      aws lambda invoke --function-name ${Check}:live --payload '{"number":"8"}' out.json`);
    expect(JSON.parse(await shell('cat out.json'))).toEqual({ number: '8', verdict: 'fine in trial' });
    const scheduled = await until(
      async () => (await printedBy(Clerk)).find((line) => line.includes('by the clock')),
      90_000,
    );
    expect(scheduled).toContain('clerk of trial was told {"told":"by the clock"}');

    await removed('shop');
    const left = ['lambda list-functions --query Functions', 'stepfunctions list-state-machines --query stateMachines'];
    left.push(
      'dynamodb list-tables --query TableNames',
      'events list-rules --query Rules',
      'iam list-roles --query Roles',
    );
    left.push('lambda list-layers --query Layers');
    for (const command of left) expect([command, await json(command)]).toEqual([command, []]);
  }, 240_000);

  it('an event of a kind that is not here is refused by name', async () => {
    await expect(deploy('page', 'with-api.yaml')).rejects.toThrow(
      /Resource with id \[Page\] is invalid\. Event with id \[Root\] is invalid\. Events of type Api are not implemented by Codeyard yet/,
    );
    await expect(statusOf('page')).rejects.toThrow('Stack with id page does not exist');
  }, 60_000);

  it('functions whose code is in the template make custom resources', async () => {
    await deploy('things', 'custom-resources.yaml');
    expect(await outputsOf('things')).toEqual({ Said: 'node-first: one by node, python-it: one by node by python' });
    await deploy('things', 'custom-resources.yaml', '--parameter-overrides Value=two');
    expect(await outputsOf('things')).toEqual({ Said: 'node-first: two by node, python-it: two by node by python' });
    await deploy('things', 'custom-resources.yaml', '--parameter-overrides Name=second');
    expect((await outputsOf('things')).Said).toContain('node-second: two by node');

    await expect(deploy('things', 'custom-resources.yaml', '--parameter-overrides Outcome=bad')).rejects.toThrow(
      'Failed to create/update the stack',
    );
    expect(await statusOf('things')).toBe('UPDATE_ROLLBACK_COMPLETE');
    const reasons = async () =>
      await json(
        "cloudformation describe-stack-events --stack-name things --query 'StackEvents[?ResourceStatus==`UPDATE_FAILED`].ResourceStatusReason'",
      );
    expect((await reasons())[0]).toMatch(
      /^Received response status \[FAILED\] from custom resource\. Message returned: See the details in CloudWatch Log Stream: /,
    );
    expect((await outputsOf('things')).Said).toContain('node-second: two by node');
    await expect(deploy('things', 'custom-resources.yaml', '--parameter-overrides Outcome=none')).rejects.toThrow();
    expect(await statusOf('things')).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect((await reasons())[0]).toMatch(/^CloudFormation did not receive a response from your Custom Resource\./);

    await removed('things');
    expect(await printedBy('node-maker')).toEqual(
      [
        'Create undefined of ByNode: nothing to one',
        'Update node-first of ByNode: one to two',
        'Update node-first of ByNode: two to two',
        'Delete node-first of ByNode: nothing to two',
        ...Array(4).fill('Update node-second of ByNode: two to two'),
        'Delete node-second of ByNode: nothing to two',
      ].map((line) => expect.stringContaining(line)),
    );
    expect((await printedBy('python-maker')).at(-1)).toContain('Delete python-it');
  }, 240_000);
});
