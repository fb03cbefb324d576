// State machines and functions: durable transitions per second, what waiting executions cost, and calls of functions, warm and cold.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Lambda } from '@aws-sdk/client-lambda';
import { SFN } from '@aws-sdk/client-sfn';
import { type ServerProcess, startServer } from '../scenarios/testing/server-process.ts';
import { mebibytes, milliseconds, type Row, report, spreadOf, timed } from './measure.ts';

const ROLE = 'arn:aws:iam::123456789012:role/bench';
const MACHINES_AT_ONCE = 50;
const STEPS = 200;
const WAITING = 10_000;
const AT_ONCE = 32;
const CALLS = 300;
const COLD = 20;
const IDLE_MS = 10_000;
const MS_PER_TICK = 10;

const rows: Row[] = [];
const tell = (what: string, value: string) => void rows.push({ what, values: { median: value } });
const times = (what: string, values: readonly number[]) => {
  const { median, p99 } = spreadOf(values);
  rows.push({ what, values: { median: milliseconds(median), p99: milliseconds(p99) } });
};
const pause = (delayMs: number) => new Promise((resolve) => setTimeout(resolve, delayMs));

function functionZip(): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'codeyard-bench-'));
  writeFileSync(join(folder, 'index.mjs'), 'export const handler = async (event) => event;');
  execFileSync('zip', ['-q', 'function.zip', 'index.mjs'], { cwd: folder });
  const bytes = readFileSync(join(folder, 'function.zip'));
  rmSync(folder, { recursive: true });
  return bytes;
}

async function inTurns(count: number, work: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < count; index = next++) await work(index);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** A loop of waits of no time: every turn is a transition of three states, and every tenth begins a transaction of its own. */
const LOOP = JSON.stringify({
  StartAt: 'Count',
  States: {
    Count: { Type: 'Pass', Parameters: { 'n.$': 'States.MathAdd($.n, 1)' }, Next: 'Enough' },
    Enough: { Type: 'Choice', Choices: [{ Variable: '$.n', NumericLessThan: STEPS, Next: 'Count' }], Default: 'Done' },
    Done: { Type: 'Succeed' },
  },
});
const TASKS = JSON.stringify({
  StartAt: 'Each',
  States: {
    Each: {
      Type: 'Map',
      MaxConcurrency: 1,
      ItemProcessor: {
        StartAt: 'Call',
        States: { Call: { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:sts:getCallerIdentity', End: true } },
      },
      End: true,
    },
  },
});
const WAIT = '{"StartAt":"Wait","States":{"Wait":{"Type":"Wait","Seconds":31536000,"End":true}}}';

async function create(sfn: SFN, name: string, definition: string): Promise<string> {
  return (await sfn.createStateMachine({ name, roleArn: ROLE, definition })).stateMachineArn ?? '';
}

async function ended(sfn: SFN, stateMachineArn: string): Promise<void> {
  while ((await sfn.listExecutions({ stateMachineArn, statusFilter: 'RUNNING', maxResults: 1 })).executions?.length)
    await pause(10);
}

async function transitions(sfn: SFN): Promise<void> {
  const loop = await create(sfn, 'loop', LOOP);
  const inGoes = await timed(async () => {
    await inTurns(MACHINES_AT_ONCE, () => sfn.startExecution({ stateMachineArn: loop, input: '{"n":0}' }));
    await ended(sfn, loop);
  });
  tell(
    'state transitions, several in one transaction',
    `${Math.round((MACHINES_AT_ONCE * STEPS * 2) / (inGoes / 1000))}/s`,
  );
  const tasks = await create(sfn, 'tasks', TASKS);
  const items = JSON.stringify(Array.from({ length: 20 }, (_, index) => index));
  const alone = await timed(async () => {
    await inTurns(MACHINES_AT_ONCE, () => sfn.startExecution({ stateMachineArn: tasks, input: items }));
    await ended(sfn, tasks);
  });
  tell('tasks, each with transactions of its own', `${Math.round((MACHINES_AT_ONCE * 20) / (alone / 1000))}/s`);
}

/** Processor time so far, in milliseconds. */
function processorTime(dataFolder: string): number {
  const { pid } = JSON.parse(readFileSync(join(dataFolder, 'server.json'), 'utf8')) as { pid: number };
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
}

async function waiting(sfn: SFN, server: ServerProcess): Promise<void> {
  const stateMachineArn = await create(sfn, 'wait', WAIT);
  await server.kill();
  await server.start();
  await pause(2_000);
  const before = await server.memory();
  const starting = await timed(() => inTurns(WAITING, () => sfn.startExecution({ stateMachineArn })));
  await server.kill();
  await server.start();
  await pause(2_000);
  const after = await server.memory();
  const spent = processorTime(server.dataFolder);
  await pause(IDLE_MS);
  tell(
    `processor time of ${IDLE_MS / 1000} s with them waiting`,
    milliseconds(processorTime(server.dataFolder) - spent),
  );
  tell(`${WAITING} executions begin to wait`, `${Math.round(WAITING / (starting / 1000))}/s`);
  tell('memory of a fresh server, without and with them waiting', `${mebibytes(before)} → ${mebibytes(after)}`);
}

async function functions(lambda: Lambda): Promise<void> {
  const code = {
    Role: ROLE,
    Runtime: 'nodejs20.x',
    Handler: 'index.handler',
    Code: { ZipFile: functionZip() },
  } as const;
  await lambda.createFunction({ FunctionName: 'echo', ...code });
  const call = (FunctionName: string) => timed(() => lambda.invoke({ FunctionName, Payload: Buffer.from('{}') }));
  await call('echo');
  const warm: number[] = [];
  for (let turn = 0; turn < CALLS; turn++) warm.push(await call('echo'));
  times('warm call of a Node.js function', warm);
  const cold: number[] = [];
  for (let turn = 0; turn < COLD; turn++) {
    await lambda.createFunction({ FunctionName: `cold-${turn}`, ...code });
    cold.push(await call(`cold-${turn}`));
  }
  times('cold call of a Node.js function', cold);
  const floor: number[] = [];
  for (let turn = 0; turn < COLD; turn++)
    floor.push(await timed(async () => void spawnSync(process.execPath, ['-e', '0'])));
  times('floor: starting and ending Node.js', floor);
}

async function main(): Promise<void> {
  const server = await startServer();
  const settings = { endpoint: server.endpoint, region: 'us-east-1', credentials: server.credentials };
  try {
    await functions(new Lambda(settings));
    await transitions(new SFN(settings));
    const begun = performance.now();
    await waiting(new SFN(settings), server);
    tell('whole time of the last', milliseconds(performance.now() - begun));
    report('State machines and functions', rows);
  } finally {
    await server.stop();
  }
}

await main();
