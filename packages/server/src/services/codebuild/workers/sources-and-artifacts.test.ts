import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startYard, type Yard } from '../../../testing/start-yard.ts';
import { type BuildLab, buildLab, contextOf, spec } from '../testing/build-lab.ts';

const run = promisify(execFile);

let yard: Yard;
let lab: BuildLab;
let s3: S3Client;
let repository: string;
let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'codeyard-sources-'));
  repository = await makeRepository(join(scratch, 'web-app'));
  yard = await startYard({ config: { sources: [`myorg/web-app=${repository}`] } });
  lab = buildLab(yard);
  s3 = yard.client(S3Client);
  for (const Bucket of ['in-bucket', 'out-bucket', 'log-bucket']) await s3.send(new CreateBucketCommand({ Bucket }));
});
afterAll(async () => {
  await yard.stop();
  await rm(scratch, { recursive: true });
});

async function makeRepository(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const git = (...args: string[]) =>
    run('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-C', folder, ...args]);
  await git('init', '-q', '-b', 'main');
  await writeFile(join(folder, 'buildspec.yml'), spec({ build: ['echo "at $(git rev-parse HEAD)"; cat word'] }));
  await writeFile(join(folder, 'word'), 'from main\n');
  await git('add', '.');
  await git('commit', '-qm', 'first');
  await git('tag', 'v1');
  await writeFile(join(folder, 'word'), 'from the second commit\n');
  await git('commit', '-qam', 'second');
  await run('git', ['clone', '-q', '--bare', folder, `${folder}.git`]);
  return `${folder}.git`;
}

async function put(Bucket: string, Key: string, Body: string | Buffer): Promise<void> {
  await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
}

async function zipOf(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const folder = await mkdtemp(join(scratch, 'zip-'));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  await run('zip', ['-qr', 'all.zip', '.'], { cwd: folder });
  return await readFile(join(folder, 'all.zip'));
}

async function keysOf(Bucket: string, Prefix: string): Promise<string[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
  return Contents.map(({ Key }) => Key ?? '');
}

async function bytesOf(Bucket: string, Key: string): Promise<Buffer> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

