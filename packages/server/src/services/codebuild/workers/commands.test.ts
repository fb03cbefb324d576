import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startYard, type Yard } from '../../../testing/start-yard.ts';
import { type BuildLab, buildLab, contextOf, spec } from '../testing/build-lab.ts';

let yard: Yard;
let lab: BuildLab;
beforeAll(async () => {
  yard = await startYard();
  lab = buildLab(yard);
});
afterAll(() => yard.stop());

const SCRIPTS = ['INSTALL', 'PRE_BUILD', 'BUILD', 'POST_BUILD'].map((phase) => `${phase} SUCCEEDED`);
const BEFORE = ['SUBMITTED', 'QUEUED', 'PROVISIONING', 'DOWNLOAD_SOURCE'].map((phase) => `${phase} SUCCEEDED`);
const AFTER = ['UPLOAD_ARTIFACTS SUCCEEDED', 'FINALIZING SUCCEEDED', 'COMPLETED'];

describe('a build', () => {
  it('really runs its commands and tells of every phase', async () => {
    const { build, phases, log } = await lab.run(spec({ build: ['echo "hello from $CODEBUILD_BUILD_ID"'] }));
    expect(build).toMatchObject({ buildStatus: 'SUCCEEDED', currentPhase: 'COMPLETED', buildComplete: true });
    expect(phases).toEqual([...BEFORE, ...SCRIPTS, ...AFTER]);
    expect(log).toMatch(/^\[Container\] \d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d\.\d{6} Running on CodeBuild On-demand$/m);
    expect(log).toContain(`\nhello from ${build.id}\n`);
    expect(log).toContain('Phase complete: UPLOAD_ARTIFACTS State: SUCCEEDED\n');
  });

  it('leaves nothing of itself on the machine', async () => {
    await lab.run(spec({ build: ['touch left-over'] }));
    const builds = join(yard.dataFolder, 'builds');
    await expect.poll(() => readdir(builds)).toEqual([]);
  });

  it('carries variables and the folder from command to command and from phase to phase', async () => {
    const { build, log } = await lab.run(
      spec({ install: ['FOO=bar', 'mkdir sub', 'cd sub'], build: ['echo "[$FOO] $(basename "$PWD")"'] }),
    );
    expect(build.buildStatus).toBe('SUCCEEDED');
    expect(log).toContain('\n[bar] sub\n');
  });

  it('may be JSON on one line, as CDK writes it', async () => {
    const buildspec = JSON.stringify({ version: '0.2', phases: { build: { commands: ['echo it is JSON'] } } });
    expect((await lab.run(buildspec)).log).toContain('\nit is JSON\n');
  });

  it('of version 0.1 carries nothing over', async () => {
    const text = spec({ build: ['A=1', 'echo "[$A]"'] }).replace('0.2', '0.1');
    expect((await lab.run(text)).log).toContain('\n[]\n');
  });

  it('does not wait for what it left in the background', async () => {
    const started = Date.now();
    await lab.run(spec({ build: ['nohup sleep 30 >/dev/null 2>&1 &'] }));
    expect(Date.now() - started).toBeLessThan(10_000);
  });
});

describe('a build that talks much', () => {
  it('is heard to the end and in order: many lines, a long one, and bytes that are no text', async () => {
    const { build, log } = await lab.run(
      spec({ build: ['seq 1 60000', "head -c 2000000 /dev/zero | tr '\\0' x; echo", "printf '\\377\\rprogress\\n'"] }),
    );
    expect(build.buildStatus).toBe('SUCCEEDED');
    const lines = log.split('\n');
    const first = lines.indexOf('1');
    expect(lines.slice(first, first + 60_000)).toEqual(Array.from({ length: 60_000 }, (_, index) => String(index + 1)));
    expect(lines).toContain('x'.repeat(2_000_000));
    expect(lines).toContain('\ufffd\rprogress');
  });
});

