import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomIds } from '../platform/ids.ts';
import { digestOf } from './digests/digest.ts';
import { createFileObjectStore } from './file-object-store.ts';
import { ObjectMissing, type ObjectStore, ObjectTooLarge } from './object-store.ts';

const nothingNamed = async () => new Set<string>();
const bytesOf = async (stream: Readable) => Buffer.concat(await stream.toArray());

describe('the file object store', () => {
  let root: string;
  let store: ObjectStore;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'objects-'));
    store = createFileObjectStore(root, randomIds);
    await store.recover(nothingNamed);
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  const putText = async (text: string) => (await store.put(Readable.from([Buffer.from(text)]))).id;
  const textOf = async (id: string, range?: { start: number; end: number }) =>
    (await bytesOf(await store.get(id, range))).toString();
  const filesBelow = async (folder: string) =>
    (await readdir(join(root, folder), { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
      .length;

  it('gives back what was put, with its size and the digests asked for', async () => {
    const body = Buffer.from('hello world');
    const stored = await store.put(Readable.from([body.subarray(0, 5), body.subarray(5)]), {
      digests: ['md5', 'crc64nvme'],
    });
    expect(stored.size).toBe(11);
    expect(stored.digests).toEqual({ md5: digestOf('md5', body), crc64nvme: digestOf('crc64nvme', body) });
    expect(await textOf(stored.id)).toBe('hello world');
    await store.settle(stored.id);
    expect(await textOf(stored.id)).toBe('hello world');
    expect(await textOf(stored.id, { start: 6, end: 8 })).toBe('wor');
  });

  it('keeps empty objects', async () => {
    expect(await textOf(await putText(''))).toBe('');
    expect(await textOf(await store.concat([await putText(''), await putText('')]))).toBe('');
  });

  it('rejects and leaves nothing behind when the body breaks off', async () => {
    const before = await filesBelow('staged');
    const body = Readable.from(
      (async function* () {
        yield Buffer.from('half');
        throw new Error('the client went away');
      })(),
    );
    await expect(store.put(body)).rejects.toThrow('the client went away');
    expect(await filesBelow('staged')).toBe(before);
  });

  it('stops reading a body that is too large and leaves nothing behind', async () => {
    const before = await filesBelow('staged');
    const endless = Readable.from(
      (function* () {
        for (;;) yield Buffer.alloc(1000);
      })(),
    );
    await expect(store.put(endless, { maxBytes: 5000 })).rejects.toThrow(ObjectTooLarge);
    expect(endless.destroyed).toBe(true);
    expect(await filesBelow('staged')).toBe(before);
  });

  it('reads any range of joined objects, also of joined ones within', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme-ascii', maxLength: 6 }), { minLength: 1, maxLength: 5 }),
        fc.nat(30),
        fc.nat(30),
        async (texts, a, b) => {
          const ids = await Promise.all(texts.map(putText));
          const inner = await store.concat(ids);
          const id = await store.concat([inner, ...ids]);
          await store.settle(inner);
          await store.settle(id);
          await store.delete(inner);
          const whole = texts.join('').repeat(2);
          expect(await textOf(id)).toBe(whole);
          const [start, end] = [Math.min(a, b), Math.max(a, b)];
          expect(await textOf(id, { start, end })).toBe(whole.slice(start, end + 1));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('a joined object outlives the objects it was made of', async () => {
    const ids = [await putText('one'), await putText('two')];
    const joined = await store.concat(ids);
    for (const id of ids) await store.delete(id);
    expect(await textOf(joined)).toBe('onetwo');
  });

  it('a copy of a single object is another object', async () => {
    const id = await putText('copied');
    const copy = await store.concat([id]);
    await store.delete(id);
    expect(await textOf(copy)).toBe('copied');
  });

  it('joining what is missing rejects and leaves nothing behind', async () => {
    const before = await readdir(join(root, 'staged'));
    await expect(store.concat([await putText('x'), 'absent'])).rejects.toThrow(ObjectMissing);
    expect((await readdir(join(root, 'staged'))).length).toBe(before.length + 1);
  });

  it('a missing object rejects, a deleted one is missing, and deleting twice is no error', async () => {
    const id = await putText('gone soon');
    await store.settle(id);
    await store.delete(id);
    await store.delete(id);
    await expect(store.get(id)).rejects.toThrow(ObjectMissing);
    await expect(store.get('absent')).rejects.toThrow(ObjectMissing);
  });

  it('an open stream reads to its end although the object is deleted meanwhile', async () => {
    const large = 'x'.repeat(400_000);
    const joined = await store.concat([await putText(large), await putText('tail')]);
    await store.settle(joined);
    const stream = await store.get(joined);
    await store.delete(joined);
    const text = (await bytesOf(stream)).toString();
    expect(text).toBe(`${large}tail`);
    await pause(50);
    await expect(store.get(joined)).rejects.toThrow(ObjectMissing);
    expect(await readdir(join(root, 'doomed'))).toEqual([]);
  });

  it('after a crash, what rows name is there and everything else is gone', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'objects-crash-'));
    const before = createFileObjectStore(folder, randomIds);
    await before.recover(nothingNamed);
    const committed = await before.put(Readable.from([Buffer.from('committed')]));
    const joined = await before.concat([committed.id]);
    const settled = await before.put(Readable.from([Buffer.from('settled')]));
    await before.settle(settled.id);
    await before.put(Readable.from([Buffer.from('its row was never committed')]));
    await before.concat([settled.id]);
    await writeFile(join(folder, 'staged', 'half-written'), 'ha');
    await mkdir(join(folder, 'doomed', 'half-removed.joined'));

    const after = createFileObjectStore(folder, randomIds);
    const named = new Set([committed.id, joined, settled.id]);
    await after.recover(async (ids) => new Set(ids.filter((id) => named.has(id))));
    expect(await bytesOf(await after.get(committed.id))).toEqual(Buffer.from('committed'));
    expect(await bytesOf(await after.get(joined))).toEqual(Buffer.from('committed'));
    expect(await bytesOf(await after.get(settled.id))).toEqual(Buffer.from('settled'));
    expect(await readdir(join(folder, 'staged'))).toEqual([]);
    expect(await readdir(join(folder, 'doomed'))).toEqual([]);
    await rm(folder, { recursive: true, force: true });
  });
});
