import { CodeBuildClient, StartSandboxConnectionCommand } from '@aws-sdk/client-codebuild';
import {
  DescribeSessionsCommand,
  GetConnectionStatusCommand,
  ResumeSessionCommand,
  SSMClient,
  StartSessionCommand,
  TerminateSessionCommand,
} from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSession, type SessionCall } from '../../testing/session-client.ts';
import { startYard, type Yard } from '../../testing/start-yard.ts';
import { type BuildLab, buildLab, spec } from './testing/build-lab.ts';
import { type SandboxLab, sandboxLab } from './testing/sandbox-lab.ts';
import { type SessionLab, sessionLab, targetOf } from './testing/session-lab.ts';

let yard: Yard;
let builds: BuildLab;
let sandboxes: SandboxLab;
let lab: SessionLab;
let ssm: SSMClient;
let project: string;
let sandbox: string;

beforeAll(async () => {
  yard = await startYard();
  builds = buildLab(yard);
  sandboxes = sandboxLab(yard);
  lab = sessionLab(yard, sandboxes);
  ssm = yard.client(SSMClient);
  project = await builds.project(spec({ build: ['true'] }));
  sandbox = await lab.startSandbox(project);
}, 30_000);
afterAll(() => yard.stop());

const connection = (id = sandbox) => lab.connection(id);
const session = (target = targetOf(sandbox)) => lab.session(target);
const shell = async (call?: SessionCall, size?: [number, number]) =>
  await lab.shell(call ?? (await connection()), size);

