import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startYard, type Yard, type YardOptions } from '../../../../testing/start-yard.ts';
import { buildLab, logEvents } from '../../testing/build-lab.ts';
import { type SandboxLab, sandboxLab, sandboxPhases } from '../../testing/sandbox-lab.ts';
import { type ShiftedClock, shiftedClock } from '../../testing/shifted-clock.ts';

let clock: ShiftedClock;
let yard: Yard;
let lab: SandboxLab;
const begin = async (options: YardOptions = {}) => {
  clock = shiftedClock();
  yard = await startYard({ clock, ...options });
  lab = sandboxLab(yard);
};
beforeEach(() => begin());
afterEach(() => yard.stop());

const NO_SPEC = 'version: 0.2';
type Change = Parameters<ReturnType<typeof buildLab>['project']>[1];

async function running(change: Change = {}): Promise<string> {
  const id = await lab.start(await buildLab(yard).project(NO_SPEC, change));
  await lab.until(id, 'RUN_SANDBOX');
  return id;
}

const BEFORE = ['SUBMITTED SUCCEEDED', 'QUEUED SUCCEEDED', 'PROVISIONING SUCCEEDED', 'DOWNLOAD_SOURCE SUCCEEDED'];
const environment = (values: Record<string, string>, type: 'PLAINTEXT' | 'PARAMETER_STORE' = 'PLAINTEXT') => ({
  type: 'LINUX_CONTAINER' as const,
  image: 'x',
  computeType: 'BUILD_GENERAL1_SMALL' as const,
  environmentVariables: Object.entries(values).map(([name, value]) => ({ name, value, type })),
});

describe('the commands of a sandbox', () => {
  it('share variables and folder, as the commands of a build do', async () => {
    const id = await running({ environment: environment({ STAGE: 'test' }) });
    await lab.run(id, 'mkdir deep && cd deep && WORD="two words"');
    const told = await lab.run(id, 'echo "$STAGE $WORD in $(basename "$PWD")"; echo careful >&2');
    expect(told).toMatchObject({
      status: 'SUCCEEDED',
      type: 'SHELL',
      exitCode: '0',
      standardOutputContent: 'test two words in deep\n',
      standardErrContent: 'careful\n',
      sandboxId: id.split(':')[1],
    });
    expect(told.startTime).toBeInstanceOf(Date);
  });

  it('answer their exit status as a text, and no output where there was none', async () => {
    const id = await running();
    const missing = await lab.run(id, 'no-such-program');
    expect(missing).toMatchObject({ status: 'FAILED', exitCode: '127' });
    expect(missing.standardErrContent).toMatch(/script\.sh.*no-such-program.*not found/);
    expect(missing.standardOutputContent).toBeUndefined();
    expect(await lab.run(id, 'exit 3')).toMatchObject({ status: 'FAILED', exitCode: '3' });
    expect(await lab.run(id, 'true')).toMatchObject({ status: 'SUCCEEDED', exitCode: '0' });
  });

  it('run one after another in the order they came, also those that came before it ran', async () => {
    const id = await lab.start(await buildLab(yard).project(NO_SPEC));
    const ids = [];
    for (let number = 0; number < 5; number += 1) ids.push(await lab.submit(id, `echo ${number} >> order; cat order`));
    const last = await lab.untilCommand(id, ids.at(-1) ?? '', 'SUCCEEDED');
    expect(last.standardOutputContent).toBe('0\n1\n2\n3\n4\n');
  });

  it('hide what came out of a store, in their output and in the log', async () => {
    await yard.client(SSMClient).send(new PutParameterCommand({ Name: '/word', Value: 'swordfish', Type: 'String' }));
    const id = await running({ environment: environment({ WORD: '/word' }, 'PARAMETER_STORE') });
    const told = await lab.run(id, 'echo "it is $WORD"; test "$WORD" = swordfish; echo "not $WORD" >&2');
    expect(told).toMatchObject({ standardOutputContent: 'it is ***\n', standardErrContent: 'not ***\n' });
    await lab.stop(id);
    const { currentSession } = await lab.until(id, 'STOPPED');
    const { groupName = '', streamName = '' } = currentSession?.logs ?? {};
    const log = (await logEvents(yard, groupName, streamName)).map(({ message }) => message).join('');
    expect(log).toContain('\nit is ***\n');
    expect(log).toContain('Running command echo "it is $WORD"');
    expect(log).not.toContain('swordfish');
  });

  it('answer no more than the end of a long output', async () => {
    const id = await running();
    const told = await lab.run(id, 'i=0; while [ $i -lt 20000 ]; do i=$((i+1)); echo "line $i"; done');
    expect(told.standardOutputContent).toHaveLength(65_536);
    expect(told.standardOutputContent).toMatch(/line 20000\n$/);
  });
});

