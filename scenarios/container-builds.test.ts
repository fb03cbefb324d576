import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { type Build, CodeBuild } from '@aws-sdk/client-codebuild';
import { S3 } from '@aws-sdk/client-s3';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDockerClient } from '../packages/compute/src/executors/docker/docker-client.ts';
import {
  type DockerEngine,
  startDockerEngine,
  whyNoEngine,
} from '../packages/compute/src/executors/testing/docker-engine.ts';
import { until } from '../packages/server/src/testing/until.ts';
import { zipOf } from '../packages/server/src/testing/zip-of.ts';
import { type Registry, startRegistry } from './testing/registry.ts';
import { findAwsClis, repository, type ServerProcess, startServer } from './testing/server-process.ts';
import { openShell } from './testing/shell.ts';
import { importToolsImage } from './testing/tools-image.ts';

const missing = whyNoEngine();
const [cli] = (await findAwsClis()).filter(({ takesEndpoint }) => takesEndpoint);
const IMAGE = 'codeyard-tools:latest';
const serviceRole = 'arn:aws:iam::123456789012:role/codebuild';

it.runIf(process.env.CI)('the machine has a Docker engine and an aws CLI', () => {
  expect(missing).toBeUndefined();
  expect(cli).toBeDefined();
});

describe.skipIf(missing)(`builds in containers${missing ? ` (left out: ${missing})` : ''}`, () => {
  let engine: DockerEngine;
  let server: ServerProcess;
  let registry: Registry;
  let folder: string;
  let codebuild: CodeBuild;
  let logs: CloudWatchLogs;
  let s3: S3;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'codeyard-container-builds-'));
    engine = await startDockerEngine();
    importToolsImage(engine.host, IMAGE, {
      ...{ 'usr/bin/node': process.execPath, 'usr/bin/docker': which('docker'), 'usr/bin/bash': which('bash') },
    });
    registry = await startRegistry();
    server = await startServer([
      ...['--executor', 'docker', '--docker-host', engine.host, '--docker-socket', 'yes'],
      ...['--image', `aws/codebuild/standard:5.0=${IMAGE}`, '--image', `aws/codebuild/standard:7.0=${IMAGE}`],
      ...['--source', `https://github.com/jasonstitt/test-ecr2=${makeRepository(folder)}`],
    ]);
    const client = { endpoint: server.endpoint, region: 'us-east-1', credentials: server.credentials };
    codebuild = new CodeBuild(client);
    logs = new CloudWatchLogs(client);
    s3 = new S3({ ...client, forcePathStyle: true });
    await s3.createBucket({ Bucket: 'code' });
  }, 120_000);

  afterAll(async () => {
    await server?.stop();
    registry?.stop();
    await engine?.stop();
    if (folder) rmSync(folder, { recursive: true, force: true });
  }, 120_000);

  /** A project whose source is `files`. */
  async function createProject(name: string, files: Readonly<Record<string, string>>): Promise<void> {
    await s3.putObject({ Bucket: 'code', Key: `${name}.zip`, Body: zipOf(files) });
    await codebuild.createProject({
      ...{
        name,
        serviceRole,
        artifacts: { type: 'NO_ARTIFACTS' },
        source: { type: 'S3', location: `code/${name}.zip` },
      },
      environment: {
        type: 'LINUX_CONTAINER',
        computeType: 'BUILD_GENERAL1_SMALL',
        image: 'aws/codebuild/standard:7.0',
      },
    });
  }

  const start = async (projectName: string) => (await codebuild.startBuild({ projectName })).build?.id ?? '';

  const ended = (id: string): Promise<Build> =>
    until(async () => {
      const { builds: [build] = [] } = await codebuild.batchGetBuilds({ ids: [id] });
      return build?.buildComplete ? build : undefined;
    }, 120_000);

  async function logOf({ logs: { groupName: logGroupName, streamName: logStreamName } = {} }: Build): Promise<string> {
    const { events = [] } = await logs.getLogEvents({ logGroupName, logStreamName, startFromHead: true });
    return events.map(({ message }) => message).join('');
  }

  /** What the engine has of ours; the gate is there for good. */
  async function leftovers(): Promise<string[]> {
    const docker = createDockerClient(engine.host);
    const containers = await docker.call<{ Names: string[] }[]>('GET', '/containers/json?all=true');
    const networks = await docker.call<{ Name: string }[]>('GET', '/networks');
    const names = [...containers.flatMap(({ Names }) => Names), ...networks.map(({ Name }) => Name)];
    return names.filter((name) => name.includes('codeyard-') && name !== 'codeyard-gate');
  }

  it('have the credentials of their role, which the SDK finds as on AWS, and reach the API', async () => {
    const whoami = await bundle(
      folder,
      `import { STS } from '@aws-sdk/client-sts';
       const { Arn } = await new STS({}).getCallerIdentity({});
       console.log(Arn);`,
    );
    const buildspec = `version: 0.2
env:
  exported-variables: [WHO]
phases:
  build:
    commands:
      - WHO=$(node whoami.mjs)
      - printf 'GET /_codeyard/health HTTP/1.0\\r\\n\\r\\n' | nc -w 5 169.254.170.2 \${AWS_ENDPOINT_URL##*:} | head -n 1
      - env
`;
    await createProject('whoami', { 'buildspec.yml': buildspec, 'whoami.mjs': whoami });
    const build = await ended(await start('whoami'));
    const log = await logOf(build);
    expect([build.buildStatus, log]).toEqual(['SUCCEEDED', expect.any(String)]);
    const uuid = build.id?.split(':')[1];
    expect(build.exportedEnvironmentVariables).toEqual([
      { name: 'WHO', value: `arn:aws:sts::123456789012:assumed-role/codebuild/AWSCodeBuild-${uuid}` },
    ]);
    expect(log).toContain(`The image ${IMAGE} is used in place of aws/codebuild/standard:7.0`);
    expect(log).toMatch(/AWS_ENDPOINT_URL=http:\/\/169\.254\.170\.2:\d+\n/);
    // Only who may listen on port 80 serves the standard path as well.
    expect(log).toMatch(
      /AWS_CONTAINER_CREDENTIALS_(RELATIVE_URI=\/v2\/credentials|FULL_URI=http:\/\/169\.254\.170\.2:)/,
    );
    // What is not for containers, they do not reach.
    expect(log).toContain('HTTP/1.1 404 Not Found');
    await until(async () => (await leftovers()).length === 0);
  }, 180_000);

  it('make reports of files in the source, and of nothing else on the machine', async () => {
    const outside = join(folder, 'outside.xml');
    const suite = '<testsuite><testcase name="a"/></testsuite>';
    writeFileSync(outside, suite);
    await createProject('reporting', {
      'own.xml': suite,
      'buildspec.yml': JSON.stringify({
        version: '0.2',
        phases: {
          build: {
            commands: [
              `mkdir out; mv own.xml out; ln -s ${outside} linked.xml; mkdir -p /somewhere; cp out/own.xml /somewhere`,
            ],
          },
        },
        reports: {
          ...{
            own: { files: ['*.xml'], 'base-directory': '$CODEBUILD_SRC_DIR/out' },
            linked: { files: ['linked.xml'] },
          },
          elsewhere: { files: ['own.xml'], 'base-directory': '/somewhere' },
        },
      }),
    });
    const build = await ended(await start('reporting'));
    const log = await logOf(build);
    expect(build.buildStatus, log).toBe('SUCCEEDED');
    const { reports = [] } = await codebuild.batchGetReports({ reportArns: build.reportArns });
    expect(reports.map(({ name, status, testSummary }) => [name, status, testSummary?.total])).toEqual([
      ['reporting-own', 'SUCCEEDED', 1],
      ['reporting-linked', 'INCOMPLETE', undefined],
      ['reporting-elsewhere', 'INCOMPLETE', undefined],
    ]);
    expect(log).toContain('no matching base directory path found for /somewhere');
  });

  it('have nothing of the machine read or written for them, whatever they put in the place of files', async () => {
    const buildspec = `version: 0.2
env:
  exported-variables: [hostname]
phases:
  post_build:
    commands:
      - hostname=mine
      - rm -rf /codebuild/control/exported && ln -s ${folder} /codebuild/control/exported
      - mkdir -p ${folder} && rm /codebuild/control/output.log && ln -s ${folder}/log /codebuild/control/output.log
`;
    writeFileSync(join(folder, 'hostname'), 'of the machine');
    await createProject('links', { 'buildspec.yml': buildspec });
    const build = await ended(await start('links'));
    expect(build.exportedEnvironmentVariables ?? []).toEqual([]);
    expect(existsSync(join(folder, 'log'))).toBe(false);
    expect(readFileSync(join(folder, 'hostname'), 'utf8')).toBe('of the machine');
    await until(async () => (await leftovers()).length === 0);
  }, 180_000);

  it('go on when the server is killed, reach the next one, and leave nothing behind', async () => {
    const buildspec = `version: 0.2
phases:
  build:
    commands:
      - echo before
      - sleep 6
      - node -e 'fetch(process.env.AWS_ENDPOINT_URL).then(({ status }) => console.log("answered", status))'
`;
    await createProject('killed', { 'buildspec.yml': buildspec });
    const id = await start('killed');
    await until(async () => {
      const { builds: [build] = [] } = await codebuild.batchGetBuilds({ ids: [id] });
      return build && (await logOf(build).catch(() => '')).includes('\nbefore\n');
    }, 60_000);
    await server.kill();
    expect(await leftovers()).toHaveLength(2);
    await server.start();
    const build = await ended(id);
    expect([build.buildStatus, await logOf(build)]).toEqual(['SUCCEEDED', expect.stringMatching(/answered 4\d\d/)]);
    await until(async () => (await leftovers()).length === 0);
  }, 180_000);

  it.runIf(cli)(
    'make images on demand, as in seed 003',
    async () => {
      const seed = join(folder, 'seed');
      cpSync(join(repository, 'scenarios/seed-003'), seed, { recursive: true });
      const project = JSON.parse(readFileSync(join(seed, 'project.json'), 'utf8'));
      project.source.buildspec = `version: 0.2
env:
  shell: bash
phases:
  build:
    commands:
      - >
        echo a-password
        | docker login --username AWS --password-stdin $REGISTRY
      - docker build -t $REGISTRY/$TAG .
      - docker push $REGISTRY/$TAG
`;
      writeFileSync(join(seed, 'project.json'), JSON.stringify(project));
      const order = JSON.parse(readFileSync(join(seed, 'build.json'), 'utf8'));
      order.environmentVariablesOverride.push({ name: 'REGISTRY', value: registry.address, type: 'PLAINTEXT' });
      writeFileSync(join(seed, 'build.json'), JSON.stringify(order));
      const shell = await openShell(server, cli?.program ?? '', seed);
      await shell('aws codebuild create-project --cli-input-json file://project.json');
      const id = await shell(
        "aws codebuild start-build --cli-input-json file://build.json --query 'build.id' --output text",
      );
      const build = await ended(id);
      await shell.close();
      expect([build.buildStatus, await logOf(build)]).toEqual([
        'SUCCEEDED',
        expect.stringContaining('Login Succeeded'),
      ]);
      const { config } = JSON.parse(registry.manifest('test-ecr', 'latest')?.text ?? '{}') as {
        config?: { digest: string };
      };
      const made = JSON.parse(registry.blob(config?.digest ?? '')?.toString() ?? '{}');
      expect(made.config).toMatchObject({ Cmd: ['index.js'], WorkingDir: '/src' });
      await until(async () => (await leftovers()).length === 0);
    },
    180_000,
  );
});