describe('sources', () => {
  it('a repository on GitHub comes from where it is mapped to', async () => {
    const project = await lab.project('', { source: { type: 'GITHUB', location: 'https://github.com/myorg/web-app' } });
    const { stdout } = await run('git', ['-C', repository, 'rev-parse', 'v1']);
    const { build, log } = await lab.finish(await lab.start(project, { sourceVersion: 'v1' }));
    expect(build.buildStatus).toBe('SUCCEEDED');
    expect(build.resolvedSourceVersion).toBe(stdout.trim());
    expect(log).toContain('\nfrom main\n');
    expect(log).toMatch(/CODEBUILD_SRC_DIR=.*\/output\/src\d+\/src\/github\.com\/myorg\/web-app\n/);
  });

  it('a ref that is not there fails DOWNLOAD_SOURCE', async () => {
    const project = await lab.project('', { source: { type: 'GITHUB', location: 'https://github.com/myorg/web-app' } });
    const { build } = await lab.finish(await lab.start(project, { sourceVersion: 'no-such-branch' }));
    expect(contextOf(build, 'DOWNLOAD_SOURCE')).toMatch(/for primary source and source version no-such-branch$/);
  });

  it('an S3 object is unpacked, a prefix is downloaded; both at once as primary and secondary source', async () => {
    await put(
      'in-bucket',
      'app.zip',
      await zipOf({ 'buildspec.yml': spec({ build: ['cat word "$CODEBUILD_SRC_DIR_lib/deep/word"'] }), word: 'one\n' }),
    );
    await put('in-bucket', 'lib/deep/word', 'two\n');
    const project = await lab.project('', {
      source: { type: 'S3', location: 'in-bucket/app.zip' },
      secondarySources: [{ type: 'S3', location: 'in-bucket/lib/', sourceIdentifier: 'lib' }],
    });
    const { build, log } = await lab.finish(await lab.start(project));
    expect(build.buildStatus).toBe('SUCCEEDED');
    expect(log).toContain('\none\ntwo\n');
    expect(build.resolvedSourceVersion).toBeUndefined();
  });

  it('an S3 object has versions, and its URL begins as S3’s do', async () => {
    const Bucket = 'versioned-bucket';
    await s3.send(new CreateBucketCommand({ Bucket }));
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    const Body = await zipOf({ word: 'the older\n' });
    const { VersionId = '' } = await s3.send(new PutObjectCommand({ Bucket, Key: 'app.zip', Body }));
    await put(Bucket, 'app.zip', await zipOf({ word: 'the newer\n' }));
    const buildspec = spec({ build: ['cat word', 'echo "$CODEBUILD_SOURCE_REPO_URL $CODEBUILD_SOURCE_VERSION"'] });
    const project = await lab.project('', { source: { type: 'S3', location: `${Bucket}/app.zip`, buildspec } });
    expect((await lab.finish(await lab.start(project))).log).toContain('\nthe newer\n');
    const { log } = await lab.finish(await lab.start(project, { sourceVersion: VersionId }));
    expect(log).toContain('\nthe older\n');
    expect(log).toContain(`\ns3://${Bucket}/app.zip ${VersionId}\n`);
  });

  it('a source that is not there fails DOWNLOAD_SOURCE and says so', async () => {
    const project = await lab.project('', { source: { type: 'S3', location: 'in-bucket/nothing.zip' } });
    const { build } = await lab.finish(await lab.start(project));
    expect(contextOf(build, 'DOWNLOAD_SOURCE')).toMatch(/^CLIENT_ERROR: NoSuchKey: .* for primary source$/);
  });

  it('the input of a pipeline is the object that it names', async () => {
    const input = {
      Bucket: 'in-bucket',
      Key: 'pipe/Source/abc.zip',
      Metadata: { 'codepipeline-artifact-revision-id': 'c0ffee' },
    };
    await s3.send(new PutObjectCommand({ ...input, Body: await zipOf({ word: 'from a pipeline\n' }) }));
    const project = await lab.project(spec({ build: ['cat word'] }), {
      source: { type: 'CODEPIPELINE', buildspec: spec({ build: ['cat word'] }, 'artifacts: {files: [word]}') },
      artifacts: { type: 'CODEPIPELINE' },
    });
    const { build, log } = await lab.finish(
      await lab.start(project, {
        sourceVersion: 'arn:aws:s3:::in-bucket/pipe/Source/abc.zip',
        artifactsOverride: { type: 'CODEPIPELINE', location: 'out-bucket/pipe/Out/xyz' },
        secondarySourcesOverride: [
          { type: 'CODEPIPELINE', location: 'in-bucket/pipe/Source/abc.zip', sourceIdentifier: 'More' },
        ],
      }),
    );
    expect(log).toMatch(/ CODEBUILD_SRC_DIR=(.*)\/s3\/00\n.* CODEBUILD_SRC_DIR_More=\1\/s3\/01\n/);
    expect(build.buildStatus).toBe('SUCCEEDED');
    expect(log).toContain('\nfrom a pipeline\n');
    expect(await keysOf('out-bucket', 'pipe/Out/')).toEqual(['pipe/Out/xyz']);
    expect(build.resolvedSourceVersion).toBe('c0ffee');
  });

  it('a missing buildspec is named by its path', async () => {
    await put('in-bucket', 'bare.zip', await zipOf({ word: 'x' }));
    const project = await lab.project('', { source: { type: 'S3', location: 'in-bucket/bare.zip' } });
    const { build } = await lab.finish(await lab.start(project));
    expect(contextOf(build, 'DOWNLOAD_SOURCE')).toMatch(
      /^YAML_FILE_ERROR: stat \/.*\/src\/buildspec\.yml: no such file or directory$/,
    );
  });

  it.each(['../../../../../etc/passwd', 'link.yml'])(
    'a buildspec at %s outside of the source is not read',
    async (path) => {
      const folder = await mkdtemp(join(scratch, 'zip-'));
      await run('ln', ['-s', '/etc/passwd', join(folder, 'link.yml')]);
      await run('zip', ['-qry', 'all.zip', '.'], { cwd: folder });
      await put('in-bucket', 'link.zip', await readFile(join(folder, 'all.zip')));
      const project = await lab.project('', {
        source: { type: 'S3', location: 'in-bucket/link.zip', buildspec: path },
      });
      const { build } = await lab.finish(await lab.start(project));
      expect(build.buildStatus).toBe('FAILED');
      expect(JSON.stringify(build)).not.toContain('root:');
    },
  );

  it('a buildspec may lie in S3', async () => {
    await put('in-bucket', 'specs/it.yml', spec({ build: ['echo from S3'] }));
    await put('in-bucket', 'empty.zip', await zipOf({ word: 'x' }));
    const project = await lab.project('', {
      source: { type: 'S3', location: 'in-bucket/empty.zip', buildspec: 'arn:aws:s3:::in-bucket/specs/it.yml' },
    });
    expect((await lab.finish(await lab.start(project))).log).toContain('\nfrom S3\n');
  });
});

