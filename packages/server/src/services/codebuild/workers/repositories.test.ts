import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodeBuild, type ImportSourceCredentialsInput, type ProjectSource } from '@aws-sdk/client-codebuild';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type GitHost, makeBareRepository, openGitHost } from '../../../../../compute/src/sources/testing/git-host.ts';
import { openStandInHost, type StandInHost } from '../../../git-hosts/testing/stand-in-host.ts';
import { startYard, type Yard } from '../../../testing/start-yard.ts';
import { until } from '../../../testing/until.ts';
import { type BuildLab, buildLab, contextOf, spec } from '../testing/build-lab.ts';
import { deliver, push } from '../testing/webhook-lab.ts';

const TOKEN = 'tok-4711-very-secret';
const USERS = ['x-access-token', 'oauth2', 'x-token-auth', 'ann'];
const APP = 'https://github.com/acme/app';

let root: string;
let yard: Yard;
let lab: BuildLab;
let codebuild: CodeBuild;
let host: GitHost;
/** The same repositories, of whom anybody is told. */
let open: GitHost;
/** The same with a certificate of its own making. */
let secure: GitHost;
/** Where statuses go. */
let api: StandInHost;
let secretArn: string;

/** The one host, asking for any of the names with the token. */
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'codeyard-repositories-'));
  const folder = join(root, 'host');
  mkdirSync(folder);
  host = await openGitHost({ root: folder, logins: USERS.map((user) => `${user}:${TOKEN}`) });
  open = await openGitHost({ root: folder });
  secure = await openGitHost({ root: folder, logins: [`x-access-token:${TOKEN}`], isSecure: true });
  makeBareRepository(folder, 'acme/lib.git', { word: 'of the library' });
  makeBareRepository(folder, 'acme/app.git', { word: 'of the app' }, (git) => {
    git('-c', 'protocol.file.allow=always', 'submodule', '-q', 'add', join(folder, 'acme/lib.git'), 'lib');
    git('config', '-f', '.gitmodules', 'submodule.lib.url', '../lib.git');
    git('add', '.gitmodules');
  });
  execFileSync('git', ['-C', join(folder, 'acme/lib.git'), 'branch', 'older', 'main']);
  const names = ['github.com', 'gitlab.com', 'bitbucket.org', 'git.example.com', 'lab.example.com'];
  api = await openStandInHost();
  yard = await startYard({
    config: {
      gitHostApis: new Map([['github.com', api.url]]),
      sources: [
        ...names.map((name) => `https://${name}/acme/app=${host.url}/acme/app.git`),
        `https://github.com/acme/lib=${host.url}/acme/lib.git`,
        `https://github.com/acme/open=${open.url}/acme/app.git`,
        `warehouse=${open.url}/acme/app.git`,
        `https://secure.example.com/acme/app=${secure.url}/acme/app.git`,
      ],
    },
  });
  lab = buildLab(yard);
  codebuild = yard.client(CodeBuild);
  const SecretString = JSON.stringify({ ServerType: 'GITHUB', AuthType: 'PERSONAL_ACCESS_TOKEN', Token: TOKEN });
  const { ARN = '' } = await yard.client(SecretsManager).createSecret({ Name: 'of-github', SecretString });
  secretArn = ARN;
});
afterEach(async () => {
  const { sourceCredentialsInfos = [] } = await codebuild.listSourceCredentials({});
  for (const { arn } of sourceCredentialsInfos) await codebuild.deleteSourceCredentials({ arn });
});
afterAll(async () => {
  await yard.stop();
  await host.close();
  await open.close();
  await secure.close();
  await api.close();
  rmSync(root, { recursive: true, force: true });
});

const importing = (change: Partial<ImportSourceCredentialsInput> = {}) =>
  codebuild.importSourceCredentials({
    ...{ serverType: 'GITHUB', authType: 'PERSONAL_ACCESS_TOKEN', token: TOKEN },
    ...change,
  });

async function build(source: Partial<ProjectSource>, buildspec = spec({ build: ['cat word; echo'] })) {
  const project = await lab.project('', { source: { type: 'GITHUB', location: APP, buildspec, ...source } });
  return await lab.finish(await lab.start(project));
}

