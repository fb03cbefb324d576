import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CodeBuild } from '@aws-sdk/client-codebuild';
import { CodePipeline } from '@aws-sdk/client-codepipeline';
import { IAM } from '@aws-sdk/client-iam';
import { SSM } from '@aws-sdk/client-ssm';
import { zipTexts } from '@codeyard/compute/archives/zip-texts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSourceFolder, type SourceFolder } from './testing/pipeline-world.ts';
import { type ServerProcess, startServer } from './testing/server-process.ts';
import { findTerraform, openTerraform } from './testing/terraform.ts';

const MINUTE_MS = 60_000;
const mirror = await findTerraform();
const why = mirror ? '' : ' (left out: no Terraform was found that has its AWS provider on this machine)';

it.runIf(process.env.CI)('the machine has Terraform and its AWS provider', () => {
  expect(mirror).toBeDefined();
});

describe.skipIf(!mirror)(`Terraform${why}`, () => {
  let server: ServerProcess;
  let source: SourceFolder;
  let settings: { endpoint: string; region: string; credentials: ServerProcess['credentials'] };

  beforeAll(async () => {
    source = makeSourceFolder();
    writeFileSync(join(source.folder, 'Dockerfile'), 'FROM scratch\n');
    execFileSync('git', ['add', '.'], { cwd: source.folder });
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', 'commit', '-qm', 'second'], {
      cwd: source.folder,
    });
    server = await startServer(['--source', `jasonstitt/test-ecr2=${source.folder}`]);
    settings = { endpoint: server.endpoint, region: 'us-east-1', credentials: server.credentials };
  });

  afterAll(async () => {
    await server?.stop();
    source?.remove();
  });

  const open = (project: string, files?: Record<string, Buffer>) =>
    openTerraform(server, { mirror: mirror ?? '', project, ...(files ? { files } : {}) });

  it(
    'makes the project of seed 003, finds nothing to change, and leaves nothing behind',
    async () => {
      const codebuild = new CodeBuild(settings);
      const terraform = await open('flex');
      expect(await terraform('apply', '-auto-approve')).toContain('Resources: 3 added, 0 changed, 0 destroyed.');
      expect(await terraform('plan', '-detailed-exitcode')).toContain('No changes.');
      const environment = { TAG: 'test-ecr:latest', REGION: 'us-east-1', ACCOUNT: '123456789012' };
      const { build } = await codebuild.startBuild({
        projectName: 'codebuild-flex',
        sourceLocationOverride: 'https://github.com/jasonstitt/test-ecr2',
        environmentVariablesOverride: Object.entries(environment).map(([name, value]) => ({ name, value })),
      });
      const status = async () => (await codebuild.batchGetBuilds({ ids: [build?.id ?? ''] })).builds?.[0]?.buildStatus;
      await expect.poll(status, { timeout: MINUTE_MS, interval: 200 }).toBe('SUCCEEDED');
      expect(await terraform('destroy', '-auto-approve')).toContain('Resources: 3 destroyed.');
      expect((await codebuild.listProjects({})).projects).toEqual([]);
      expect((await new IAM(settings).listRoles({})).Roles).toEqual([]);
      await terraform.close();
    },
    3 * MINUTE_MS,
  );

  it(
    'makes, changes and destroys resources of every kind, and reads back what it wrote',
    async () => {
      const ssm = new SSM(settings);
      const valueIn = async (Name: string) => (await ssm.getParameter({ Name })).Parameter?.Value;
      const code = zipTexts({ 'index.js': 'exports.handler = async () => 1;' });
      const terraform = await open('wide', { 'function.zip': code });
      expect(await terraform('apply', '-auto-approve')).toMatch(/Resources: \d+ added, 0 changed, 0 destroyed\./);
      expect(await terraform('plan', '-detailed-exitcode')).toContain('No changes.');
      expect(await valueIn('wide-first')).toBe('first');
      const second = ['-var', 'turn=second'];
      expect(await terraform('apply', '-auto-approve', ...second)).toMatch(
        /Resources: 0 added, [1-9]\d* changed, 0 destroyed\./,
      );
      expect(await terraform('plan', '-detailed-exitcode', ...second)).toContain('No changes.');
      expect(await valueIn('wide-second')).toBe('second');
      await expect(valueIn('wide-first')).rejects.toMatchObject({ name: 'ParameterNotFound' });
      expect(await terraform('destroy', '-auto-approve', ...second)).toMatch(/Resources: \d+ destroyed\./);
      expect((await new CodePipeline(settings).listPipelines({})).pipelines).toEqual([]);
      await expect(valueIn('wide-second')).rejects.toMatchObject({ name: 'ParameterNotFound' });
      await terraform.close();
    },
    6 * MINUTE_MS,
  );
});
