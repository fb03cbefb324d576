// Objects: a large one in and out with the server's memory beside it, small ones per second, and pages of listings.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, PutObjectCommand, S3 } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { type ServerProcess, startServer } from '../scenarios/testing/server-process.ts';
import { load } from './load.ts';
import { mebibytes, milliseconds, report, spreadOf, timed } from './measure.ts';

const MIB = 2 ** 20;
const LARGE_BYTES = Number(process.env.BENCH_OBJECT_MIB ?? 2048) * MIB;
const CHUNK = Buffer.alloc(MIB, 'codeyard');
const SMALL_OBJECTS = 5_000;
const CONNECTIONS = 8;
const PAGES = 50;
const Bucket = 'bench';

async function main(): Promise<void> {
  const server = await startServer();
  try {
    const s3 = new S3({
      endpoint: server.endpoint,
      region: 'us-east-1',
      credentials: server.credentials,
      forcePathStyle: true,
      requestChecksumCalculation: 'WHEN_REQUIRED',
    });
    await s3.createBucket({ Bucket });
    await large(server, s3);
    await small(s3);
    await listings(s3);
  } finally {
    await server.stop();
  }
}

async function large(server: ServerProcess, s3: S3): Promise<void> {
  const target = { Bucket, Key: 'large' };
  const throughput = (ms: number) => `${((LARGE_BYTES / MIB / ms) * 1000).toFixed(0)} MiB/s`;
  const put = await watched(server, async () => upload(await getSignedUrl(s3, new PutObjectCommand(target))));
  const get = await watched(server, async () => download(await getSignedUrl(s3, new GetObjectCommand(target))));
  const [fileMs, hashMs] = [await timed(writeFileOfItsSize), await timed(async () => hashItsBytes())];
  report(`One object of ${mebibytes(LARGE_BYTES)}`, [
    { what: 'floor: a file of that size, fsync', values: { speed: throughput(fileMs) } },
    { what: 'floor: its MD5 on one core', values: { speed: throughput(hashMs) } },
    {
      what: 'put',
      values: { speed: throughput(put.ms), 'server at most': mebibytes(put.most), grown: mebibytes(put.grown) },
    },
    {
      what: 'get',
      values: { speed: throughput(get.ms), 'server at most': mebibytes(get.most), grown: mebibytes(get.grown) },
    },
  ]);
}

/** How long `work` takes and how large the server becomes meanwhile. */
async function watched(server: ServerProcess, work: () => Promise<void>) {
  const before = await server.memory();
  let most = before;
  const timer = setInterval(async () => {
    most = Math.max(most, await server.memory());
  }, 50);
  const ms = await timed(work);
  clearInterval(timer);
  return { ms, most, grown: most - before };
}

async function upload(url: string): Promise<void> {
  const sent = request(url, { method: 'PUT', headers: { 'content-length': LARGE_BYTES } });
  const answered = once(sent, 'response');
  for (let bytes = 0; bytes < LARGE_BYTES; bytes += CHUNK.length) if (!sent.write(CHUNK)) await once(sent, 'drain');
  sent.end();
  const [response] = await answered;
  if (response.statusCode !== 200) throw new Error(`put answered ${response.statusCode}`);
  response.resume();
}

async function download(url: string): Promise<void> {
  const sent = request(url).end();
  const [response] = await once(sent, 'response');
  let bytes = 0;
  for await (const chunk of response) bytes += chunk.length;
  if (bytes !== LARGE_BYTES) throw new Error(`got ${bytes} bytes`);
}

async function writeFileOfItsSize(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'codeyard-bench-'));
  const file = await open(join(folder, 'file'), 'w');
  for (let bytes = 0; bytes < LARGE_BYTES; bytes += CHUNK.length) await file.writeFile(CHUNK);
  await file.sync();
  await file.close();
  await rm(folder, { recursive: true });
}

function hashItsBytes(): void {
  const hash = createHash('md5');
  for (let bytes = 0; bytes < LARGE_BYTES; bytes += CHUNK.length) hash.update(CHUNK);
  hash.digest();
}

const keyOf = (n: number) => `folder-${n % 10}/object-${String(n).padStart(6, '0')}`;

async function small(s3: S3): Promise<void> {
  const numbers = Array.from({ length: SMALL_OBJECTS }, (_, n) => n);
  const body = 'x'.repeat(1024);
  const puts = await Promise.all(numbers.map((n) => getSignedUrl(s3, new PutObjectCommand({ Bucket, Key: keyOf(n) }))));
  const gets = await Promise.all(numbers.map((n) => getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: keyOf(n) }))));
  const headers = { 'content-length': String(body.length) };
  const put = await load(() => ({ url: puts.pop() ?? '', method: 'PUT', headers, body }), SMALL_OBJECTS, CONNECTIONS);
  const get = await load(
    () => ({ url: gets.pop() ?? '', method: 'GET', headers: {}, body: '' }),
    SMALL_OBJECTS,
    CONNECTIONS,
  );
  const row = (what: string, { perSecond, latency }: typeof put) => ({
    what,
    values: {
      'per second': perSecond.toFixed(0),
      median: milliseconds(latency.median),
      p99: milliseconds(latency.p99),
    },
  });
  report(`Objects of 1 KiB, ${CONNECTIONS} connections`, [row('put, durable', put), row('get', get)]);
}

async function listings(s3: S3): Promise<void> {
  const pages = async (input: object) => {
    const times: number[] = [];
    for (let n = 0; n < PAGES; n++) times.push(await timed(() => s3.listObjectsV2({ Bucket, ...input })));
    const { median, p99 } = spreadOf(times);
    return { median: milliseconds(median), p99: milliseconds(p99) };
  };
  report(`Pages of a bucket with ${SMALL_OBJECTS} objects`, [
    { what: '1000 keys from the start', values: await pages({}) },
    { what: '1000 keys from the middle', values: await pages({ StartAfter: keyOf(5) }) },
    { what: '10 common prefixes of 500 keys each', values: await pages({ Delimiter: '/' }) },
  ]);
}

await main();
