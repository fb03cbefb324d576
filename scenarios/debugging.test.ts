import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodeBuild } from '@aws-sdk/client-codebuild';
import { S3 } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  type CommandInTerminal,
  runCommand,
  startCommand,
  startInTerminal,
  whyNoTerminal,
} from './testing/codeyard-command.ts';
import { commandedBuilds, PATIENCE, projectOf, specOf } from './testing/commanded-builds.ts';
import { type ServerProcess, settingsOf, startServer } from './testing/server-process.ts';

const REMOTE = 'https://github.com/acme/shop';
/** Every test starts several commands, each of which takes seconds on a busy machine. */
vi.setConfig({ testTimeout: 120_000 });

let server: ServerProcess;
let codebuild: CodeBuild;
let folder: string;

const git = (...argv: string[]) =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...argv], { cwd: join(folder, 'work') })
    .toString()
    .trim();

function commit(buildspec: object): string {
  writeFileSync(join(folder, 'work/buildspec.yml'), JSON.stringify(buildspec));
  git('add', '-A');
  git('commit', '-qm', 'change');
  git('push', '-q', 'origin', 'HEAD:main');
  return git('rev-parse', 'HEAD');
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'codeyard-debugging-'));
  execFileSync('git', ['init', '-q', '--bare', '-b', 'main', join(folder, 'shop.git')]);
  execFileSync('git', ['clone', '-q', join(folder, 'shop.git'), join(folder, 'work')], { stdio: 'ignore' });
  server = await startServer(['--source', `acme/shop=${join(folder, 'shop.git')}`]);
  codebuild = new CodeBuild(settingsOf(server));
}, 30_000);

afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const { getBuild, untilEnded, makeProject, startBuild } = commandedBuilds(() => server);

async function sandboxesOf(projectName: string) {
  const { ids = [] } = await codebuild.listSandboxesForProject({ projectName });
  return (await codebuild.batchGetSandboxes({ ids })).sandboxes ?? [];
}

const noTerminal = whyNoTerminal();
it.runIf(process.env.CI)('the machine has what gives commands a terminal', () => expect(noTerminal).toBeUndefined());

