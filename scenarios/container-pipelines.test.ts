import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { ActionExecutionDetail } from '@aws-sdk/client-codepipeline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type DockerEngine,
  startDockerEngine,
  TEST_IMAGE,
  whyNoEngine,
} from '../packages/compute/src/executors/testing/docker-engine.ts';
import { until } from '../packages/server/src/testing/until.ts';
import { type BuildEnvironments, openBuildEnvironments } from './testing/build-environments.ts';
import { type Registry, startRegistry } from './testing/registry.ts';
import { findAwsClis, repository } from './testing/server-process.ts';
import { openShell, type Shell } from './testing/shell.ts';

const run = promisify(execFile);
// `package` puts files into a bucket by a client that only AWS_ENDPOINT_URL reaches.
const [cli] = (await findAwsClis()).filter(({ takesEndpoint }) => takesEndpoint);
const noEngine = whyNoEngine();
const hasPowerShell = (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, 'pwsh')));
const LINUX = 'ami-0123456789abcdef0';
const WINDOWS = 'ami-0aaaaaaaaaaaaaaa1';

it.runIf(process.env.CI)('the machine has an aws CLI to deploy with, and a Docker engine', () => {
  expect(cli).toBeDefined();
  expect(noEngine).toBeUndefined();
});

describe.runIf(cli)('the examples of container pipelines', () => {
  let yard: BuildEnvironments;
  let folder: string;
  let shell: Shell;

  beforeAll(async () => {
    yard = await openBuildEnvironments(cli?.program ?? '', ['--ami', `${WINDOWS}=windows`, '--ami', 'ami-*']);
    folder = mkdtempSync(join(tmpdir(), 'codeyard-examples-'));
    cpSync(join(repository, 'examples'), folder, { recursive: true });
    shell = await openShell(yard.server, cli?.program ?? '', folder);
  }, 180_000);

  afterAll(async () => {
    await shell?.close();
    await yard?.close();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  /** Deploys an example and uploads its source, as its README says; resolves with the names that its outputs tell. */
  async function play(example: string, parameters: Readonly<Record<string, string>>): Promise<Record<string, string>> {
    const words = Object.entries(parameters).map(([name, value]) => `'${name}=${value}'`);
    const told = await shell(`cd ${example}-container-pipeline
      aws cloudformation deploy --stack-name ${example} --template-file pipeline.yml --capabilities CAPABILITY_IAM --parameter-overrides ${words.join(' ')} >&2
      outputs=$(aws cloudformation describe-stacks --stack-name ${example} --query 'Stacks[0].Outputs' --output json)
      source=$(aws cloudformation describe-stacks --stack-name ${example} --query 'Stacks[0].Outputs[?OutputKey==\`Source\`].OutputValue' --output text)
      (cd source && zip -qr ../source.zip .)
      aws s3 cp --quiet source.zip s3://$source/source.zip
      echo "$outputs"`);
    const outputs = JSON.parse(told) as { OutputKey: string; OutputValue: string }[];
    return Object.fromEntries(outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  }

  /** What became of the action that makes the image; the upload starts it, and the pipeline's creation found no source. */
  const imageAction = (pipelineName = ''): Promise<ActionExecutionDetail> =>
    until(async () => {
      const { actionExecutionDetails = [] } = await yard.aws.codepipeline.listActionExecutions({ pipelineName });
      const found = actionExecutionDetails.find(({ actionName }) => actionName === 'Image');
      return found && found.status !== 'InProgress' ? found : undefined;
    }, 90_000);

  it('the Windows one deploys and starts; no machine here is Windows, and the action says what is missing', async () => {
    const { Pipeline, Repository } = await play('windows', { ImageId: WINDOWS });
    expect(Repository).toMatch(/^123456789012\.dkr\.ecr\.us-east-1\.amazonaws\.com\/windows-images-/);
    const { status, output } = await imageAction(Pipeline);
    expect(status).toBe('Failed');
    const { code, message } = output?.executionResult?.errorDetails ?? {};
    expect(code).toBe('JobFailed');
    expect(message).toMatch(/^Docker could not be configured on the machine \(ConfigureDocker of the stack\):\n/);
    // Where PowerShell is found it is Docker, or a place for Windows containers, that is missing.
    if (!hasPowerShell) expect(message?.split('\n')[1]).toBe('PowerShell (pwsh) is not installed on this machine');
    const { Commands = [] } = await yard.aws.ssm.listCommands({});
    const [build] = Commands.filter(({ Comment }) => Comment?.includes(' build '));
    const { InstanceIds: [InstanceId = ''] = [], CommandId } = build ?? {};
    const step = (PluginName: string) => yard.aws.ssm.getCommandInvocation({ CommandId, InstanceId, PluginName });
    expect((await step('Docker')).Status).toBe('Failed');
    expect((await step('Windows')).StandardOutputContent).toMatch(/was left out because an earlier step ended/);
    await until(async () => (await yard.machines()).length === 0, 30_000);
  }, 180_000);

  describe.skipIf(noEngine)(`with a Docker engine${noEngine ? ` (left out: ${noEngine})` : ''}`, () => {
    let engine: DockerEngine;
    let registry: Registry;

    beforeAll(async () => {
      engine = await startDockerEngine();
      registry = await startRegistry();
    }, 120_000);
    afterAll(async () => {
      registry?.stop();
      await engine?.stop();
    });

    it('the Linux one builds its image on an instance and pushes it', async () => {
      const to = `${registry.address}/hello`;
      const { Pipeline, Repository } = await play('linux', {
        ...{ ImageId: LINUX, BaseImage: TEST_IMAGE, Repository: to },
        BuildEnvironment: `DOCKER_HOST=${engine.host}`,
      });
      expect(Repository).toBe(to);
      const { status, output, pipelineExecutionId = '' } = await imageAction(Pipeline);
      expect([status, output?.executionResult?.errorDetails?.message]).toEqual(['Succeeded', undefined]);
      const tag = pipelineExecutionId.slice(0, 8);
      const pushed = registry.manifest('hello', tag);
      expect(output?.outputVariables).toEqual({ IMAGE: `${to}:${tag}`, DIGEST: pushed?.digest });
      expect(registry.manifest('hello', 'latest')?.digest).toBe(pushed?.digest);
      const { config, layers } = JSON.parse(pushed?.text ?? '{}');
      for (const { digest, size } of [config, ...layers]) expect(registry.blob(digest)?.length).toBe(size);
      const { stdout } = await run('docker', ['-H', engine.host, 'run', '--rm', '--network', 'none', `${to}:${tag}`]);
      expect(stdout).toBe('Hello from a container image that a pipeline built.\n');
      await until(async () => (await yard.machines()).length === 0, 30_000);
    }, 180_000);

    it('and fails with what Docker says when the registry is gone', async () => {
      registry.stop();
      const { Source } = Object.fromEntries(
        (await yard.aws.cloudformation.describeStacks({ StackName: 'linux' })).Stacks?.[0]?.Outputs?.map(
          ({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue],
        ) ?? [],
      );
      await shell(`aws s3 cp --quiet linux-container-pipeline/source.zip s3://${Source}/source.zip`);
      const pipelineName = await shell(
        `aws cloudformation describe-stack-resource --stack-name linux --logical-resource-id Pipeline --query StackResourceDetail.PhysicalResourceId --output text`,
      );
      const failed = await until(async () => {
        const { actionExecutionDetails = [] } = await yard.aws.codepipeline.listActionExecutions({ pipelineName });
        return actionExecutionDetails.find(({ actionName, status }) => actionName === 'Image' && status === 'Failed');
      }, 90_000);
      expect(failed.output?.executionResult?.errorDetails?.message).toMatch(
        /^The command failed with exit code 1\.\nLast lines:\n.*connection refused/s,
      );
      await until(async () => (await yard.machines()).length === 0, 30_000);
    }, 120_000);
  });
});
