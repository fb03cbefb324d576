import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findAwsClis, repository, type ServerProcess, startServer } from './testing/server-process.ts';
import { openShell, type Shell } from './testing/shell.ts';

const clis = await findAwsClis();

it.runIf(process.env.CI)('the machine has an aws CLI to run the seeds with', () => {
  expect(clis.length).toBeGreaterThan(0);
});

/** A git repository with one commit on main. */
function makeRepository(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'codeyard-repository-'));
  const git = (...argv: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...argv], { cwd: folder });
  git('init', '-q', '-b', 'main');
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  git('add', '.');
  git('commit', '-qm', 'first');
  return folder;
}

describe.each(clis)('with aws CLI v$version', ({ program, version }) => {
  let server: ServerProcess;
  let shell: Shell;
  let webApp: string;
  let testEcr: string;

  beforeAll(async () => {
    webApp = makeRepository({
      'buildspec.yml':
        'version: 0.2\nphases:\n  build:\n    commands:\n      - echo "[]" > imagedefinitions.json\nartifacts:\n  files: [imagedefinitions.json]\n',
    });
    testEcr = makeRepository({ Dockerfile: 'FROM scratch\n' });
    server = await startServer(['--source', `myorg/web-app=${webApp}`, '--source', `jasonstitt/test-ecr2=${testEcr}`]);
  });

  afterAll(async () => {
    await server?.stop();
    for (const folder of [webApp, testEcr]) rmSync(folder, { recursive: true, force: true });
  });

  /** Repeats a command until what it prints satisfies `check`. */
  async function until(script: string, check: (printed: string) => boolean): Promise<string> {
    for (let attempt = 0; attempt < 60; attempt++) {
      const printed = await shell(script);
      if (check(printed)) return printed;
    }
    throw new Error(`it never came true: ${script}`);
  }

  it('the commands of seed 002 work', async () => {
    shell = await openShell(server, program, join(repository, 'scenarios/seed-002'));
    await shell('aws s3 mb s3://my-pipeline-artifacts-bucket && aws s3 mb s3://my-artifacts-bucket');
    const project = await shell(`aws codebuild create-project \\
      --name web-app-build \\
      --source type=GITHUB,location=https://github.com/myorg/web-app \\
      --artifacts type=S3,location=my-artifacts-bucket \\
      --environment type=LINUX_CONTAINER,computeType=BUILD_GENERAL1_MEDIUM,image=aws/codebuild/standard:7.0,privilegedMode=true \\
      --service-role arn:aws:iam::123456789012:role/codebuild-role`);
    expect(JSON.parse(project).project).toMatchObject({ name: 'web-app-build', timeoutInMinutes: 60 });
    await shell('aws codebuild start-build --project-name web-app-build');
    expect(await shell('aws codebuild list-projects --query projects --output text')).toBe('web-app-build');
    const build =
      'aws codebuild list-builds-for-project --project-name web-app-build --sort-order DESCENDING --query ids[0] --output text';
    const id = await shell(build);
    expect(id).toMatch(/^web-app-build:[0-9a-f-]{36}$/);
    await until(`aws codebuild batch-get-builds --ids ${id} --query builds[0].buildStatus --output text`, (status) => {
      expect(status).not.toBe('FAILED');
      return status === 'SUCCEEDED';
    });
    const unknown = await shell('aws codebuild batch-get-builds --ids my-build:abc123');
    expect(JSON.parse(unknown)).toMatchObject({ builds: [], buildsNotFound: ['my-build:abc123'] });

    await shell('aws codepipeline create-pipeline --cli-input-json file://pipeline.json');
    expect(await shell('aws codepipeline list-pipelines --output table')).toContain('web-app-pipeline');
    await shell('aws codepipeline start-pipeline-execution --name web-app-pipeline');
    const state = JSON.parse(await shell('aws codepipeline get-pipeline-state --name web-app-pipeline'));
    expect(state.stageStates.map((stage: { stageName: string }) => stage.stageName)).toEqual([
      'Source',
      'Build',
      'Approve',
      'Deploy',
    ]);
    await shell(`aws codepipeline disable-stage-transition \\
      --pipeline-name web-app-pipeline \\
      --stage-name Deploy \\
      --transition-type Inbound \\
      --reason "Waiting for maintenance window"`);
    const transition =
      'aws codepipeline get-pipeline-state --name web-app-pipeline --query stageStates[3].inboundTransitionState';
    expect(JSON.parse(await shell(transition))).toMatchObject({
      enabled: false,
      disabledReason: 'Waiting for maintenance window',
    });
    await shell(
      'aws codepipeline enable-stage-transition --pipeline-name web-app-pipeline --stage-name Deploy --transition-type Inbound',
    );
    expect(JSON.parse(await shell(transition))).toMatchObject({ enabled: true });
    const execution = await shell(
      "aws codepipeline list-pipeline-executions --pipeline-name web-app-pipeline --query 'pipelineExecutionSummaries[0].pipelineExecutionId' --output text",
    );
    await shell(
      `aws codepipeline stop-pipeline-execution --pipeline-name web-app-pipeline --pipeline-execution-id ${execution} --abandon`,
    ).catch((error: Error) => expect(error.message).toContain('PipelineExecutionNotStoppable'));
    await shell.close();
  }, 120_000);

  it('the commands of seed 003 work', async () => {
    shell = await openShell(server, program, join(repository, 'scenarios/seed-003'));
    await shell('aws codebuild create-project --cli-input-json file://project.json');
    const build = await shell(
      "aws codebuild start-build --cli-input-json file://build.json --query 'build.id' --output text",
    );
    expect(build).toMatch(/^codebuild-flex:[0-9a-f-]{36}$/);
    const status = `aws codebuild batch-get-builds --query 'builds[0] | [currentPhase, buildStatus]' --output text --ids ${build}`;
    await until(status, (printed) => {
      expect(printed).not.toContain('FAILED');
      return printed === 'COMPLETED\tSUCCEEDED';
    });
    const log =
      await shell(`STREAM=$(aws codebuild batch-get-builds --query 'builds[0].logs.streamName' --output text --ids ${build})
      aws logs get-log-events --start-from-head --log-group-name codebuild-flex --log-stream-name $STREAM --output text`);
    expect(log).toContain('build in us-east-1');
    expect(log).toContain('pushing 123456789012.dkr.ecr.us-east-1.amazonaws.com/test-ecr:latest');
    // `aws logs tail` came with v2.
    if (version >= 2) {
      expect(await shell('aws logs tail codebuild-flex')).toContain('Entering phase BUILD');
      const followed = await shell('timeout 8 aws logs tail codebuild-flex --follow || test $? -eq 124');
      expect(followed).toContain('Phase complete: UPLOAD_ARTIFACTS State: SUCCEEDED');
    }
    await shell.close();
  }, 120_000);

  it('the everyday commands around them work', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'codeyard-shell-'));
    shell = await openShell(server, program, folder);
    expect(JSON.parse(await shell('aws sts get-caller-identity')).Account).toBe('123456789012');
    await shell('aws s3 mb s3://everyday && mkdir -p tree/deep && echo one > tree/a.txt && echo two > tree/deep/b.txt');
    await shell('aws s3 cp tree/a.txt s3://everyday/a.txt && aws s3 sync tree s3://everyday/tree');
    expect(await shell('aws s3 ls s3://everyday/ --recursive')).toContain('tree/deep/b.txt');
    expect(await shell('aws s3 cp s3://everyday/tree/deep/b.txt -')).toBe('two');
    expect(await shell('curl -sf "$(aws s3 presign s3://everyday/a.txt)"')).toBe('one');
    await shell(
      'head -c 20000000 /dev/urandom > big && aws s3 cp big s3://everyday/big && aws s3 cp s3://everyday/big back && cmp big back',
    );
    await shell('aws s3 rb s3://everyday --force');
    await shell('aws ssm put-parameter --name /prod/db/host --type SecureString --value db.internal');
    expect(
      await shell('aws ssm get-parameter --name /prod/db/host --with-decryption --query Parameter.Value --output text'),
    ).toBe('db.internal');
    await shell(`aws secretsmanager create-secret --name prod/api-key --secret-string '{"api_key":"k"}'`);
    expect(
      await shell('aws secretsmanager get-secret-value --secret-id prod/api-key --query SecretString --output text'),
    ).toBe('{"api_key":"k"}');
    const trust = `'{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"codebuild.amazonaws.com"},"Action":"sts:AssumeRole"}]}'`;
    await shell(`aws iam create-role --role-name codebuild --assume-role-policy-document ${trust}`);
    const policy = `'{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["logs:PutLogEvents"],"Resource":["*"]}]}'`;
    await shell(`aws iam put-role-policy --role-name codebuild --policy-name codebuild --policy-document ${policy}`);
    expect(await shell('aws iam list-role-policies --role-name codebuild --query PolicyNames --output text')).toBe(
      'codebuild',
    );
    await shell.close();
    rmSync(folder, { recursive: true });
  }, 120_000);
});