describe('artifacts', () => {
  const make = 'mkdir -p dist/deep; echo a > dist/a.txt; echo b > dist/deep/b.txt';

  it('a ZIP file has exactly the key that was asked for, and its digests', async () => {
    const buildspec = spec({ build: [make] }, 'artifacts: {files: ["**/*"], base-directory: dist}');
    const project = await lab.project(buildspec, {
      artifacts: { type: 'S3', location: 'out-bucket', path: '/zips/', name: 'x', packaging: 'ZIP' },
    });
    const { build } = await lab.finish(await lab.start(project));
    expect(build.buildStatus).toBe('SUCCEEDED');
    const bytes = await bytesOf('out-bucket', 'zips/x');
    expect(build.artifacts).toMatchObject({
      location: 'arn:aws:s3:::out-bucket/zips/x',
      md5sum: createHash('md5').update(bytes).digest('hex'),
      sha256sum: createHash('sha256').update(bytes).digest('hex'),
    });
    const { Metadata } = await s3.send(new GetObjectCommand({ Bucket: 'out-bucket', Key: 'zips/x' }));
    expect(Metadata).toMatchObject({
      'codebuild-buildarn': build.arn,
      'codebuild-content-md5': build.artifacts?.md5sum,
    });
    const zip = join(yard.dataFolder, 'x.zip');
    await writeFile(zip, bytes);
    const { stdout } = await run('unzip', ['-Z1', zip]);
    expect(
      stdout
        .split('\n')
        .filter((name) => name && !name.endsWith('/'))
        .sort(),
    ).toEqual(['a.txt', 'deep/b.txt']);
  });

  it('are sent by the server: a proxy is not asked, and the log says so', async () => {
    const skipped = 'Skip proxy due to: artifacts and logs are sent by the server, not by the build\n';
    const proxied = (words: string) => spec({ build: ['true'] }, `proxy: {${words}}`);
    expect((await lab.run(proxied('upload-artifacts: yes, logs: no'))).log).toContain(skipped);
    expect((await lab.run(proxied('upload-artifacts: no'))).log).not.toContain(skipped);
  });

  it('loose files lie below their key, without digests', async () => {
    const buildspec = spec({ build: [make] }, 'artifacts: {files: ["dist/**/*"], discard-paths: yes}');
    const project = await lab.project(buildspec, {
      artifacts: { type: 'S3', location: 'out-bucket', namespaceType: 'BUILD_ID' },
    });
    const { build } = await lab.finish(await lab.start(project));
    const uuid = build.id?.split(':')[1];
    expect(await keysOf('out-bucket', `${uuid}/`)).toEqual([`${uuid}/${project}/a.txt`, `${uuid}/${project}/b.txt`]);
    expect(build.artifacts).toMatchObject({ md5sum: '', sha256sum: '' });
  });

  it('the buildspec’s name counts when the project lets it, expanded by the shell', async () => {
    const buildspec = spec({ build: [make, 'V=7'] }, 'artifacts: {files: [dist/a.txt], name: "rel-$V/$(echo x).zip"}');
    const artifacts = { type: 'S3', location: 'out-bucket', packaging: 'ZIP', name: 'fixed.zip' } as const;
    const fixed = await lab.finish(await lab.start(await lab.project(buildspec, { artifacts })));
    expect(fixed.build.artifacts?.location).toBe('arn:aws:s3:::out-bucket/fixed.zip');
    const free = await lab.project(buildspec, { artifacts: { ...artifacts, overrideArtifactName: true } });
    const named = await lab.finish(await lab.start(free));
    expect(named.build.artifacts?.location).toBe('arn:aws:s3:::out-bucket/rel-7/x.zip');
    expect(named.log).toContain('Updating artifact name as  rel-7/x.zip\n');
  });

  it('one missing file is skipped; nothing at all fails the build', async () => {
    const artifacts = { type: 'S3', location: 'out-bucket', name: 'some' } as const;
    const some = spec({ build: [make] }, 'artifacts: {files: [dist/a.txt, absent.txt]}');
    const { build, log } = await lab.finish(await lab.start(await lab.project(some, { artifacts })));
    expect(build.buildStatus).toBe('SUCCEEDED');
    expect(log).toContain('Skipping invalid file path absent.txt\n');
    const none = spec({ build: ['true'] }, 'artifacts: {files: [absent.txt]}');
    const empty = await lab.finish(await lab.start(await lab.project(none, { artifacts })));
    expect(contextOf(empty.build, 'UPLOAD_ARTIFACTS')).toBe('CLIENT_ERROR: no matching artifact paths found');
    expect(empty.build.buildStatus).toBe('FAILED');
    const lost = spec({ build: ['true'] }, 'artifacts: {files: ["**/*"], base-directory: dist}');
    const gone = await lab.finish(await lab.start(await lab.project(lost, { artifacts })));
    expect(contextOf(gone.build, 'UPLOAD_ARTIFACTS')).toBe(
      'CLIENT_ERROR: no matching base directory path found for dist',
    );
  });

  it('secondary ones go their own ways, and one that the project does not know fails the build', async () => {
    const secondary = (id: string) =>
      spec(
        { build: [make] },
        `artifacts: {files: [dist/a.txt], secondary-artifacts: {${id}: {files: [dist/deep/b.txt], discard-paths: yes}}}`,
      );
    const change = {
      artifacts: { type: 'S3', location: 'out-bucket', path: 'sec', name: 'first' },
      secondaryArtifacts: [
        { type: 'S3', location: 'out-bucket', path: 'sec', name: 'second', artifactIdentifier: 'more' },
      ],
    } as const;
    const { build } = await lab.finish(
      await lab.start(
        await lab.project(secondary('more'), { ...change, secondaryArtifacts: [...change.secondaryArtifacts] }),
      ),
    );
    expect(build.buildStatus).toBe('SUCCEEDED');
    expect(await keysOf('out-bucket', 'sec/')).toEqual(['sec/first/dist/a.txt', 'sec/second/b.txt']);
    expect(build.secondaryArtifacts).toMatchObject([
      { artifactIdentifier: 'more', location: 'arn:aws:s3:::out-bucket/sec/second' },
    ]);
    const unknown = await lab.finish(
      await lab.start(await lab.project(secondary('other'), { artifacts: change.artifacts })),
    );
    expect(contextOf(unknown.build, 'UPLOAD_ARTIFACTS')).toMatch(/other/);
  });

  it('are uploaded after a failed BUILD, too', async () => {
    const buildspec = spec({ build: [make, 'false'] }, 'artifacts: {files: [dist/a.txt]}');
    const project = await lab.project(buildspec, {
      artifacts: { type: 'S3', location: 'out-bucket', name: 'after-failure' },
    });
    const { build } = await lab.finish(await lab.start(project));
    expect(build.buildStatus).toBe('FAILED');
    expect(await keysOf('out-bucket', 'after-failure/')).toEqual(['after-failure/dist/a.txt']);
  });
});

