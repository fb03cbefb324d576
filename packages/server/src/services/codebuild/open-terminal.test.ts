import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startYard, type Yard } from '../../testing/start-yard.ts';
import { type OpenedTerminal, openTerminal, type TerminalCall } from '../../testing/terminal-client.ts';
import { type BuildLab, buildLab, spec } from './testing/build-lab.ts';
import { type SandboxLab, sandboxLab } from './testing/sandbox-lab.ts';

const WINDOW = { columns: '101', rows: '31', term: 'xterm' };

let yard: Yard;
let builds: BuildLab;
let sandboxes: SandboxLab;
let sandbox: string;

beforeAll(async () => {
  yard = await startYard();
  builds = buildLab(yard);
  sandboxes = sandboxLab(yard);
  sandbox = await sandboxes.start(await builds.project(spec({ build: ['true'] })));
  await sandboxes.until(sandbox, 'RUN_SANDBOX');
}, 30_000);
afterAll(() => yard.stop());

const open = (change: Partial<TerminalCall> = {}): Promise<OpenedTerminal> =>
  openTerminal({ endpoint: yard.endpoint, id: sandbox, key: yard.credentials, ...change });

describe('a terminal', () => {
  it('is a shell where the commands of a sandbox run, with their variables and folder', async () => {
    await sandboxes.run(sandbox, 'export WORD="two words"; mkdir -p deep; cd deep');
    const { send, closed, heard } = await open();
    send('input', 'echo "$WORD in $(basename "$PWD")"; echo careful >&2; exit 3\n');
    send('input-end');
    await closed;
    expect(heard).toMatchObject({ output: 'two words in deep\n', errors: 'careful\n', exit: '3', notice: '' });
  });

  it('takes more than its shell can read at once, and holds back what its client does not read yet', async () => {
    const { send, closed, heard } = await open();
    send('input', 'sleep 1; cat | wc -c\n');
    const piece = 'x'.repeat(500_000);
    for (let number = 0; number < 8; number += 1) send('input', piece);
    send('input-end');
    await closed;
    expect(heard).toMatchObject({ output: '4000000\n', exit: '0' });
  });

  it('has the kind and the size of its client’s window, follows it, and takes Ctrl-C', async () => {
    const { send, says, closed, heard } = await open({ window: WINDOW });
    send('input', 'echo "kind=$TERM"; stty size\n');
    await says(/kind=xterm[\s\S]*31 101/);
    send('resize', '77 22');
    send('input', 'sleep 0.5; stty size\n');
    await says(/22 77/);
    send('input', 'echo be""gun; sleep 100\n');
    await says(/begun/);
    await new Promise((resolve) => setTimeout(resolve, 300));
    send('input', '\x03');
    send('input', 'echo still""here; exit 5\n');
    await closed;
    expect(heard.output).toContain('stillhere');
    expect(heard.exit).toBe('5');
  });

  it('ends with its client, and with its sandbox', async () => {
    const id = await sandboxes.start(await builds.project(spec({ build: ['true'] })));
    await sandboxes.until(id, 'RUN_SANDBOX');
    const first = await open({ id, window: WINDOW });
    first.send('input', 'echo "process=$$."\n');
    await first.says(/process=\d+\./);
    first.hangUp();
    const pid = Number(/process=(\d+)\./.exec(first.heard.output)?.[1]);
    await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
    const second = await open({ id, window: WINDOW });
    await sandboxes.stop(id);
    await second.closed;
    expect(Number(second.heard.exit)).toBeGreaterThan(0);
  });

  it('of a build that pauses shows what it has done, and lets it go on', async () => {
    const project = await builds.project(
      spec({ build: ['WORD=kept; mkdir made; cd made', 'codebuild-breakpoint', 'echo "then $WORD, $MORE"'] }),
    );
    const id = await builds.start(project, { debugSessionEnabled: true });
    const running = await builds.until(id, ({ currentPhase }) => currentPhase === 'BUILD');
    await expect.poll(() => builds.log(running), { timeout: 10_000 }).toContain('codeyard shell');
    const { send, closed, heard } = await open({ id });
    send('input', 'basename "$PWD"; echo "$CODEBUILD_BUILD_ID"; codebuild-resume\n');
    send('input-end');
    await closed;
    expect(heard).toMatchObject({ output: expect.stringContaining(`made\n${id}\n`), exit: '0' });
    const { build, log } = await builds.finish(id);
    expect(build.buildStatus).toBe('SUCCEEDED');
    expect(log).toContain('\nthen kept, \n');
    await expect(open({ id })).rejects.toThrow(
      `400 InvalidInputException: No command can run in ${id} now: it is in COMPLETED`,
    );
  });
});

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('a terminal is refused', () => {
  it('to those who do not sign, or not with a key of this server', async () => {
    await expect(openTerminal({ endpoint: yard.endpoint, id: sandbox })).rejects.toThrow(
      '400 MissingAuthenticationTokenException',
    );
    const wrong = { ...yard.credentials, secretAccessKey: 'wrong' };
    await expect(open({ key: wrong })).rejects.toThrow('400 InvalidSignatureException');
    await expect(open({ key: { ...wrong, accessKeyId: 'AKIANOBODY' } })).rejects.toThrow(
      '400 UnrecognizedClientException',
    );
  });

  it('to builds', async () => {
    const sessionOf = async (RoleSessionName: string) => {
      const RoleArn = 'arn:aws:iam::123456789012:role/some';
      const command = new AssumeRoleCommand({ RoleArn, RoleSessionName });
      const { Credentials } = await yard.client(STSClient).send(command);
      const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
      return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
    };
    const build = await sessionOf('AWSCodeBuild-5be4cbb6-c7b4-4a4c-8b63-0c4e8f8f2a07');
    await expect(open({ key: build })).rejects.toThrow('400 InvalidInputException: These credentials were given to');
    const somebody = await open({ key: await sessionOf('somebody') });
    somebody.send('input-end');
    await somebody.closed;
    expect(somebody.heard.exit).toBe('0');
  });

  it('where there is nothing to look into', async () => {
    const { build } = await builds.run(spec({ build: ['true'] }));
    await expect(open({ id: build.id ?? '' })).rejects.toThrow(
      /has no debug session: start it with debugSessionEnabled/,
    );
    await expect(open({ id: 'none' })).rejects.toThrow('400 InvalidInputException');
    const missing = 'none:5be4cbb6-c7b4-4a4c-8b63-0c4e8f8f2a07';
    await expect(open({ id: missing })).rejects.toThrow('ResourceNotFoundException');
    await expect(open({ path: '/elsewhere' })).rejects.toThrow('404 : Terminals are opened by GET');
  });
});

it('the server ends its terminals when it stops, says so, and its builds go on', async () => {
  const { heard, closed, send, says } = await open({ window: WINDOW });
  send('input', 'echo "process=$$."\n');
  await says(/process=\d+\./);
  await yard.restart();
  await closed;
  expect(heard.notice).toBe('The server ends: the terminal is closed.');
  const again = await open();
  again.send('input', 'echo back\n');
  again.send('input-end');
  await again.closed;
  expect(again.heard).toMatchObject({ output: 'back\n', exit: '0' });
});
