import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runCommand, startCommand } from './testing/codeyard-command.ts';
import { commandedBuilds, PATIENCE } from './testing/commanded-builds.ts';
import { type ServerProcess, settingsOf, startServer } from './testing/server-process.ts';

/** Every test starts several commands, each of which takes seconds on a busy machine. */
vi.setConfig({ testTimeout: 120_000 });

let server: ServerProcess;
let logs: CloudWatchLogs;
const { getBuild, makeProject, startBuild } = commandedBuilds(() => server);

beforeAll(async () => {
  server = await startServer([]);
  logs = new CloudWatchLogs(settingsOf(server));
}, 30_000);

afterAll(() => server?.stop());

describe('codeyard logs', () => {
  const LINES = 30_000;

  it('follows a build to its end, complete, in order and byte for byte', async () => {
    const name = await makeProject([
      'sleep 1',
      `i=0; while [ $i -lt ${LINES} ]; do echo "line $i"; i=$((i+1)); done`,
      'printf "10%%\\r20%%\\r30%%\\n"',
      'printf "\\377\\376 bytes\\n"',
      'head -c 300000 /dev/zero | tr "\\0" x; echo',
    ]);
    const id = await startBuild(name);
    const { status, stdout } = await runCommand(server, ['logs', '-f', id]);
    expect(status).toBe(0);
    const build = await getBuild(id);
    expect(build.buildStatus).toBe('SUCCEEDED');
    const numbers = [...stdout.matchAll(/^line (\d+)$/gm)].map(([, number]) => Number(number));
    expect(numbers).toHaveLength(LINES);
    expect(numbers.every((number, index) => number === index)).toBe(true);
    expect(stdout).toContain('\n10%\r20%\r30%\n');
    expect(stdout).toContain('\n\ufffd\ufffd bytes\n');
    expect(stdout).toMatch(/\nx{300000}\n/);
    expect(stdout).toMatch(/UPLOAD_ARTIFACTS State: SUCCEEDED\n[^\n]*Phase context status code: [^\n]*\n$/);
    const { groupName = '', streamName = '' } = build.logs ?? {};
    const stream = await runCommand(server, ['logs', `${groupName}:${streamName}`]);
    expect(stream.stdout).toBe(stdout);
    expect((await runCommand(server, ['logs', build.arn ?? ''])).stdout).toBe(stdout);
    expect((await runCommand(server, ['logs', groupName])).stdout).toContain(`${streamName} line 17\n`);
  });

  it('shows the streams of a group by their time, and follows what comes to them', async () => {
    const logGroupName = '/app/shop';
    await logs.createLogGroup({ logGroupName });
    const now = Date.now();
    const put = async (logStreamName: string, ...events: [message: string, ago: number][]) => {
      await logs.createLogStream({ logGroupName, logStreamName }).catch(() => {});
      const logEvents = events.map(([message, ago]) => ({ message, timestamp: now - ago }));
      await logs.putLogEvents({ logGroupName, logStreamName, logEvents });
    };
    await put('a', ['a one', 3_000], ['a three\n', 1_000]);
    await put('b', ['b two', 2_000]);
    await put('old', ['long ago', 3_600_000]);
    const shown = 'a a one\nb b two\na a three\n';
    expect(await runCommand(server, ['logs', logGroupName])).toMatchObject({ status: 0, stdout: shown });
    const since = await runCommand(server, ['logs', logGroupName, '--since', '2h']);
    expect(since.stdout).toBe(`old long ago\n${shown}`);
    expect((await runCommand(server, ['logs', `${logGroupName}:b`])).stdout).toBe('b two\n');
    const following = startCommand(server, 'logs', '-f', logGroupName);
    await expect.poll(following.stdout, PATIENCE).toBe(shown);
    await put('c', ['c new', 0]);
    await put('b', ['b new', 0]);
    await expect
      .poll(following.stdout, PATIENCE)
      .toMatch(/^a a one\n[\s\S]*a three\n(c c new\nb b new|b b new\nc c new)\n$/);
    following.child.kill('SIGINT');
    await following.ended;
  });

  it('says what has no log', async () => {
    const missing = await runCommand(server, ['logs', 'nothing']);
    expect(missing).toMatchObject({
      status: 1,
      stderr: 'codeyard: there is neither a build nor a log group nothing\n',
    });
    await logs.createLogGroup({ logGroupName: '/app/silent' });
    const none = await runCommand(server, ['logs', '/app/silent:none']);
    expect(none.stderr).toBe('codeyard: the log group /app/silent has no stream none\n');
    const name = await makeProject(['true']);
    const id = await startBuild(name, { logsConfigOverride: { cloudWatchLogs: { status: 'DISABLED' } } });
    const off = await runCommand(server, ['logs', '-f', id]);
    expect(off).toMatchObject({ status: 1, stderr: `codeyard: ${id} has no log in CloudWatch Logs\n` });
  });
});
