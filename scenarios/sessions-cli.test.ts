import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { CodeBuild } from '@aws-sdk/client-codebuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findAwsClis, type ServerProcess, startServer } from './testing/server-process.ts';

const run = promisify(execFile);
const PATIENCE = { timeout: 30_000, interval: 50 };
const cli = await findCli();
const why = cli ? '' : ' (left out: no aws CLI was found that knows sandboxes)';

async function findCli(): Promise<string | undefined> {
  for (const { program } of await findAwsClis()) {
    const known = run(program, ['codebuild', 'start-sandbox-connection', '--generate-cli-skeleton']);
    if (await known.then(() => true).catch(() => false)) return program;
  }
  return undefined;
}

it.runIf(process.env.CI)('the machine has an aws CLI that knows sandboxes', () => expect(cli).toBeDefined());

describe.skipIf(!cli)(`sessions, through the aws CLI${why}`, () => {
  let server: ServerProcess;
  let codebuild: CodeBuild;
  let programs: string;

  beforeAll(async () => {
    // The CLI starts what is called session-manager-plugin; Node shows its own WebSocket from version 22 on, before that when asked.
    programs = mkdtempSync(join(tmpdir(), 'codeyard-plugin-'));
    const plugin = fileURLToPath(new URL('./testing/session-manager-plugin.mjs', import.meta.url));
    const script = `#!/bin/sh\nexec '${process.execPath}' --experimental-websocket --no-warnings '${plugin}' "$@"\n`;
    writeFileSync(join(programs, 'session-manager-plugin'), script, { mode: 0o755 });
    server = await startServer();
    codebuild = new CodeBuild({ endpoint: server.endpoint, region: 'us-east-1', credentials: server.credentials });
  }, 30_000);

  afterAll(async () => {
    await server?.stop();
    rmSync(programs, { recursive: true, force: true });
  });

  const environment = () => ({ ...server.environment, PATH: `${programs}:${process.env.PATH}` });
  const argvOf = (...argv: string[]) => ['--endpoint-url', server.endpoint, ...argv, '--output', 'json'];

  /** Starts a program and types into it what belongs to each text that it shows. */
  async function converse(program: string, argv: readonly string[], lines: readonly [RegExp, string][]) {
    const child = spawn(program, argv, { env: environment(), stdio: 'pipe' });
    const heard = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => {
      heard.stdout += chunk;
    });
    child.stderr.on('data', (chunk: Buffer) => {
      heard.stderr += chunk;
    });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    for (const [shown, typed] of lines) {
      await expect.poll(() => heard.stdout, PATIENCE).toMatch(shown);
      child.stdin.write(typed);
    }
    return { status: await ended, ...heard };
  }

  async function projectOf(name: string, commands: readonly string[]): Promise<string> {
    await codebuild.createProject({
      name,
      source: { type: 'NO_SOURCE', buildspec: JSON.stringify({ version: '0.2', phases: { build: { commands } } }) },
      artifacts: { type: 'NO_ARTIFACTS' },
      environment: { type: 'LINUX_CONTAINER', image: 'x', computeType: 'BUILD_GENERAL1_SMALL' },
      serviceRole: 'arn:aws:iam::123456789012:role/codebuild-role',
    });
    return name;
  }

  it('aws ssm start-session enters a build that pauses, and lets it go on', async () => {
    const projectName = await projectOf('paused', ['mkdir made; cd made', 'codebuild-breakpoint']);
    const { build } = await codebuild.startBuild({ projectName, debugSessionEnabled: true });
    const get = async () => (await codebuild.batchGetBuilds({ ids: [build?.id ?? ''] })).builds?.[0] ?? {};
    await expect.poll(async () => (await get()).currentPhase, PATIENCE).toBe('BUILD');
    const target = (await get()).debugSession?.sessionTarget ?? '';
    const { status, stdout, stderr } = await converse(cli ?? '', argvOf('ssm', 'start-session', '--target', target), [
      [/# |\$ /, 'echo "size $(stty size) in $(basename "$PWD")."\n'],
      [/size 44 111 in made\./, 'codebuild-resume; exit\n'],
    ]);
    expect(stdout).toMatch(/\n\nExiting session with sessionId: root-[0-9a-f]{17}\.\n\n$/);
    expect(JSON.parse(stderr)).toMatchObject({ region: 'us-east-1', operation: 'StartSession', Target: target });
    expect(status).toBe(0);
    await expect.poll(async () => (await get()).buildStatus, PATIENCE).toBe('SUCCEEDED');
    const late = await converse(cli ?? '', argvOf('ssm', 'start-session', '--target', target), []);
    expect(late.stderr).toContain(
      `An error occurred (TargetNotConnected) when calling the StartSession operation: ${target} is not connected.`,
    );
  }, 120_000);

  it('aws codebuild start-sandbox-connection gives the plugin what it needs to enter a sandbox', async () => {
    const { sandbox } = await codebuild.startSandbox({ projectName: await projectOf('tried', ['true']) });
    const ids = [sandbox?.id ?? ''];
    const status = async () => (await codebuild.batchGetSandboxes({ ids })).sandboxes?.[0]?.status;
    await expect.poll(status, PATIENCE).toBe('RUN_SANDBOX');
    const argv = argvOf('codebuild', 'start-sandbox-connection', '--sandbox-id', ids[0] ?? '');
    const { stdout } = await run(cli ?? '', argv, { env: environment() });
    const { ssmSession } = JSON.parse(stdout);
    expect(ssmSession).toEqual({
      sessionId: expect.stringMatching(/^root-/),
      tokenValue: expect.stringMatching(/^\w{64}$/),
      streamUrl: expect.stringMatching(/^ws:\/\/127\.0\.0\.1:\d+\/_codeyard\/sessions\/root-/),
    });
    const { sessionId: SessionId, tokenValue: TokenValue, streamUrl: StreamUrl } = ssmSession;
    const plugin = join(programs, 'session-manager-plugin');
    const response = JSON.stringify({ SessionId, TokenValue, StreamUrl });
    const parameters = JSON.stringify({ Target: 'sandbox' });
    const entered = await converse(
      plugin,
      [response, 'us-east-1', 'StartSession', '', parameters, server.endpoint],
      [[/# |\$ /, 'echo wor""ks; exit\n']],
    );
    expect(entered).toMatchObject({ status: 0, stdout: expect.stringContaining('works') });
    await codebuild.stopSandbox({ id: ids[0] ?? '' });
  }, 120_000);
});