const which = (program: string): string =>
  execFileSync('/bin/sh', ['-c', 'command -v "$1"', 'sh', program]).toString().trim();

/** One file with all that a script imports. */
async function bundle(folder: string, script: string): Promise<string> {
  const place = join(repository, 'scenarios', `tmp-${process.pid}.mjs`);
  writeFileSync(place, script);
  try {
    const made = await rolldown({ input: place, platform: 'node', external: [/^node:/], logLevel: 'silent' });
    await made.write({ file: join(folder, 'bundle.mjs'), format: 'esm', codeSplitting: false });
    await made.close();
    return readFileSync(join(folder, 'bundle.mjs'), 'utf8');
  } finally {
    rmSync(place);
  }
}

/** The repository of the seed, from an image that can be had here. */
function makeRepository(folder: string): string {
  const place = join(folder, 'repository');
  mkdirSync(place);
  writeFileSync(join(place, 'index.js'), "console.log('hello, world')\n");
  writeFileSync(join(place, 'Dockerfile'), 'FROM scratch\nWORKDIR /src\nCOPY index.js /src/\nCMD ["index.js"]\n');
  const git = (...argv: string[]) =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', ...argv], {
      cwd: place,
      stdio: 'ignore',
    });
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('commit', '-qm', 'the image');
  return place;
}