describe('StartSandboxConnection', () => {
  it('gives a client of Session Manager a shell where the commands of the sandbox run', async () => {
    await sandboxes.run(sandbox, 'export WORD="two words"; mkdir -p deep; cd deep');
    const started = await connection();
    expect(started.streamUrl).toBe(
      `${yard.endpoint.replace('http:', 'ws:')}/_codeyard/sessions/${started.sessionId}?role=publish_subscribe`,
    );
    expect(started.sessionId).toMatch(/^root-[0-9a-f]{17}$/);
    const client = await shell(started);
    client.type('echo "[$WORD in $(basename "$PWD")]"\r');
    await client.says(/\[two words in deep\]/);
    client.type('exit\r');
    await client.untilClosed();
    expect(client).toMatchObject({ end: '', closeCode: 1000 });
    expect(client.acknowledged.sort((a, b) => a - b)).toEqual([...Array(client.nextSequence).keys()]);
    await expect.poll(() => lab.find(started.sessionId)).toMatchObject({ State: 'History', Status: 'Terminated' });
  });

  it('has the size of its window, follows it, and takes Ctrl-C', async () => {
    const client = await shell(undefined, [101, 31]);
    client.type('echo "kind=$TERM"; stty size\r');
    await client.says(/kind=xterm-256color[\s\S]*31 101/);
    client.resize(77, 22);
    const look = () => {
      client.type('stty size\r');
      return client.shown;
    };
    await expect.poll(look, { timeout: 10_000, interval: 300 }).toMatch(/22 77/);
    client.type('echo be""gun; sleep 100\r');
    await client.says(/begun/);
    await new Promise((resolve) => setTimeout(resolve, 300));
    client.type('\x03');
    client.type('echo still""here\r');
    await client.says(/stillhere/);
    client.type('exit\r');
    await client.untilClosed();
  });

  it('is refused as AWS refuses it', async () => {
    const missing = 'none:5be4cbb6-c7b4-4a4c-8b63-0c4e8f8f2a07';
    await expect(connection(missing)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(connection('nonsense')).rejects.toMatchObject({ name: 'InvalidInputException' });
    const ended = await lab.startSandbox(project);
    await sandboxes.stop(ended);
    const arn = `arn:aws:codebuild:us-east-1:${yard.account}:sandbox/${ended}`;
    await expect(connection(ended)).rejects.toMatchObject({
      name: 'InvalidInputException',
      message: `Failed to start SSM session for sandbox ${arn}: ${targetOf(ended)} is not connected.`,
    });
  });
});

describe('a session\u2019s token', () => {
  const refusedWith = async (call: SessionCall): Promise<number | undefined> => {
    const client = await openSession(call);
    await client.untilClosed();
    expect(client).toMatchObject({ arrived: 0, end: undefined });
    return client.closeCode;
  };

  it('opens its own session only, and once', async () => {
    const [started, other] = [await connection(), await connection()];
    expect(await refusedWith({ ...started, tokenValue: 'wrong' })).toBe(1008);
    expect(await refusedWith({ ...started, tokenValue: other.tokenValue })).toBe(1008);
    expect(await refusedWith({ ...started, streamUrl: started.streamUrl.replace(/root-\w+/, 'root-none') })).toBe(1008);
    expect(await refusedWith({ ...started, first: { kind: 'text', bytes: Buffer.from('{}') } })).toBe(1008);
    const long = Buffer.from(JSON.stringify({ TokenValue: started.tokenValue, more: 'x'.repeat(5_000) }));
    expect(await refusedWith({ ...started, first: { kind: 'text', bytes: long } })).toBe(1008);
    expect(await refusedWith({ ...started, first: { kind: 'binary', bytes: Buffer.alloc(70_000) } })).toBe(1009);
    const client = await shell(started);
    client.type('echo o""pen\r');
    await client.says(/open/);
    expect(await refusedWith(started)).toBe(1008);
    client.type('echo still""open; exit\r');
    await client.says(/stillopen/);
    await client.untilClosed();
    expect(await refusedWith(started)).toBe(1008);
  });

  it('is used by one of two that come at once', async () => {
    const started = await connection();
    const clients = [await openSession(started), await openSession(started)];
    await expect.poll(() => clients.filter(({ closeCode }) => closeCode === 1008)).toHaveLength(1);
    await expect.poll(() => clients.filter(({ arrived }) => arrived > 0)).toHaveLength(1);
    for (const client of clients) client.hangUp();
  });

  it('opens nothing in a sandbox that has ended, and its client is told', async () => {
    const id = await lab.startSandbox(project);
    const started = await connection(id);
    await sandboxes.stop(id);
    await sandboxes.until(id, 'STOPPED');
    const client = await shell(started);
    await client.untilClosed();
    expect(client.end).toMatch(/^No command can run in /);
  });
});

describe('sessions of Systems Manager', () => {
  it('open a shell in a build that pauses, by the target that the build shows', async () => {
    const paused = await builds.project(
      spec({ build: ['WORD=kept; mkdir made; cd made', 'codebuild-breakpoint', 'echo "then $WORD"'] }),
    );
    const id = await builds.start(paused, { debugSessionEnabled: true });
    const running = await builds.until(id, ({ currentPhase }) => currentPhase === 'BUILD');
    expect(running.debugSession).toEqual({ sessionEnabled: true, sessionTarget: targetOf(id) });
    await expect.poll(() => builds.log(running), { timeout: 10_000 }).toContain('codeyard shell');
    const status = () => ssm.send(new GetConnectionStatusCommand({ Target: targetOf(id) }));
    expect(await status()).toMatchObject({ Target: targetOf(id), Status: 'connected' });
    const client = await shell(await session(running.debugSession?.sessionTarget));
    client.type('echo "in-$(basename "$PWD")."; codebuild-resume\r');
    await client.says(/in-made\./);
    const { build, log } = await builds.finish(id);
    expect(build.buildStatus).toBe('SUCCEEDED');
    expect(log).toContain('\nthen kept\n');
    await client.untilClosed();
    expect(await status()).toMatchObject({ Status: 'notconnected' });
    await expect(session(targetOf(id))).rejects.toMatchObject({
      name: 'TargetNotConnected',
      message: `${targetOf(id)} is not connected.`,
    });
  });

  it('are listed, and ended by TerminateSession', async () => {
    const started = await session();
    expect(await lab.find(started.sessionId)).toMatchObject({
      State: 'Active',
      Status: 'Connecting',
      Target: targetOf(sandbox),
      Owner: `arn:aws:iam::${yard.account}:root`,
      DocumentName: 'SSM-SessionManagerRunShell',
    });
    const client = await shell(started);
    client.type('echo "process=$$."\r');
    await client.says(/process=\d+\./);
    const pid = Number(/process=(\d+)\./.exec(client.shown)?.[1]);
    await expect.poll(() => lab.find(started.sessionId)).toMatchObject({ State: 'Active', Status: 'Connected' });
    const SessionId = started.sessionId;
    expect(await ssm.send(new TerminateSessionCommand({ SessionId }))).toMatchObject({ SessionId });
    await client.untilClosed();
    expect(client.end).toBe('The session was terminated.');
    await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
    expect(await lab.find(started.sessionId)).toMatchObject({ State: 'History', EndDate: expect.any(Date) });
    await expect(ssm.send(new TerminateSessionCommand({ SessionId: 'none' }))).rejects.toThrow();
    const owned = await ssm.send(
      new DescribeSessionsCommand({
        State: 'History',
        MaxResults: 1,
        Filters: [{ key: 'Target', value: targetOf(sandbox) }],
      }),
    );
    expect(owned.Sessions).toHaveLength(1);
    const { NextToken } = owned;
    const more = await ssm.send(
      new DescribeSessionsCommand({
        ...{ State: 'History', MaxResults: 1, NextToken },
        Filters: [{ key: 'Target', value: targetOf(sandbox) }],
      }),
    );
    expect(more.Sessions?.[0]?.SessionId).not.toBe(owned.Sessions?.[0]?.SessionId);
  });

  it('that are terminated before anybody connects are never opened', async () => {
    const started = await session();
    await ssm.send(new TerminateSessionCommand({ SessionId: started.sessionId }));
    const client = await openSession(started);
    await client.untilClosed();
    expect(client.closeCode).toBe(1008);
  });

  it('are refused elsewhere, and of other kinds', async () => {
    const { build } = await builds.run(spec({ build: ['true'] }));
    await expect(session(targetOf(build.id ?? ''))).rejects.toMatchObject({ name: 'TargetNotConnected' });
    await expect(session('i-0123456789abcdef0')).rejects.toMatchObject({
      name: 'TargetNotConnected',
      message: expect.stringContaining('builds and sandboxes of CodeBuild only'),
    });
    const forwarding = { Target: targetOf(sandbox), DocumentName: 'AWS-StartPortForwardingSession' };
    await expect(ssm.send(new StartSessionCommand(forwarding))).rejects.toMatchObject({ name: 'InvalidDocument' });
  });

  it('are not for builds', async () => {
    const started = await session();
    const RoleArn = 'arn:aws:iam::123456789012:role/some';
    const RoleSessionName = 'AWSCodeBuild-5be4cbb6-c7b4-4a4c-8b63-0c4e8f8f2a07';
    const { Credentials } = await yard.client(STSClient).send(new AssumeRoleCommand({ RoleArn, RoleSessionName }));
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
    const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
    const work = yard.client(SSMClient, { credentials });
    const denied = { name: 'AccessDeniedException' };
    await expect(work.send(new StartSessionCommand({ Target: targetOf(sandbox) }))).rejects.toMatchObject(denied);
    const { sessionId: SessionId } = started;
    await expect(work.send(new ResumeSessionCommand({ SessionId }))).rejects.toMatchObject(denied);
    await expect(work.send(new TerminateSessionCommand({ SessionId }))).rejects.toMatchObject(denied);
    const ofBuild = yard.client(CodeBuildClient, { credentials });
    await expect(ofBuild.send(new StartSandboxConnectionCommand({ sandboxId: sandbox }))).rejects.toMatchObject({
      name: 'InvalidInputException',
    });
  });
});

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

it('the server ends its sessions when it stops, and says so', async () => {
  const started = await session();
  const client = await shell(started);
  client.type('echo up""set\r');
  await client.says(/upset/);
  await yard.restart();
  await client.untilClosed();
  expect(client.end).toBe('The server ends.');
  expect(await lab.find(started.sessionId)).toMatchObject({ State: 'History' });
  const again = await shell();
  again.type('echo ba""ck\r');
  await again.says(/back/);
  again.hangUp();
});
