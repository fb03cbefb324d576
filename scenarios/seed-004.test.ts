import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findAwsClis, repository, type ServerProcess, startServer } from './testing/server-process.ts';
import { openShell, type Shell } from './testing/shell.ts';

const clis = await findAwsClis();
const SEED = join(repository, 'scenarios/seed-004');
const TOKEN = 'ghp_between-github-and-us';
const STACK = 'Product-Pipeline';

it.runIf(process.env.CI)('the machine has an aws CLI to run the seed with', () => {
  expect(clis.length).toBeGreaterThan(0);
});

describe.each(clis)('with aws CLI v$version', ({ program }) => {
  let server: ServerProcess;
  let shell: Shell;
  let product: string;
  let folder: string;

  const git = (...argv: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...argv], { cwd: product });
  const commit = (message: string) => {
    git('add', '.');
    git('commit', '-qm', message);
  };

  beforeAll(async () => {
    product = mkdtempSync(join(tmpdir(), 'codeyard-product-'));
    folder = mkdtempSync(join(tmpdir(), 'codeyard-seed-'));
    git('init', '-q', '-b', 'main');
    writeFileSync(join(product, 'Dockerfile'), 'FROM scratch\n');
    commit('first');
    server = await startServer(['--source', `acme/product=${product}/.git`, '--poll-seconds', '1']);
    shell = await openShell(server, program, folder);
  });

  afterAll(async () => {
    await shell?.close();
    await server?.stop();
    for (const one of [product, folder]) rmSync(one, { recursive: true, force: true });
  });

  /** The template as far as a step of the article. */
  function write(step: number, change = (text: string) => text): void {
    const steps = readFileSync(join(SEED, 'pipeline.template.yml'), 'utf8').split(/^(?=# step )/m);
    writeFileSync(join(folder, 'pipeline.template.yml'), change(steps.slice(0, step).join('')));
  }
  const deploy = (rest: string) =>
    shell(`aws cloudformation deploy --stack-name=${STACK} --template-file=pipeline.template.yml ${rest}`);
  const query = async (command: string, path: string) =>
    JSON.parse(await shell(`aws ${command} --query '${path}' --output json`));
  const idOf = (logical: string) =>
    query(
      `cloudformation describe-stack-resource --stack-name ${STACK} --logical-resource-id ${logical}`,
      'StackResourceDetail.PhysicalResourceId',
    );

  async function executions(pipeline: string): Promise<{ status: string; pipelineExecutionId: string }[]> {
    return await query(
      `codepipeline list-pipeline-executions --pipeline-name ${pipeline}`,
      'pipelineExecutionSummaries',
    );
  }

  /** The status of the newest execution, once there are so many and it has ended. */
  async function ended(pipeline: string, count: number): Promise<string> {
    for (const end = performance.now() + 60_000; performance.now() < end; await pause(200)) {
      const [newest, ...others] = await executions(pipeline);
      if (others.length === count - 1 && newest && newest.status !== 'InProgress') return newest.status;
    }
    throw new Error(`${JSON.stringify(await executions(pipeline))} are not ${count} executions that have ended`);
  }

  it('the stack of the article grows step by step', async () => {
    write(1);
    expect(await deploy(`--parameter-overrides RepoToken=${TOKEN}`)).toBe(
      `Waiting for changeset to be created..\nWaiting for stack create/update to complete\nSuccessfully created/updated stack - ${STACK}`,
    );
    const bucket = await idOf('Artifacts');
    expect(bucket).toMatch(/^product-pipeline-artifacts-[a-z0-9]{12}$/);
    expect(await shell('aws s3 ls')).toContain(bucket);

    write(2);
    await expect(deploy('')).rejects.toThrow(
      'An error occurred (InsufficientCapabilitiesException) when calling the CreateChangeSet operation: Requires capabilities : [CAPABILITY_IAM]',
    );
    await deploy('--capabilities CAPABILITY_IAM');
    expect(
      await query(
        `iam get-role --role-name ${await idOf('DeliveryRole')}`,
        'Role.AssumeRolePolicyDocument.Statement[].Principal.Service',
      ),
    ).toEqual(['codepipeline', 'codebuild', 'cloudformation'].map((name) => `${name}.amazonaws.com`));
    write(3);
    await deploy('--capabilities CAPABILITY_IAM');
    expect(
      await query(
        `cloudformation describe-stack-events --stack-name ${STACK}`,
        'StackEvents[?LogicalResourceId==`Images`].ResourceStatusReason',
      ),
    ).toContain('Written down only: nothing of Codeyard acts on AWS::ECR::Repository');
    write(4);
    await deploy('--capabilities CAPABILITY_IAM');
    expect(await idOf('Artifacts')).toBe(bucket);
    expect(await deploy('--capabilities CAPABILITY_IAM --no-fail-on-empty-changeset')).toContain(
      `No changes to deploy. Stack ${STACK} is up to date`,
    );
  }, 240_000);

  it('its pipeline fails without a buildspec, as the article foretells, and builds what is checked in', async () => {
    const pipeline = await idOf('Delivery');
    expect(await ended(pipeline, 1)).toBe('Failed');
    const states = await query(
      `codepipeline get-pipeline-state --name ${pipeline}`,
      'stageStates[].[stageName, latestExecution.status]',
    );
    expect(states).toEqual([
      ['Source', 'Succeeded'],
      ['Build', 'Failed'],
    ]);
    const project = await idOf('ImageBuild');
    const build = `codebuild batch-get-builds --ids $(aws codebuild list-builds-for-project --project-name ${project} --query ids[0] --output text)`;
    expect(await query(build, 'builds[0].phases[?phaseStatus==`FAILED`].contexts[0].statusCode')).toEqual([
      'YAML_FILE_ERROR',
    ]);

    cpSync(join(SEED, 'repository'), product, { recursive: true });
    commit('what to build');
    expect(await ended(pipeline, 2)).toBe('Succeeded');
    const revision = git('rev-parse', 'HEAD').toString().trim();
    const repositoryName = await idOf('Images');
    const [location] = await query(build, '[builds[0].artifacts.location]');
    await shell(
      `aws s3 cp "$(echo ${location} | sed s,arn:aws:s3:::,s3://,)" results.zip && unzip -qo results.zip -d results`,
    );
    expect(JSON.parse(readFileSync(join(folder, 'results/dev.params.json'), 'utf8'))).toEqual({
      Parameters: { Image: `123456789012.dkr.ecr.us-east-1.amazonaws.com/${repositoryName}:${revision}` },
    });
    expect(readFileSync(join(folder, 'results/product.template.yml'), 'utf8')).toContain('!Ref Image');
  }, 180_000);

  it('an update of the pipeline restarts it', async () => {
    const pipeline = await idOf('Delivery');
    write(4, (text) => text.replace('- Name: Build\n          Actions', '- Name: Images\n          Actions'));
    await deploy('--capabilities CAPABILITY_IAM');
    expect(await ended(pipeline, 3)).toBe('Succeeded');
    expect(await query(`codepipeline get-pipeline --name ${pipeline}`, 'pipeline.stages[].name')).toEqual([
      'Source',
      'Images',
    ]);
  }, 120_000);

  it('the token is shown nowhere', async () => {
    const pipeline = await idOf('Delivery');
    const shown = await shell(`aws cloudformation describe-stacks --stack-name ${STACK}
      aws cloudformation describe-stack-events --stack-name ${STACK}
      aws cloudformation get-template --stack-name ${STACK}
      aws cloudformation list-change-sets --stack-name ${STACK}
      aws codepipeline get-pipeline --name ${pipeline}
      aws codepipeline list-action-executions --pipeline-name ${pipeline}`);
    expect(shown).not.toContain(TOKEN);
    expect(await query(`cloudformation describe-stacks --stack-name ${STACK}`, 'Stacks[0].Parameters')).toEqual([
      { ParameterKey: 'RepoToken', ParameterValue: '****' },
    ]);
  }, 120_000);

  it('a bucket with artifacts keeps the stack from going; without them nothing is left', async () => {
    const bucket = await idOf('Artifacts');
    const gone = `aws cloudformation delete-stack --stack-name ${STACK}
      until aws cloudformation describe-stacks --stack-name "$ID" --query Stacks[0].StackStatus --output text | grep -v IN_PROGRESS; do sleep 0.1; done`;
    const id = await query(`cloudformation describe-stacks --stack-name ${STACK}`, 'Stacks[0].StackId');
    expect(await shell(`ID=${id}\n${gone}`)).toBe('DELETE_FAILED');
    expect(await query(`cloudformation describe-stacks --stack-name ${STACK}`, 'Stacks[0].StackStatusReason')).toBe(
      'The following resource(s) failed to delete: [Artifacts].',
    );
    await shell(`aws s3 rm --recursive --quiet s3://${bucket}`);
    expect(await shell(`ID=${id}\n${gone}`)).toBe('DELETE_COMPLETE');
    expect(
      await shell(
        'aws s3 ls; aws iam list-roles --query Roles[].RoleName --output text; aws codebuild list-projects --query projects --output text; aws codepipeline list-pipelines --query pipelines --output text',
      ),
    ).toBe('');
  }, 120_000);
});