describe('the end of a sandbox', () => {
  it('is asked for: its running command and those that wait end with it, and so does every process', async () => {
    const id = await running();
    const beat = join(yard.dataFolder, 'beat');
    const busy = await lab.submit(id, `echo begun; (while :; do date +%s%N > ${beat}; sleep 0.1; done) & sleep 60`);
    const waits = await lab.submit(id, 'echo never');
    await lab.untilCommand(id, busy, 'IN_PROGRESS');
    expect((await lab.stop(id)).status).toBe('STOPPING');
    const stopped = await lab.until(id, 'STOPPED');
    expect(sandboxPhases(stopped)).toEqual([...BEFORE, 'RUN_SANDBOX STOPPED', 'COMPLETED']);
    expect(await lab.getCommand(id, busy)).toMatchObject({ status: 'STOPPED', standardOutputContent: 'begun\n' });
    const unstarted = await lab.getCommand(id, waits);
    expect(unstarted).toMatchObject({ status: 'STOPPED', endTime: expect.any(Date) });
    expect(unstarted.startTime).toBeUndefined();
    const before = await readFile(beat, 'utf8').catch(() => '');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await readFile(beat, 'utf8').catch(() => '')).toBe(before);
    await expect(lab.submit(id, 'true')).rejects.toMatchObject({ name: 'InvalidInputException' });
    expect((await lab.stop(id)).status).toBe('STOPPED');
  });

  it('comes when the time of its project is up', async () => {
    const id = await running({ timeoutInMinutes: 5 });
    clock.putForward(5 * 60_000);
    // Signatures of this moment are too old by the yard's clock.
    const look = async () => (await yard.context.aws.codebuild.batchGetSandboxes({ ids: [id] })).sandboxes?.[0];
    await expect.poll(async () => (await look())?.status, { timeout: 10_000 }).toBe('STOPPED');
    const currentSession = (await look())?.currentSession;
    const phase = currentSession?.phases?.find(({ phaseType }) => phaseType === 'RUN_SANDBOX');
    expect(phase).toMatchObject({
      phaseStatus: 'TIMED_OUT',
      contexts: [{ statusCode: 'BUILD_TIMED_OUT', message: 'Build has timed out. ' }],
    });
  });

  it('comes before it ran when its source cannot be had', async () => {
    const source = { type: 'S3' as const, location: 'no-such-bucket/source.zip', buildspec: NO_SPEC };
    const id = await lab.start(await buildLab(yard).project(NO_SPEC, { source }));
    const command = await lab.submit(id, 'true');
    const failed = await lab.until(id, 'FAILED');
    expect(sandboxPhases(failed)).toEqual([...BEFORE.slice(0, 3), 'DOWNLOAD_SOURCE FAILED', 'COMPLETED']);
    expect(await lab.untilCommand(id, command, 'STOPPED')).toMatchObject({ endTime: expect.any(Date) });
  });

  it('comes at once while it waits', async () => {
    await yard.stop();
    await begin({ config: { concurrentBuilds: 0 } });
    const id = await lab.start(await buildLab(yard).project(NO_SPEC));
    expect((await lab.get(id)).status).toBe('QUEUED');
    expect((await lab.stop(id)).status).toBe('STOPPED');
  });
});

describe('a server that goes away while a sandbox runs', () => {
  it('finds it again: every command runs once, also the one that ran meanwhile', async () => {
    const id = await running();
    const file = join(yard.dataFolder, 'runs');
    await lab.run(id, 'KEPT=yes');
    const ids = [];
    for (let number = 1; number <= 6; number += 1)
      ids.push(await lab.submit(id, `echo ${number} >> ${file}; sleep 0.3; echo "$KEPT ${number}"`));
    for (let round = 0; round < 4; round += 1) {
      await new Promise((resolve) => setTimeout(resolve, 250));
      await yard.restart();
    }
    const ended = await Promise.all(ids.map((command) => lab.untilCommand(id, command, 'SUCCEEDED')));
    expect(ended.map(({ standardOutputContent }) => standardOutputContent)).toEqual(
      ids.map((_, index) => `yes ${index + 1}\n`),
    );
    expect(await readFile(file, 'utf8')).toBe('1\n2\n3\n4\n5\n6\n');
  });

  it('and a program that went away, too, ends it honestly', async () => {
    const id = await running();
    const pid = (await lab.run(id, 'echo "$PPID"')).standardOutputContent ?? '';
    const command = await lab.submit(id, 'sleep 30');
    await lab.untilCommand(id, command, 'IN_PROGRESS');
    process.kill(Number(pid), 'SIGKILL');
    const failed = await lab.until(id, 'FAILED');
    expect(sandboxPhases(failed)).toEqual([...BEFORE, 'RUN_SANDBOX FAILED', 'COMPLETED']);
    expect((await lab.getCommand(id, command)).status).toBe('STOPPED');
  });
});
