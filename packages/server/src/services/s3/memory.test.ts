import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClientUnderTest, WAYS } from './testing/ways.ts';

const MIB = 1024 ** 2;
const CHUNK = Buffer.alloc(MIB, 'memory');
const CHUNKS = 300;

/** Runs `work` and tells by how many MiB the process grew meanwhile. */
async function growth(work: () => Promise<void>): Promise<number> {
  const before = process.memoryUsage().rss;
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
  }, 10);
  await work();
  clearInterval(timer);
  return (most - before) / MIB;
}

describe.each(WAYS)('memory, %s', (_, start) => {
  let client: ClientUnderTest;
  beforeAll(async () => {
    client = await start();
    await client.s3.createBucket({ Bucket: 'large' });
  });
  afterAll(() => client.stop());

  it('stays flat while 300 MiB go in and out', async () => {
    const target = { Bucket: 'large', Key: 'object' };
    const sent = createHash('md5');
    const body = Readable.from(
      (function* () {
        for (let n = 0; n < CHUNKS; n++) {
          sent.update(CHUNK);
          yield CHUNK;
        }
      })(),
    );
    const grown = await growth(async () => {
      await client.s3.putObject({ ...target, Body: body, ContentLength: CHUNKS * MIB });
      const { Body } = await client.s3.getObject(target);
      const received = createHash('md5');
      for await (const piece of Body as Readable) received.update(piece);
      expect(received.digest('hex')).toBe(sent.digest('hex'));
    });
    expect(grown).toBeLessThan(150);
  }, 60_000);
});