describe('a build that fails', () => {
  it('in BUILD still runs POST_BUILD, which is told so', async () => {
    const { build, phases, log } = await lab.run(
      spec({ build: ['exit 3', 'echo never'], post_build: ['echo "succeeding=$CODEBUILD_BUILD_SUCCEEDING"'] }),
    );
    expect(build.buildStatus).toBe('FAILED');
    expect(contextOf(build, 'BUILD')).toBe(
      'COMMAND_EXECUTION_ERROR: Error while executing command: exit 3. Reason: exit status 3',
    );
    expect(phases.slice(6)).toEqual(['BUILD FAILED', 'POST_BUILD SUCCEEDED', ...AFTER]);
    expect(log).toContain('\nsucceeding=0\n');
    expect(log).not.toContain('\nnever\n');
  });

  it('in PRE_BUILD goes no further, but runs its finally', async () => {
    const buildspec = spec(
      { pre_build: ['false'] },
      '    finally: ["echo cleaned up"]\n  build: {commands: ["echo never"]}',
    );
    const { phases, log } = await lab.run(buildspec);
    expect(phases).toEqual([...BEFORE, 'INSTALL SUCCEEDED', 'PRE_BUILD FAILED', 'FINALIZING SUCCEEDED', 'COMPLETED']);
    expect(log).toContain('\ncleaned up\n');
    expect(log.trimEnd()).toMatch(/Reason: exit status 1$/);
  });

  it('only in finally fails nevertheless', async () => {
    const { build } = await lab.run(spec({ build: ['true'] }, '    finally: ["exit 9"]'));
    expect(contextOf(build, 'BUILD')).toMatch(/exit 9\. Reason: exit status 9$/);
  });

  it.each<[string, string, string | RegExp]>([
    [
      'a phase that does not exist',
      'version: 0.2\nphases:\n  artifacts: {commands: [x]}',
      'YAML_FILE_ERROR: Invalid buildspec phase name: artifacts. Expecting: build,install,post_build,pre_build',
    ],
    [
      'a command that is a mapping',
      'version: 0.2\nphases:\n  build:\n    commands:\n      - echo a: b',
      /^YAML_FILE_ERROR: Expected Commands\[0\] to be of string type/,
    ],
    [
      'a shell that only Windows has',
      'version: 0.2\nenv: {shell: cmd.exe}\nphases: {build: {commands: [x]}}',
      /^YAML_FILE_ERROR: .*cmd\.exe/,
    ],
  ])('because of %s, in DOWNLOAD_SOURCE and with AWS’s words', async (_, buildspec, message) => {
    const { build, phases, log } = await lab.run(buildspec);
    expect(contextOf(build, 'DOWNLOAD_SOURCE')).toMatch(message);
    expect(phases.slice(3)).toEqual(['DOWNLOAD_SOURCE FAILED', 'FINALIZING SUCCEEDED', 'COMPLETED']);
    expect(log).toMatch(/Phase complete: DOWNLOAD_SOURCE State: FAILED\n.* YAML_FILE_ERROR Message: /);
  });
});

it('PowerShell that is not there fails the command that needs it, and the log says so', async () => {
  const env = 'env: {shell: powershell.exe, variables: {PATH: /nowhere}}';
  const { build, log } = await lab.run(spec({ install: [], build: ['Get-Date'] }, env));
  expect(contextOf(build, 'BUILD')).toMatch(/Error while executing command: Get-Date\. Reason: exit status 127$/);
  expect(log).toContain('\nThis build environment has no PowerShell: pwsh is not on its PATH\n');
});

it('a mistake in a buildspec is shown with its place', async () => {
  const { log } = await lab.run('version: 0.2\nphases:\n  build:\n    commands:\n      - echo a: b');
  expect(log).toMatch(/readonly\/buildspec\.yml:5:9: Expected Commands\[0\]/);
});

describe('what a build hands on', () => {
  it('are its exported variables as POST_BUILD left them', async () => {
    const { build } = await lab.run(
      spec(
        { build: ['A=1', 'B=two'], post_build: ['A=2'] },
        'env: {exported-variables: [A, B, UNDEFINED, AWS_REGION]}',
      ),
    );
    expect(build.exportedEnvironmentVariables).toEqual([
      { name: 'A', value: '2' },
      { name: 'B', value: 'two' },
    ]);
  });
});