describe.skipIf(noTerminal)(`codeyard shell on a terminal${noTerminal ? ` (left out: ${noTerminal})` : ''}`, () => {
  const opened: CommandInTerminal[] = [];
  const open = (...argv: string[]) => {
    const command = startInTerminal(server, 'shell', ...argv);
    opened.push(command);
    return command;
  };
  afterEach(() => {
    for (const command of opened.splice(0)) {
      command.child.kill('SIGKILL');
      command.close();
    }
  });
  const says = (command: CommandInTerminal, text: string | RegExp) =>
    expect.poll(command.stdout, PATIENCE).toMatch(text);

  it('is a terminal in a sandbox of the project: its size, Ctrl-C and the exit status pass through', async () => {
    const name = await makeProject(['true']);
    const command = open(name);
    await says(command, /✓ DOWNLOAD_SOURCE/);
    command.type('echo "kind=$TERM"; stty size; echo "$CODEBUILD_PROJECT_NAME" | head\n');
    await says(command, /kind=xterm\s+33 99/);
    command.resize(71, 23);
    await expect
      .poll(() => {
        command.type('stty size\n');
        return command.stdout();
      }, PATIENCE)
      .toMatch(/23 71/);
    command.type('echo be""gun; sleep 100\n');
    await says(command, 'begun');
    command.type('\x03');
    command.type('echo still""here\n');
    await says(command, 'stillhere');
    expect((await sandboxesOf(name)).map(({ status }) => status)).toEqual(['RUN_SANDBOX']);
    command.type('exit 7\n');
    expect(await command.ended).toBe(7);
    expect(command.stdout()).toMatch(/the sandbox is stopped/);
    await expect.poll(async () => (await sandboxesOf(name))[0]?.status, PATIENCE).toBe('STOPPED');
  });

  it('is told when the server stops, and can be opened again in the sandbox that was kept', async () => {
    const name = await makeProject(['true']);
    const kept = await runCommand(server, ['shell', '--keep', name], 'export WORD=kept; exit 0\n');
    const id = /codeyard shell (\S+)/.exec(kept.stderr)?.[1] ?? '';
    expect(kept.status).toBe(0);
    const command = open(id);
    command.type('echo "up in $PWD"\n');
    await says(command, /up in \/\S+/);
    // Scenarios only kill; a server that is told to stop says goodbye: see admin/terminals.
    await server.kill();
    expect(await command.ended).toBe(129);
    expect(command.stdout()).toContain('The connection broke: the terminal is closed.');
    await server.start();
    const again = await runCommand(server, ['shell', id], 'echo "still there"\n');
    expect(again).toMatchObject({ status: 0, stdout: 'still there\n' });
    await codebuild.stopSandbox({ id });
  });

  it('says so where builds run without anything that gives a shell a terminal, and reads lines', async () => {
    const programs = join(folder, 'programs');
    mkdirSync(programs);
    for (const name of PROGRAMS) symlinkSync(execFileSync('which', [name]).toString().trim(), join(programs, name));
    const bare = await startServer([], { PATH: programs });
    try {
      const other = new CodeBuild({ ...settingsOf(server), endpoint: bare.endpoint, credentials: bare.credentials });
      await other.createProject({ ...projectOf(['true']), name: 'bare' });
      const command = startInTerminal(bare, 'shell', 'bare');
      opened.push(command);
      await says(command, /Neither script \(util-linux\) nor python3 is installed where builds run: this shell has no/);
      command.type('echo wor""king; tty; exit 6\n');
      expect(await command.ended).toBe(6);
      expect(command.stdout()).toMatch(/working\s+not a tty/);
    } finally {
      await bare.stop();
    }
  });
});

/** What builds cannot do without. */
const PROGRAMS = 'sh bash cat mkdir rm mv cp ln ls date sleep env tty git head tail tr sed grep awk cut sort id'.split(
  ' ',
);

describe('codeyard shell', () => {
  it('between pipes runs what it reads, prints what that prints and nothing else, and exits as it does', async () => {
    const name = await makeProject(['true']);
    const { status, stdout, stderr } = await runCommand(
      server,
      ['shell', name],
      'echo "in $CODEBUILD_BUILD_ID" | cut -c1-11; echo careful >&2; exit 4\n',
    );
    expect({ status, stdout }).toEqual({ status: 4, stdout: 'in debugged\n' });
    expect(stderr).toMatch(/careful\n[\s\S]*the sandbox is stopped/);
    const bytes = 'x'.repeat(3_000_000);
    const large = await runCommand(server, ['shell', name], `cat <<E\n${bytes}\nE\n`);
    expect(large.stdout === `${bytes}\n`).toBe(true);
  });

  it('enters a build that codebuild-breakpoint has paused, while its log is followed', async () => {
    const name = await makeProject(['WORD=kept', 'mkdir made && cd made', 'codebuild-breakpoint', 'echo "then $WORD"']);
    const id = await startBuild(name, { debugSessionEnabled: true });
    const following = startCommand(server, 'logs', '-f', id);
    await expect.poll(following.stdout, PATIENCE).toContain(`codeyard shell ${id}\n`);
    const entered = await runCommand(server, ['shell', id], 'basename "$PWD"; echo "$WORD"; codebuild-resume\n');
    expect(entered.stdout).toMatch(/^made\nkept\n/);
    expect(entered.status).toBe(0);
    expect(await following.ended).toBe(0);
    expect(following.stdout()).toMatch(
      /goes on after its breakpoint[\s\S]*\nthen kept\n[\s\S]*UPLOAD_ARTIFACTS State: SUCC/,
    );
    const late = await runCommand(server, ['shell', id]);
    expect(late).toMatchObject({ status: 1, stdout: '' });
    expect(late.stderr).toBe(`codeyard: No command can run in ${id} now: it is in COMPLETED\n`);
  });

  it('says what it cannot enter', async () => {
    const nothing = await runCommand(server, ['shell', 'nothing']);
    expect(nothing.stderr).toBe(
      'codeyard: there is no project nothing. Builds and sandboxes are written as <project>:<id>\n',
    );
    const name = await makeProject(['sleep 60']);
    const id = await startBuild(name);
    const { status, stderr } = await runCommand(server, ['shell', id]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/has no debug session: start it with debugSessionEnabled/);
    await codebuild.stopBuild({ id });
    const failing = await codebuild.createProject({
      ...projectOf(['true']),
      name: 'nowhere',
      source: { type: 'GITHUB', location: 'http://127.0.0.1:9/none' },
    });
    const failed = await runCommand(server, ['shell', failing.project?.name ?? '']);
    expect(failed.status).toBe(1);
    expect(failed.stderr).toMatch(
      /✗ DOWNLOAD_SOURCE[\s\S]*codeyard: the sandbox ended before it could be used: CLIENT_ERROR/,
    );
  });
});

