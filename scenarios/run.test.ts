import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cleanEnvironment, codeyardProgram, repository } from './testing/server-process.ts';

let data: string;
let folder: string;

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'codeyard-run-'));
  folder = mkdtempSync(join(tmpdir(), 'codeyard-folder-'));
});

afterEach(() => {
  for (const path of [data, folder]) rmSync(path, { recursive: true, force: true });
});

function start(...argv: string[]): { child: ChildProcess; printed: () => string; ended: Promise<number | null> } {
  const env = { ...cleanEnvironment(), HOME: data };
  const child = spawn(process.execPath, [codeyardProgram, ...argv], { stdio: ['ignore', 'pipe', 'pipe'], env });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (text += String(chunk)));
  return { child, printed: () => text, ended: once(child, 'close').then(([code]) => code as number | null) };
}

async function run(...argv: string[]): Promise<{ status: number | null; printed: string }> {
  const { ended, printed } = start(...argv);
  return { status: await ended, printed: printed() };
}

const buildspec = (...commands: string[]) =>
  writeFileSync(join(folder, 'buildspec.yml'), JSON.stringify({ version: '0.2', phases: { build: { commands } } }));

describe('codeyard run', () => {
  it('runs the example pipeline to its end', async () => {
    const { status, printed } = await run('run', join(repository, 'examples/web-app'), '--approve');
    expect(printed).toMatch(/✓ Checkout.*✓ Compile.*✓ LookAtIt.*✓ Website.*web-app succeeded in/s);
    expect(printed).not.toContain('"level":50');
    expect(status).toBe(0);
  });

  it('runs the pipeline of seed 002 from a working tree as far as it can, and says what it cannot', async () => {
    writeFileSync(
      join(folder, 'buildspec.yml'),
      'version: 0.2\nphases: { build: { commands: ["echo [] > imagedefinitions.json"] } }\nartifacts: { files: [imagedefinitions.json] }\n',
    );
    const definition = join(repository, 'scenarios/seed-002/pipeline.json');
    const { status, printed } = await run('run', definition, '--source', `myorg/web-app=${folder}`, '--approve');
    expect(printed).toMatch(
      /✓ GitHub.*✓ CodeBuild.*✓ ManualApproval.*✗ ECS.*Deploy\/ECS is not implemented by Codeyard yet/s,
    );
    expect(status).toBe(1);
  });

  it('runs a bare folder’s buildspec with variables, and its exit status tells the outcome', async () => {
    buildspec('echo "name is $NAME"', 'test "$NAME" = good');
    const good = await run('run', folder, '-e', 'NAME=good');
    expect(good.printed).toContain('name is good');
    expect(good.status).toBe(0);
    const bad = await run('run', folder, '-e', 'NAME=bad');
    expect(bad.printed).toMatch(/✗ BUILD .*exit status 1/);
    expect(bad.status).toBe(1);
  });

  it('is stopped by Ctrl-C, with everything it started', async () => {
    buildspec('echo "my pid is $$"', 'sleep 300');
    const { child, printed, ended } = start('run', folder);
    while (!printed().includes('Running command sleep 300')) await new Promise((resolve) => setTimeout(resolve, 50));
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(printed()).toMatch(/build stopped in/);
  });

  it('says what to do when an approval cannot be asked', async () => {
    const { status, printed } = await run('run', join(repository, 'examples/web-app'));
    expect(printed).toContain('run again with --approve');
    expect(status).toBe(1);
  });

  it('says what is wrong with a buildspec, with its place', async () => {
    writeFileSync(join(folder, 'buildspec.yml'), 'version: 0.2\nphases:\n  build:\n    commands:\n      - echo a: b\n');
    const checked = await run('validate', folder);
    expect(checked.printed).toMatch(/buildspec.yml:5:\d+: Expected Commands\[0\] to be of string type/);
    expect(checked.status).toBe(1);
    expect((await run('run', join(folder, 'nothing'))).printed).toContain('there is nothing at');
  });
});

describe('codeyard serve', () => {
  it('refuses a second server on one data folder, and settings it does not know', async () => {
    const first = start('serve', '--port', '0', '--data', data);
    while (!first.printed().includes('Ctrl-C stops it')) await new Promise((resolve) => setTimeout(resolve, 20));
    const second = await run('serve', '--port', '0', '--data', data);
    expect(second).toMatchObject({ status: 1, printed: expect.stringMatching(/process \d+\) already uses/) });
    const env = await run('env', '--data', data);
    expect(env.printed).toMatch(/export AWS_ENDPOINT_URL='http:\/\/127\.0\.0\.1:\d+'/);
    await run('configure', '--data', data);
    first.child.kill('SIGTERM');
    expect(await first.ended).toBe(0);
    expect((await run('serve', '--prot', '1')).printed).toContain('--prot');
    expect((await run('env', '--data', folder)).printed).toContain('start one with: codeyard serve');
  });
});
