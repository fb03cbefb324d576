import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findAwsClis, repository, type ServerProcess, startServer } from './testing/server-process.ts';
import { openShell, type Shell } from './testing/shell.ts';

const LONG_MS = 480_000;
const LOOK_MS = 500;
const CAPABLE = '--capabilities CAPABILITY_IAM';
const clis = await findAwsClis();

it.runIf(process.env.CI)('the machine has an aws CLI that finds its buckets where AWS_ENDPOINT_URL says', () => {
  expect(clis.some(({ takesEndpoint }) => takesEndpoint)).toBe(true);
});

describe.concurrent.each(clis)('aws cloudformation of CLI v$version', ({ program, takesEndpoint }) => {
  let server: ServerProcess;
  let folder: string;
  let shell: Shell;

  beforeAll(async () => {
    server = await startServer();
    folder = await mkdtemp(join(tmpdir(), 'codeyard-cloudformation-'));
    await cp(join(repository, 'scenarios/cloudformation-cli'), folder, { recursive: true });
    shell = await openShell(server, program, folder);
    await shell('aws s3 mb s3://templates');
  });

  afterAll(async () => {
    await shell?.close();
    await server?.stop();
    if (folder) await rm(folder, { recursive: true });
  });

  const aws = (rest: string) => shell(`aws cloudformation ${rest}`);
  const json = async (rest: string) => JSON.parse(await aws(`${rest} --output json`));
  /** What a command that fails says. */
  const refusal = (rest: string) =>
    aws(rest).then(
      () => 'nothing was refused',
      (error: { stderr?: string }) => error.stderr?.trim() ?? '',
    );
  const stackOf = async (name: string) => (await json(`describe-stacks --stack-name ${name}`)).Stacks[0];
  const statusOf = (name: string): Promise<string> =>
    stackOf(name).then(
      ({ StackStatus }) => StackStatus,
      (error: { stderr?: string }) => {
        if (error.stderr?.includes('does not exist')) return 'gone';
        throw error;
      },
    );
  async function until(name: string, status: string): Promise<void> {
    let seen = '';
    for (const end = performance.now() + LONG_MS / 3; performance.now() < end; ) {
      seen = await statusOf(name);
      if (seen === status) return;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    throw new Error(`${name} is ${seen}, not ${status}`);
  }

  /** The CLI's waiters look every half minute: they are asked when there is nothing left to wait for. */
  async function waited(name: string, status: string, waiter: string): Promise<void> {
    await until(name, status);
    await aws(`wait ${waiter} --stack-name ${name}`);
  }

  it(
    'deploys: makes a stack, changes it, and says that nothing changes',
    async () => {
      const deploy = 'deploy --stack-name deployed --template-file stack.yml';
      expect(await refusal(deploy)).toContain('Requires capabilities : [CAPABILITY_IAM]');
      expect(await aws(`${deploy} ${CAPABLE} --tags team=a stage=test`)).toContain(
        'Successfully created/updated stack - deployed',
      );
      const role = 'arn:aws:iam::123456789012:role/deployer';
      await aws(`${deploy} ${CAPABLE} --parameter-overrides Title=second --role-arn ${role}`);
      expect(await stackOf('deployed')).toMatchObject({
        ...{ StackStatus: 'UPDATE_COMPLETE', RoleARN: role, Capabilities: ['CAPABILITY_IAM'] },
        Parameters: [{ ParameterKey: 'Title', ParameterValue: 'second' }],
        Tags: [
          { Key: 'team', Value: 'a' },
          { Key: 'stage', Value: 'test' },
        ],
      });
      // What is not said stays as it was.
      const again = `${deploy} ${CAPABLE}`;
      expect(await aws(`${again} --no-fail-on-empty-changeset`)).toContain(
        'No changes to deploy. Stack deployed is up to date',
      );
      expect(await refusal(`${again} --fail-on-empty-changeset`)).toContain('No changes to deploy');
      expect(
        await refusal(`deploy --stack-name deployed --template-file stubborn.yml --no-execute-changeset`),
      ).toContain('Requires capabilities');
      const shown = await aws(`${again} --no-execute-changeset --parameter-overrides Title=third`);
      const changeSet = shown.split('\n').at(-1)?.split(' ').at(-1);
      expect(await json(`describe-change-set --change-set-name ${changeSet}`)).toMatchObject({
        Changes: [{ ResourceChange: { Action: 'Modify', LogicalResourceId: 'Topic', Replacement: 'False' } }],
      });
      expect(await refusal(`${again} --parameter-overrides Title=none`)).toContain(
        "Parameter 'Title' must be one of AllowedValues",
      );
    },
    LONG_MS,
  );

  // Older ones look for their buckets on AWS, whatever `--endpoint-url` says; the first test sees that there is one that does not.
  const itPackages = takesEndpoint ? it : () => undefined;
  itPackages(
    'packages what lies beside a template, and deploys what is too long to send',
    async () => {
      await aws(
        'package --template-file packaged.yml --s3-bucket templates --s3-prefix parts --output-template-file out.yml',
      );
      expect(await readFile(join(folder, 'out.yml'), 'utf8')).toContain(
        `TemplateURL: ${server.endpoint}/templates/parts/`,
      );
      await aws(`deploy --stack-name packaged --template-file out.yml ${CAPABLE}`);
      const { Outputs } = await stackOf('packaged');
      const { Function: name, Topic } = Object.fromEntries(
        Outputs.map((output: Record<string, string>) => [output.OutputKey, output.OutputValue]),
      );
      expect(Topic).toMatch(/^arn:aws:sns:us-east-1:123456789012:packaged-Child-/);
      await shell(`aws lambda invoke --function-name ${name} answer.json`);
      expect(await readFile(join(folder, 'answer.json'), 'utf8')).toBe('"packaged"');

      const text = await readFile(join(folder, 'stack.yml'), 'utf8');
      await writeFile(join(folder, 'long.yml'), `${text}${`# ${'-'.repeat(98)}\n`.repeat(600)}`);
      const deploy = `deploy --stack-name long --template-file long.yml ${CAPABLE}`;
      expect(await refusal(deploy)).toContain('must be deployed via an S3 Bucket');
      await aws(`${deploy} --s3-bucket templates --no-execute-changeset`);
      expect(await statusOf('long')).toBe('REVIEW_IN_PROGRESS');
      await aws('delete-stack --stack-name packaged');
      await waited('packaged', 'gone', 'stack-delete-complete');
    },
    LONG_MS,
  );

  it(
    'makes, updates and deletes a stack, tells its story, and waits',
    async () => {
      const { StackId } = await json(`create-stack --stack-name made --template-body file://stack.yml ${CAPABLE}`);
      expect(StackId).toMatch(/^arn:aws:cloudformation:us-east-1:123456789012:stack\/made\/[0-9a-f-]{36}$/);
      await aws('wait stack-exists --stack-name made');
      await waited('made', 'CREATE_COMPLETE', 'stack-create-complete');
      expect(await refusal(`create-stack --stack-name made --template-body file://stack.yml ${CAPABLE}`)).toMatch(
        /\(AlreadyExistsException\).*Stack \[made\] already exists/,
      );
      const update = `update-stack --stack-name made --use-previous-template ${CAPABLE}`;
      expect(await refusal(update)).toContain('No updates are to be performed.');
      await aws(`${update} --parameters ParameterKey=Title,ParameterValue=second`);
      await waited('made', 'UPDATE_COMPLETE', 'stack-update-complete');
      const { StackEvents } = await json('describe-stack-events --stack-name made');
      expect(StackEvents[0]).toMatchObject({ LogicalResourceId: 'made', ResourceStatus: 'UPDATE_COMPLETE' });
      const times = StackEvents.map(({ Timestamp }: { Timestamp: string }) => Date.parse(Timestamp));
      expect(times).toEqual([...times].sort((one, other) => other - one));
      expect(new Set(times).size).toBe(times.length);
      expect(
        await aws('list-stacks --stack-status-filter UPDATE_COMPLETE --query StackSummaries[].StackName'),
      ).toContain('made');
      const listed = await json('list-stack-resources --stack-name made');
      expect(
        listed.StackResourceSummaries.map(
          ({ LogicalResourceId }: { LogicalResourceId: string }) => LogicalResourceId,
        ).sort(),
      ).toEqual(['Role', 'Topic']);
      const { StackResourceDetail } = await json(
        'describe-stack-resource --stack-name made --logical-resource-id Topic',
      );
      const found = await json(
        `describe-stack-resources --physical-resource-id ${StackResourceDetail.PhysicalResourceId}`,
      );
      expect(found.StackResources[0].StackName).toBe('made');
      expect(await aws('get-template --stack-name made --query TemplateBody --output text')).toContain(
        'The role of nobody'.slice(4),
      );

      await aws('update-termination-protection --stack-name made --enable-termination-protection');
      expect(await refusal('delete-stack --stack-name made')).toContain('TerminationProtection is enabled');
      await aws('update-termination-protection --stack-name made --no-enable-termination-protection');
      await aws(
        'create-stack --stack-name importing --template-body file://importing.yml --parameters ParameterKey=From,ParameterValue=made',
      );
      await waited('importing', 'CREATE_COMPLETE', 'stack-create-complete');
      expect((await json('list-exports')).Exports).toContainEqual({
        ...{ ExportingStackId: StackId, Name: 'made-topic' },
        Value: StackResourceDetail.PhysicalResourceId,
      });
      expect((await json('list-imports --export-name made-topic')).Imports).toEqual(['importing']);
      await aws('delete-stack --stack-name made');
      expect(await stackOf('made')).toMatchObject({
        StackStatus: 'UPDATE_COMPLETE',
        StackStatusReason: expect.stringContaining(
          'Delete canceled. Cannot delete export made-topic as it is in use by importing.',
        ),
      });
      await aws('delete-stack --stack-name importing');
      await waited('importing', 'gone', 'stack-delete-complete');
      await aws('delete-stack --stack-name made');
      await waited('made', 'gone', 'stack-delete-complete');
      expect(await refusal('describe-stacks --stack-name made')).toContain('Stack with id made does not exist');
      expect((await json(`describe-stacks --stack-name ${StackId}`)).Stacks[0].StackStatus).toBe('DELETE_COMPLETE');
      await aws('delete-stack --stack-name made');
    },
    LONG_MS,
  );

  it(
    'shows what a change set would do, waits for it, and executes it',
    async () => {
      const create = `create-change-set --stack-name by-set --template-body file://stack.yml ${CAPABLE}`;
      await aws(`${create} --change-set-name first --change-set-type CREATE`);
      await aws('wait change-set-create-complete --stack-name by-set --change-set-name first');
      expect(await statusOf('by-set')).toBe('REVIEW_IN_PROGRESS');
      await aws('execute-change-set --stack-name by-set --change-set-name first');
      await waited('by-set', 'CREATE_COMPLETE', 'stack-create-complete');
      await aws(`${create} --change-set-name same`);
      expect(await refusal('wait change-set-create-complete --stack-name by-set --change-set-name same')).toContain(
        'Waiter ChangeSetCreateComplete failed',
      );
      const { Summaries } = await json('list-change-sets --stack-name by-set');
      expect(Summaries).toMatchObject([
        { ChangeSetName: 'first', ExecutionStatus: 'EXECUTE_COMPLETE' },
        { ChangeSetName: 'same', Status: 'FAILED', ExecutionStatus: 'UNAVAILABLE' },
      ]);
      await aws('delete-change-set --stack-name by-set --change-set-name same');
      expect(await refusal('describe-change-set --stack-name by-set --change-set-name same')).toMatch(
        /\(ChangeSetNotFound\).*ChangeSet \[same\] does not exist/,
      );
    },
    LONG_MS,
  );

  it(
    'looks at templates before anything is made of them',
    async () => {
      expect(await json('validate-template --template-body file://stack.yml')).toMatchObject({
        ...{ Description: 'A topic and the role of nobody', Capabilities: ['CAPABILITY_IAM'] },
        Parameters: [{ ParameterKey: 'Title', DefaultValue: 'first', NoEcho: false }],
      });
      expect(await json('get-template-summary --template-body file://stack.yml')).toMatchObject({
        ResourceTypes: ['AWS::SNS::Topic', 'AWS::IAM::Role'],
        Parameters: [{ ParameterConstraints: { AllowedValues: ['first', 'second', 'third'] } }],
      });
      expect(await refusal(`validate-template --template-body '{"Resources": {}}'`)).toContain('(ValidationError)');
      expect(await refusal(`validate-template --template-body 'Resources: ['`)).toContain('YAML not well-formed');
      expect(await refusal('get-template-summary --stack-name nowhere')).toContain('nowhere does not exist');
      expect(await refusal('describe-stack-events --stack-name nowhere')).toContain('Stack [nowhere] does not exist');
      expect(await refusal('update-stack --stack-name nowhere --template-body file://stack.yml')).toContain(
        'Stack with id nowhere does not exist',
      );
    },
    LONG_MS,
  );

  it(
    'keeps to a policy, goes back when it is told to, and goes on when it got stuck',
    async () => {
      await aws(`create-stack --stack-name stubborn --template-body file://stubborn.yml ${CAPABLE}`);
      await until('stubborn', 'CREATE_COMPLETE');
      const update = (values: Record<string, string>) => {
        const parameters = Object.entries(values).map(
          ([name, value]) => `ParameterKey=${name},ParameterValue=${value}`,
        );
        return `update-stack --stack-name stubborn --use-previous-template ${CAPABLE} --parameters ${parameters.join(' ')}`;
      };
      const policy = (Effect: string, Resource: string) =>
        `set-stack-policy --stack-name stubborn --stack-policy-body '${JSON.stringify({ Statement: [{ Effect, Action: 'Update:*', Principal: '*', Resource }] })}'`;
      await aws(policy('Deny', '*'));
      expect(JSON.parse((await json('get-stack-policy --stack-name stubborn')).StackPolicyBody).Statement).toHaveLength(
        1,
      );
      await aws(update({ Seconds: '1' }));
      await until('stubborn', 'UPDATE_ROLLBACK_COMPLETE');
      const { StackEvents } = await json('describe-stack-events --stack-name stubborn');
      const denied = StackEvents.find(
        ({ ResourceStatus }: { ResourceStatus: string }) => ResourceStatus === 'UPDATE_FAILED',
      );
      expect(denied.ResourceStatusReason).toContain('Action denied by stack policy');
      await aws(policy('Allow', '*'));

      expect(await refusal('cancel-update-stack --stack-name stubborn')).toContain(
        'CancelUpdateStack cannot be called from current stack status',
      );
      await aws(update({ Seconds: '20' }));
      await aws('cancel-update-stack --stack-name stubborn');
      await until('stubborn', 'UPDATE_ROLLBACK_COMPLETE');

      await aws(update({ Mode: 'stay', TopicName: "'no name'" }));
      await until('stubborn', 'UPDATE_ROLLBACK_FAILED');
      expect(await refusal(update({ Mode: 'free' }))).toContain('is in UPDATE_ROLLBACK_FAILED state');
      await aws('continue-update-rollback --stack-name stubborn --resources-to-skip Stubborn');
      await until('stubborn', 'UPDATE_ROLLBACK_COMPLETE');
      await aws('delete-stack --stack-name stubborn');
      await waited('stubborn', 'gone', 'stack-delete-complete');
    },
    LONG_MS,
  );
});