describe('codeyard rerun', () => {
  it('builds the same commit with the same buildspec and variables, whatever both have become', async () => {
    const first = commit({ version: '0.2', phases: { build: { commands: ['echo "first $WORD $OTHER"'] } } });
    const definition = projectOf([]);
    const source = { type: 'GITHUB' as const, location: REMOTE };
    const environmentVariables = [{ name: 'OTHER', value: 'old' }];
    const environment = { ...definition.environment, environmentVariables };
    await codebuild.createProject({ ...definition, name: 'shop', source, environment });
    const environmentVariablesOverride = [{ name: 'WORD', value: 'given' }];
    const id = await startBuild('shop', { sourceVersion: 'main', environmentVariablesOverride });
    await untilEnded(id);
    commit({ version: '0.2', phases: { build: { commands: ['echo second', 'false'] } } });
    await codebuild.updateProject({
      name: 'shop',
      source: { ...source, buildspec: specOf(['false']) },
      environment: { ...environment, image: 'y', environmentVariables: [{ name: 'OTHER', value: 'new' }] },
    });
    const { status, stdout } = await runCommand(server, ['rerun', id]);
    expect(stdout).toMatch(
      /^shop:\S+ again at main\^\{[0-9a-f]{40}\}\n[\s\S]*\nfirst given old\n[\s\S]*build succeeded in/,
    );
    expect(status).toBe(0);
    const { ids = [] } = await codebuild.listBuildsForProject({ projectName: 'shop' });
    const [again, before] = [await getBuild(ids[0] ?? ''), await getBuild(id)];
    expect(again).toMatchObject({ buildNumber: 2, resolvedSourceVersion: first, environment: before.environment });
    expect(again.timeoutInMinutes).toBe(before.timeoutInMinutes);
    const twice = await runCommand(server, ['rerun', ids[0] ?? '']);
    expect(twice.stdout).toContain('\nfirst given old\n');
    expect(twice.status).toBe(0);
  });

  it.each([undefined, 'main'])('takes secondary sources as they were, asked for as %s', async (sourceVersion) => {
    const sayWord = (word: string) => {
      writeFileSync(join(folder, 'work/secondary.txt'), `the library is ${word}\n`);
      commit({ version: '0.2' });
    };
    sayWord('old');
    const name = await makeProject(['cat "$CODEBUILD_SRC_DIR_lib/secondary.txt"']);
    const id = await startBuild(name, {
      secondarySourcesOverride: [{ type: 'GITHUB', location: REMOTE, sourceIdentifier: 'lib' }],
      ...(sourceVersion ? { secondarySourcesVersionOverride: [{ sourceIdentifier: 'lib', sourceVersion }] } : {}),
    });
    await untilEnded(id);
    sayWord('new');
    const once = await runCommand(server, ['rerun', id]);
    expect(once.stdout).toContain('\nthe library is old\n');
    const { ids = [] } = await codebuild.listBuildsForProject({ projectName: name });
    const twice = await runCommand(server, ['rerun', ids[0] ?? '']);
    expect(twice.stdout).toContain('\nthe library is old\n');
    expect(twice.status).toBe(0);
  });

  it('takes the input of a pipeline’s build, and leaves its artifacts as they are', async () => {
    const s3 = new S3({ ...settingsOf(server), forcePathStyle: true });
    writeFileSync(join(folder, 'work/word.txt'), 'a word\n');
    git('add', '-A');
    git('commit', '-qm', 'word');
    git('archive', '--format=zip', '-o', join(folder, 'input.zip'), 'HEAD');
    await s3.createBucket({ Bucket: 'artifacts' });
    await s3.putObject({ Bucket: 'artifacts', Key: 'shop/in', Body: readFileSync(join(folder, 'input.zip')) });
    const type = 'CODEPIPELINE' as const;
    const phases = { build: { commands: ['echo "it is $(cat word.txt)"', 'date > now'] } };
    const buildspec = JSON.stringify({ version: '0.2', phases, artifacts: { files: ['now'] } });
    const piped = { source: { type, buildspec }, artifacts: { type } };
    await codebuild.createProject({ ...projectOf([]), ...piped, name: 'piped' });
    const id = await startBuild('piped', {
      sourceVersion: 'arn:aws:s3:::artifacts/shop/in',
      artifactsOverride: { type, location: 'artifacts/shop/out' },
    });
    await untilEnded(id);
    const output = () => s3.headObject({ Bucket: 'artifacts', Key: 'shop/out' });
    const { ETag, LastModified } = await output();
    const { status, stdout } = await runCommand(server, ['rerun', id]);
    expect(stdout).toMatch(/ again at arn:aws:s3:::artifacts\/shop\/in\n[\s\S]*\nit is a word\n/);
    expect(status).toBe(0);
    expect(await output()).toMatchObject({ ETag, LastModified });
  });

  it('exits with 1 when it fails, and is stopped by Ctrl-C', async () => {
    const name = await makeProject(['echo "about to"; test "$GO" = on', 'sleep 100']);
    const id = await startBuild(name);
    await untilEnded(id);
    const failed = await runCommand(server, ['rerun', id]);
    expect(failed.status).toBe(1);
    expect(failed.stdout).toMatch(/✗ BUILD .*exit status 1[\s\S]*build failed in/);
    const long = await startBuild(name, { environmentVariablesOverride: [{ name: 'GO', value: 'on' }] });
    const command = startCommand(server, 'rerun', long);
    await expect.poll(command.stdout, PATIENCE).toContain('Running command sleep 100');
    command.child.kill('SIGINT');
    expect(await command.ended).toBe(130);
    expect(command.stdout()).toMatch(/build stopped in/);
    await codebuild.stopBuild({ id: long });
    const nothing = await runCommand(server, ['rerun', 'none:5be4cbb6-c7b4-4a4c-8b63-0c4e8f8f2a07']);
    expect(nothing).toMatchObject({ status: 1, stderr: expect.stringContaining('there is no build none:5be4cbb6') });
  });

  it('pauses at breakpoints with --debug', async () => {
    const name = await makeProject(['codebuild-breakpoint', 'echo through']);
    const id = await startBuild(name);
    await untilEnded(id);
    const command = startCommand(server, 'rerun', '--debug', id);
    await expect.poll(command.stdout, PATIENCE).toMatch(/codeyard shell \S+\n/);
    const paused = /codeyard shell (\S+)\n/.exec(command.stdout())?.[1] ?? '';
    expect(paused).not.toBe(id);
    expect(await runCommand(server, ['shell', paused], 'codebuild-resume\n')).toMatchObject({ status: 0 });
    expect(await command.ended).toBe(0);
    expect(command.stdout()).toContain('\nthrough\n');
  });
});
