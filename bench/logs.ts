// What builds write: 100 MB of log in lines and in one line, beside the same program that writes into a file.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { type Build, CodeBuild } from '@aws-sdk/client-codebuild';
import { watchMemory } from '../scenarios/testing/memory-watch.ts';
import { type ServerProcess, settingsOf, startServer } from '../scenarios/testing/server-process.ts';
import { createBuildProject, runBuild } from './build-runs.ts';
import { mebibytes, milliseconds, type Row, report, spreadOf, timed } from './measure.ts';

const LOG_BYTES = 100_000_000;
const LINES = 1_000_000;
const RUNS = 5;
/** As long as a line of the log is: seven digits, padded, and its end. */
const PRINT_LINES = `seq -f '%07.0f' 1 ${LINES} | sed 's/$/ ${'.'.repeat(LOG_BYTES / LINES - 9)}/'`;
const printOneLine = (bytes: number) => `head -c ${bytes} /dev/zero | tr '\\0' x`;

interface Case {
  readonly what: string;
  readonly name: string;
  readonly command: string;
  readonly bytes: number;
  readonly lines: number;
}

const CASES: readonly Case[] = [
  { what: 'lines of 100 bytes', name: 'lines', command: PRINT_LINES, bytes: LOG_BYTES, lines: LINES },
  { what: 'one line of 50 MB', name: 'half', command: printOneLine(LOG_BYTES / 2), bytes: LOG_BYTES / 2, lines: 1 },
  { what: 'one line of 100 MB', name: 'whole', command: printOneLine(LOG_BYTES), bytes: LOG_BYTES, lines: 1 },
];

/** Reads a build's log from its start; fails unless every byte is there, and the numbered lines in their order. */
async function readWhole(server: ServerProcess, { logs }: Build, wanted: number): Promise<void> {
  const client = new CloudWatchLogs(settingsOf(server));
  const stream = { logGroupName: logs?.groupName ?? '', logStreamName: logs?.streamName ?? '', startFromHead: true };
  let [bytes, last] = [0, 0];
  for (let nextToken: string | undefined; ; ) {
    const page = await client.getLogEvents({ ...stream, ...(nextToken ? { nextToken } : {}) });
    for (const { message = '' } of page.events ?? []) {
      const number = Number(/^(\d{7}) \.+\n$/.exec(message)?.[1] ?? 0);
      if (number > 0 && number !== ++last) throw new Error(`line ${number} comes after line ${last - 1}`);
      if (number > 0 || /^x+\n?$/.test(message)) bytes += message.replace(/\n$/, '').length + (number > 0 ? 1 : 0);
    }
    if (page.nextForwardToken === nextToken) break;
    nextToken = page.nextForwardToken;
  }
  if (bytes !== wanted) throw new Error(`${bytes} of ${wanted} bytes came back`);
}

/** What the program takes by itself, writing into a file. */
async function floorOf({ command }: Case): Promise<number[]> {
  const folder = mkdtempSync(join(tmpdir(), 'codeyard-bench-'));
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    times.push(await timed(async () => execFileSync('/bin/sh', ['-c', `{ ${command}; } > ${folder}/log`])));
  }
  rmSync(folder, { recursive: true });
  return times;
}

function row(what: string, { lines, bytes }: Case, { times, most }: { times: readonly number[]; most?: number }): Row {
  const { median, p99 } = spreadOf(times);
  const perSecond = (amount: number) => Math.round(amount / (median / 1000)).toLocaleString('en');
  return {
    what,
    values: {
      median: milliseconds(median),
      p99: milliseconds(p99),
      'lines/s': lines > 1 ? perSecond(lines) : '',
      'MB/s': perSecond(bytes / 1_000_000),
      'server at most': most === undefined ? '' : mebibytes(most),
    },
  };
}

async function measure(server: ServerProcess, example: Case): Promise<Row[]> {
  const codebuild = new CodeBuild(settingsOf(server));
  await createBuildProject(codebuild, { name: example.name, command: example.command });
  const floor = await floorOf(example);
  const [builds, reads]: [number[], number[]] = [[], []];
  let [most, mostWhileRead] = [0, 0];
  for (let run = 0; run < RUNS; run++) {
    const built = await watchMemory(server, async () => {
      let build: Build | undefined;
      builds.push(
        await timed(async () => {
          build = await runBuild(codebuild, example.name);
        }),
      );
      return build as Build;
    });
    most = Math.max(most, built.most);
    const read = await watchMemory(server, () => timed(() => readWhole(server, built.result, example.bytes)));
    reads.push(read.result);
    mostWhileRead = Math.max(mostWhileRead, read.most);
  }
  return [
    row(`${example.what}, floor: sh -c … > file`, example, { times: floor }),
    row(`${example.what}: build`, example, { times: builds, most }),
    row(`${example.what}: read back`, example, { times: reads, most: mostWhileRead }),
  ];
}

const server = await startServer();
try {
  const rows: Row[] = [{ what: 'before', values: { 'server at most': mebibytes(await server.memory()) } }];
  for (const example of CASES) rows.push(...(await measure(server, example)));
  report(`Logs of builds, ${RUNS} runs`, rows);
} finally {
  await server.stop();
}