describe('a private repository', () => {
  it.each<[type: ProjectSource['type'] & ImportSourceCredentialsInput['serverType'], name: string, user: string]>([
    ['GITHUB', 'github.com', 'x-access-token'],
    ['GITHUB_ENTERPRISE', 'git.example.com', 'x-access-token'],
    ['GITLAB', 'gitlab.com', 'oauth2'],
    ['GITLAB_SELF_MANAGED', 'lab.example.com', 'oauth2'],
    ['BITBUCKET', 'bitbucket.org', 'x-token-auth'],
  ])('of %s at %s is cloned as %s with the token imported for its type', async (serverType, name, user) => {
    const before = host.logins.length;
    await importing({ serverType });
    const finished = await build({ type: serverType, location: `https://${name}/acme/app.git` });
    expect(finished.build.buildStatus).toBe('SUCCEEDED');
    expect(finished.log).toContain('\nof the app\n');
    expect(finished.log).toContain(`/src/${name}/acme/app\n`);
    expect(new Set(host.logins.slice(before))).toEqual(new Set([`${user}:${TOKEN}`]));
    expect(JSON.stringify(finished)).not.toContain(TOKEN);
  });

  it('of Bitbucket may ask for a name and an app password', async () => {
    await importing({ serverType: 'BITBUCKET', authType: 'BASIC_AUTH', username: 'ann' });
    const { build: done } = await build({ type: 'BITBUCKET', location: 'https://bitbucket.org/acme/app.git' });
    expect(done.buildStatus).toBe('SUCCEEDED');
    expect(host.logins.at(-1)).toBe(`ann:${TOKEN}`);
  });

  it('is cloned with a secret that is imported in place of the token, or is the project’s own', async () => {
    await importing({ authType: 'SECRETS_MANAGER', token: secretArn });
    const { sourceCredentialsInfos } = await codebuild.listSourceCredentials({});
    expect(sourceCredentialsInfos).toMatchObject([{ authType: 'SECRETS_MANAGER', resource: secretArn }]);
    expect((await build({})).build.buildStatus).toBe('SUCCEEDED');
    await importing({ token: 'worn out' });
    expect(contextOf((await build({})).build, 'DOWNLOAD_SOURCE')).toBe(
      'CLIENT_ERROR: authorization failed for primary source',
    );
    const own = await build({ auth: { type: 'SECRETS_MANAGER', resource: secretArn } });
    expect(own.build.buildStatus).toBe('SUCCEEDED');
    const lost = await build({ auth: { type: 'SECRETS_MANAGER', resource: `${secretArn}x` } });
    expect(contextOf(lost.build, 'DOWNLOAD_SOURCE')).toMatch(/^Secrets Manager Error: ResourceNotFoundException: /);
  });

  it('fails in AWS’s words without credentials, and the log has git’s', async () => {
    const { build: done, log } = await build({});
    expect(contextOf(done, 'DOWNLOAD_SOURCE')).toBe('CLIENT_ERROR: authentication required for primary source');
    expect(log).toMatch(/The source could not be fetched: .*could not read Username/);
    expect(log).toContain('import-source-credentials --server-type GITHUB, or tell codeyard serve by --source');
  });

  it('is not let in by the ARN of a connection, which holds no token here', async () => {
    const before = host.logins.length;
    await importing({
      authType: 'CODECONNECTIONS',
      token: 'arn:aws:codeconnections:us-east-1:123456789012:connection/1',
    });
    const { build: done } = await build({});
    expect(contextOf(done, 'DOWNLOAD_SOURCE')).toBe('CLIENT_ERROR: authentication required for primary source');
    expect(host.logins.slice(before)).toEqual([]);
  });

  it('that is not where its type says gets no token, and the log says so', async () => {
    const before = host.logins.length;
    await importing();
    const location = `${host.url}/acme/app.git`;
    const { build: done, log } = await build({ location });
    expect(done.buildStatus).toBe('FAILED');
    expect(log).toContain(`fetched without credentials: those of GITHUB are not for ${location}\n`);
    expect(host.logins.slice(before)).toEqual([]);
  });

  it('at a host whose certificate nobody trusts is cloned where insecureSsl says so, also by the commands', async () => {
    await importing({ serverType: 'GITHUB_ENTERPRISE' });
    const source = { type: 'GITHUB_ENTERPRISE', location: 'https://secure.example.com/acme/app' } as const;
    const strict = await build(source);
    expect(contextOf(strict.build, 'DOWNLOAD_SOURCE')).toMatch(/^CLIENT_ERROR: .*certificate.* for primary source$/i);
    const commands = ['git ls-remote -q origin HEAD && echo let in'];
    const buildspec = `${spec({ build: commands })}\nenv: {git-credential-helper: yes}`;
    expect((await build({ ...source, insecureSsl: true }, buildspec)).log).toContain('\nlet in\n');
  });

  it('brings its submodules along when they are asked for', async () => {
    await importing();
    const buildspec = spec({ build: ['cat lib/word; echo'] });
    const { log } = await build({ gitSubmodulesConfig: { fetchSubmodules: true }, gitCloneDepth: 1 }, buildspec);
    expect(log).toContain('\nof the library\n');
  });
});

describe('a repository of CodeCommit', () => {
  it('may be named alone, and lies where AWS puts it', async () => {
    const { log } = await build({ type: 'CODECOMMIT', location: 'warehouse' });
    expect(log).toContain('\nof the app\n');
    expect(log).toContain('/src/git-codecommit.us-east-1.amazonaws.com/v1/repos/warehouse\n');
  });
});

