// Start to first answer and idle memory of a fresh server, with a bare Node process that listens beside it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { startServer } from '../scenarios/testing/server-process.ts';
import { mebibytes, milliseconds, report, spreadOf, timed } from './measure.ts';

const RUNS = 15;
const SETTLE_MS = 2_000;

const BARE = "require('node:http').createServer((q, s) => s.end()).listen(0, '127.0.0.1', () => console.log('up'))";

async function bareStart(): Promise<void> {
  const child = spawn(process.execPath, ['-e', BARE], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  child.kill();
  await once(child, 'exit');
}

async function main(): Promise<void> {
  const [starts, floors, memory]: [number[], number[], number[]] = [[], [], []];
  for (let run = 0; run < RUNS; run++) {
    floors.push(await timed(bareStart));
    const server = await startServer();
    await server.kill();
    starts.push(
      await timed(async () => {
        await server.start();
        await fetch(`${server.endpoint}/_codeyard/health`);
      }),
    );
    if (run < 3) {
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
      memory.push(await server.memory());
    }
    await server.stop();
  }
  const row = (what: string, values: number[]) => {
    const { median, p99 } = spreadOf(values);
    return { what, values: { median: milliseconds(median), p99: milliseconds(p99) } };
  };
  report('Start to first answer (existing data folder)', [
    row('floor: bare node:http', floors),
    row('codeyard serve', starts),
  ]);
  report('Idle memory', [{ what: 'codeyard serve', values: { resident: mebibytes(spreadOf(memory).median) } }]);
}

await main();
