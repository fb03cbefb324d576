import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startYard, type Yard } from '../../../testing/start-yard.ts';
import type { Parts } from '../parts.ts';
import { type BuildLab, buildLab, logEvents, spec } from '../testing/build-lab.ts';
import { ensureLogStream } from './log-stream.ts';
import { shipLog } from './ship-log.ts';

let yard: Yard;
let lab: BuildLab;
beforeAll(async () => {
  yard = await startYard({ config: { concurrentBuilds: 0 } });
  lab = buildLab(yard);
});
afterAll(() => yard.stop());

const hiding = () => ({ secrets: [], mask: (text: string) => text });

async function openLog(name: string) {
  const buildId = await lab.start(await lab.project(spec({ build: ['true'] })));
  const stream = { group: '/shipped', stream: name };
  const file = join(yard.dataFolder, `${name}.log`);
  await mkdir(yard.dataFolder, { recursive: true });
  await writeFile(file, '');
  const parts = yard.context as unknown as Parts;
  await ensureLogStream(parts, stream);
  const read = async () => (await logEvents(yard, stream.group, stream.stream)).map(({ message }) => message ?? '');
  return { parts, file, read, log: { buildId, root: yard.dataFolder, file, stream, hiding } };
}

/** Clients whose `putLogEvents` dies before or after it did its work, like a process that is killed there. */
function dying(parts: Parts, moment: 'before' | 'after'): Parts {
  const put = async (request: never) => {
    if (moment === 'after') await parts.aws.logs.putLogEvents(request);
    throw new Error(`killed ${moment} the batch was put`);
  };
  const logs = new Proxy(parts.aws.logs, {
    get: (target, name) => (name === 'putLogEvents' ? put : Reflect.get(target, name)),
  });
  return { ...parts, aws: { ...parts.aws, logs } };
}

describe('a log on its way', () => {
  it('arrives line by line, and the last line needs no line feed', async () => {
    const { parts, file, log, read } = await openLog('lines');
    const shipper = shipLog(parts, log);
    await appendFile(file, 'one\ntwo\nthr');
    await expect.poll(read).toEqual(['one\n', 'two\n']);
    await appendFile(file, 'ee');
    await shipper.finish();
    expect(await read()).toEqual(['one\n', 'two\n', 'three']);
  });

  it.each(['before', 'after'] as const)(
    'is neither lost nor doubled when its carrier dies %s a batch',
    async (moment) => {
      const { parts, file, log, read } = await openLog(`dies-${moment}`);
      const expected: string[] = [];
      for (let round = 0; round < 5; round += 1) {
        const lines = Array.from({ length: 50 }, (_, index) => `round ${round} line ${index}\n`);
        expected.push(...lines);
        await appendFile(file, lines.join(''));
        await expect(shipLog(dying(parts, moment), log).finish()).rejects.toThrow('killed');
      }
      await shipLog(parts, log).finish();
      expect(await read()).toEqual(expected);
    },
  );

  it('has one carrier at a time: an older one gives up', async () => {
    const { parts, file, log, read } = await openLog('fenced');
    const older = shipLog(parts, log);
    await appendFile(file, 'a\n');
    await expect.poll(read).toEqual(['a\n']);
    const newer = shipLog(parts, log);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await appendFile(file, 'b\nc\n');
    await newer.finish();
    await expect(older.finish()).rejects.toThrow('another worker');
    expect(await read()).toEqual(['a\n', 'b\n', 'c\n']);
  });

  it('goes on in a new group when somebody deletes the old one', async () => {
    const { parts, file, log, read } = await openLog('deleted');
    const shipper = shipLog(parts, log);
    await appendFile(file, 'before\n');
    await expect.poll(read).toEqual(['before\n']);
    await parts.aws.logs.deleteLogGroup({ logGroupName: log.stream.group });
    await appendFile(file, 'after\n');
    await shipper.finish();
    expect(await read()).toEqual(['after\n']);
  });
});