describe('a secondary repository', () => {
  it('has a version of its own, the project’s or the build’s, and a folder that the log names', async () => {
    await importing();
    const commands = [
      'git -C "$CODEBUILD_SRC_DIR_lib" branch --show-current',
      'echo "version=$CODEBUILD_SOURCE_VERSION_lib"',
    ];
    const project = await lab.project('', {
      source: { type: 'GITHUB', location: APP, buildspec: spec({ build: commands }) },
      sourceVersion: 'main',
      secondarySources: [{ type: 'GITHUB', location: 'https://github.com/acme/lib.git', sourceIdentifier: 'lib' }],
      secondarySourceVersions: [{ sourceIdentifier: 'lib', sourceVersion: 'older' }],
    });
    const first = await lab.finish(await lab.start(project));
    expect(first.log).toContain('\nolder\n');
    expect(first.log).toContain('\nversion=older\n');
    expect(first.log).toMatch(/ CODEBUILD_SRC_DIR_lib=\/.*\/src\/github\.com\/acme\/lib\n/);
    const secondarySourcesVersionOverride = [{ sourceIdentifier: 'lib', sourceVersion: 'refs/heads/main' }];
    const second = await lab.finish(await lab.start(project, { secondarySourcesVersionOverride }));
    expect(second.log).toContain('\nversion=refs/heads/main\n');
    const third = await lab.finish(
      await lab.start(project, {
        secondarySourcesVersionOverride: [{ sourceIdentifier: 'lib', sourceVersion: 'gone' }],
      }),
    );
    expect(contextOf(third.build, 'DOWNLOAD_SOURCE')).toBe(
      'CLIENT_ERROR: reference not found for secondary source lib and source version gone',
    );
  });
});

describe('git-credential-helper', () => {
  const commands = ['git ls-remote -q origin HEAD && echo let in', 'env | grep GIT_PASSWORD'];
  const helped = (location = APP) => ({
    location,
    buildspec: `${spec({ build: commands })}\nenv: {git-credential-helper: yes, exported-variables: [CODEBUILD_GIT_PASSWORD_0]}`,
  });

  it('lets the commands’ own git in, and its password nowhere else', async () => {
    await importing();
    const finished = await build(helped());
    expect(finished.build.buildStatus).toBe('SUCCEEDED');
    expect(finished.log).toContain('\nlet in\n');
    expect(finished.log).toContain('\nCODEBUILD_GIT_PASSWORD_0=***\n');
    expect(JSON.stringify(finished)).not.toContain(TOKEN);
    const without = await build({ buildspec: spec({ build: commands }) });
    expect(contextOf(without.build, 'BUILD')).toMatch(/git ls-remote .* exit status 128$/);
  });

  it('is there in builds that webhooks start of private repositories, not of public ones', async () => {
    await importing();
    const started = async (location: string, repository: string) => {
      const project = await lab.project('', { source: { type: 'GITHUB', ...helped(location) } });
      const { webhook } = await codebuild.createWebhook({
        projectName: project,
        manualCreation: true,
        filterGroups: [[{ type: 'EVENT', pattern: 'PUSH' }]],
      });
      const { payloadUrl = '', secret = '' } = webhook ?? {};
      const commit = execFileSync('git', ['-C', join(root, 'host/acme/app.git'), 'rev-parse', 'main'])
        .toString()
        .trim();
      api.answer(`POST /repos/${repository}/statuses/${commit}`, { status: 201 });
      const { message } = await deliver({ payloadUrl, secret }, 'push', {
        ...push(commit),
        repository: { full_name: repository },
      });
      return await lab.finish(/^Started (\S+)\.$/.exec(message)?.[1] ?? message);
    };
    const secret = await started(APP, 'acme/app');
    expect(secret.log).toContain('\nCODEBUILD_GIT_PASSWORD_0=***\n');
    const known = await started('https://github.com/acme/open', 'acme/open');
    expect(known.log).toContain(
      'Skip git-credential-helper due to: a webhook started the build of https://github.com/acme/open, which is public\n',
    );
    expect(known.log).not.toContain('CODEBUILD_GIT_PASSWORD');
  });
});

describe('source credentials', () => {
  it('are nowhere in the server’s files, neither they nor what builds printed of them', async () => {
    await importing();
    const { build: done, log } = await build({}, spec({ build: [`echo ${TOKEN.slice(0, 9)}""${TOKEN.slice(9)}`] }));
    expect(done.buildStatus).toBe('SUCCEEDED');
    expect(log).toContain('\n***\n');
    // A build's folder, with what it printed as it printed it, goes a moment after its end; grep ends with 1 where it finds nothing.
    await until(async () => spawnSync('grep', ['-rlaF', TOKEN, yard.dataFolder]).status === 1);
  });

  it.each<[string, Partial<ImportSourceCredentialsInput>]>([
    ['OAUTH', { authType: 'OAUTH' }],
    ['a name', { serverType: 'BITBUCKET', authType: 'BASIC_AUTH' }],
    ['Bitbucket', { authType: 'BASIC_AUTH', username: 'ann' }],
    ['an ARN', { authType: 'CODECONNECTIONS' }],
    ['an ARN', { authType: 'SECRETS_MANAGER', token: 'of-github' }],
  ])('that lack %s or must not have it are refused: %o', async (_, change) => {
    await expect(importing(change)).rejects.toMatchObject({ name: 'InvalidInputException' });
  });
});