describe('the log', () => {
  it('lies in S3 as a whole, compressed, at the end', async () => {
    const project = await lab.project(spec({ build: ['echo for the record'] }), {
      logsConfig: { s3Logs: { status: 'ENABLED', location: 'log-bucket/kept' } },
    });
    const { build, log } = await lab.finish(await lab.start(project));
    const key = `kept/${build.id?.split(':')[1]}.gz`;
    expect(build.logs?.s3LogsArn).toBe(`arn:aws:s3:::log-bucket/${key}`);
    expect(gunzipSync(await bytesOf('log-bucket', key)).toString()).toBe(log);
  });

  it('may lie only in S3, or nowhere', async () => {
    const off = { status: 'DISABLED' } as const;
    const alone = { cloudWatchLogs: off, s3Logs: { status: 'ENABLED', location: 'log-bucket/alone' } } as const;
    for (const logsConfig of [{ cloudWatchLogs: off }, alone]) {
      const project = await lab.project(spec({ build: ['echo for the record'] }), { logsConfig });
      const build = await lab.until(await lab.start(project), ({ buildComplete }) => buildComplete === true);
      expect(build.buildStatus).toBe('SUCCEEDED');
      for (const member of ['groupName', 'streamName', 'cloudWatchLogsArn', 'deepLink'])
        expect(build.logs).not.toHaveProperty(member);
      if (logsConfig !== alone) continue;
      const copy = await bytesOf('log-bucket', `alone/${build.id?.split(':')[1]}.gz`);
      expect(gunzipSync(copy).toString()).toContain('\nfor the record\n');
    }
  });

  it.each([
    [undefined, (project: string, uuid: string) => [`/aws/codebuild/${project}`, uuid]],
    [{ groupName: 'of-mine' }, (_: string, uuid: string) => ['of-mine', uuid]],
    [
      { groupName: 'of-mine', streamName: 'begin/ning' },
      (_: string, uuid: string) => ['of-mine', `begin/ning/${uuid}`],
    ],
  ])('is named as on AWS with %j', async (names, expected) => {
    const cloudWatchLogs = names && { status: 'ENABLED' as const, ...names };
    const change = cloudWatchLogs ? { logsConfig: { cloudWatchLogs } } : {};
    const id = await lab.start(await lab.project(spec({ build: ['echo here'] }), change));
    const { build, log } = await lab.finish(id);
    const [project = '', uuid = ''] = id.split(':');
    const [group, stream] = expected(project, uuid);
    expect([build.logs?.groupName, build.logs?.streamName]).toEqual([group, stream]);
    expect(build.logs?.cloudWatchLogsArn).toBe(
      `arn:aws:logs:us-east-1:123456789012:log-group:${group}:log-stream:${stream}`,
    );
    expect(log).toContain('\nhere\n');
  });
});
