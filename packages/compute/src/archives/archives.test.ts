import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ArchiveRefused } from './archive-refused.ts';
import { extractZip, readZipFile } from './extract-zip.ts';
import { selectFiles } from './select-files.ts';
import { writeZip } from './write-zip.ts';
import { directoryEntry, dosTime, endOfDirectory, localHeader } from './zip-records.ts';

const LIMITS = { maxEntries: 1_000, maxBytes: 50_000_000 };
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'codeyard-archive-'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(files: Record<string, string | Buffer>, folder = 'tree'): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, folder, path)), { recursive: true });
    writeFileSync(join(root, folder, path), text);
  }
  return join(root, folder);
}

function empty(name: string): string {
  mkdirSync(join(root, name));
  return join(root, name);
}

const all = (tree: string) => ({
  root: tree,
  files: ['**/*'],
  excludePaths: [],
  discardPaths: false,
  enableSymlinks: true,
});

describe('a ZIP', () => {
  it('comes back as it went in, and unzip(1) agrees', async () => {
    const tree = put({
      'a.txt': 'one',
      'deep/ü b.bin': Buffer.alloc(300_000, 7),
      'run.sh': '#!/bin/sh\n',
      '.hidden': '',
    });
    chmodSync(join(tree, 'run.sh'), 0o755);
    symlinkSync('a.txt', join(tree, 'link'));
    const file = join(root, 'x.zip');
    const written = await writeZip(file, (await selectFiles(all(tree))).entries);
    expect(written).toMatchObject({ entries: 5, size: statSync(file).size });
    expect(written.sha256).toBe(execFileSync('sha256sum', [file]).toString().slice(0, 64));
    const ours = empty('ours');
    await extractZip(file, ours, LIMITS);
    const theirs = empty('theirs');
    execFileSync('unzip', ['-q', file, '-d', theirs]);
    for (const folder of [ours, theirs]) {
      expect(execFileSync('diff', ['-r', '--no-dereference', tree, folder]).toString()).toBe('');
      expect(statSync(join(folder, 'run.sh')).mode & 0o777).toBe(0o755);
      expect(readlinkSync(join(folder, 'link'))).toBe('a.txt');
    }
    expect((await readZipFile(file, 'a.txt', 10))?.toString()).toBe('one');
    expect(await readZipFile(file, 'none', 10)).toBeUndefined();
  });

  it('of many files is packed and unpacked on threads', async () => {
    const tree = put(Object.fromEntries(Array.from({ length: 700 }, (_, n) => [`d${n % 9}/f${n}`, `${n}`.repeat(n)])));
    await writeZip(join(root, 'x.zip'), (await selectFiles(all(tree))).entries);
    await extractZip(join(root, 'x.zip'), empty('out'), LIMITS);
    expect(execFileSync('diff', ['-r', tree, join(root, 'out')]).toString()).toBe('');
    writeFileSync(join(root, 'out/d1/f1'), 'in the way');
    await expect(extractZip(join(root, 'x.zip'), join(root, 'out'), LIMITS)).rejects.toThrow(ArchiveRefused);
    const gone = [...(await selectFiles(all(tree))).entries];
    rmSync(join(tree, 'd3/f3'));
    await expect(writeZip(join(root, 'y.zip'), gone)).rejects.toThrow(/ENOENT/);
    expect(readdirSync(root)).not.toContain('y.zip');
  });

  it('may have more entries than two bytes count, and a folder as often as it likes', async () => {
    const entries = Array.from({ length: 66_000 }, () => ({ name: 'a/b/', mode: 0o040755 }));
    const file = forge([...entries, { name: 'a/ü/c', text: 'x' }]);
    const limits = { ...LIMITS, maxEntries: 70_000 };
    expect(await extractZip(file, empty('out'), limits)).toEqual({ entries: 66_001, bytes: 1 });
    expect(readdirSync(join(root, 'out/a')).sort()).toEqual(['b', 'ü']);
  });

  it('streams files too large to hold, and keeps nothing beside itself', async () => {
    const tree = put({ big: Buffer.concat([Buffer.alloc(9_000_000, 'ab'), Buffer.from('end')]) });
    const file = join(root, 'x.zip');
    await writeZip(file, (await selectFiles(all(tree))).entries);
    await extractZip(file, empty('out'), LIMITS);
    expect(readFileSync(join(root, 'out/big')).equals(readFileSync(join(tree, 'big')))).toBe(true);
    expect(readdirSync(root).sort()).toEqual(['out', 'tree', 'x.zip']);
  });

  it('holds any contents', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 2_000 }), { maxLength: 8 }), async (contents) => {
        rmSync(root, { recursive: true });
        const tree = put(
          Object.fromEntries([
            ['f', 'x'],
            ...contents.map((bytes, index) => [`d${index % 3}/f${index}`, Buffer.from(bytes)]),
          ]),
        );
        await writeZip(join(root, 'x.zip'), (await selectFiles(all(tree))).entries);
        await extractZip(join(root, 'x.zip'), empty('out'), LIMITS);
        expect(execFileSync('diff', ['-r', tree, join(root, 'out')]).toString()).toBe('');
      }),
      { numRuns: 15 },
    );
  });
});

/** An archive with entries no honest program writes. */
function forge(entries: { name: string; text?: string; mode?: number; size?: number; crc?: number }[]): string {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, text = '', mode = 0o100644, size, crc } of entries) {
    const data = Buffer.from(text);
    const record = {
      name,
      method: 0,
      crc: crc ?? crc32(data),
      compressedSize: size ?? data.length,
      size: size ?? data.length,
      mode,
      ...dosTime(0),
      offset,
    };
    const head = Buffer.concat([localHeader(record), data]);
    parts.push(head);
    directory.push(directoryEntry(record));
    offset += head.length;
  }
  const list = Buffer.concat(directory);
  const file = join(root, 'forged.zip');
  writeFileSync(
    file,
    Buffer.concat([...parts, list, endOfDirectory({ entries: entries.length, size: list.length, offset })]),
  );
  return file;
}

describe('a hostile ZIP is refused', () => {
  const LINK = 0o120777;
  it.each([
    ['a name that climbs out', [{ name: '../evil' }]],
    ['an absolute name', [{ name: '/evil' }]],
    ['a backslash', [{ name: 'a\\..\\evil' }]],
    [
      'a name that comes twice',
      [
        { name: 'a', text: '1' },
        { name: 'a', text: '2' },
      ],
    ],
    ['a link that points out', [{ name: 'l', text: '../..', mode: LINK }]],
    [
      'a link that leads out by way of another',
      [
        { name: 'deep/in/up', text: '../..', mode: LINK },
        { name: 'deep/in/out', text: 'up/../x', mode: LINK },
      ],
    ],
    [
      'a file where a link should be',
      [
        { name: 'd', text: 'e', mode: LINK },
        { name: 'd/evil', text: 'x' },
      ],
    ],
    [
      'a file far below where a link should be',
      [
        { name: 'd', text: 'e', mode: LINK },
        { name: 'd/in/deep/evil', text: 'x' },
      ],
    ],
    [
      'a folder where a link should be',
      [
        { name: 'd', text: 'e', mode: LINK },
        { name: 'd/', mode: 0o040755 },
      ],
    ],
    ['an absolute link', [{ name: 'l', text: '/etc/passwd', mode: LINK }]],
    ['a wrong checksum', [{ name: 'a', text: 'x', crc: 1 }]],
  ])('%s', async (_, entries) => {
    await expect(extractZip(forge(entries), empty('out'), LIMITS)).rejects.toThrow(ArchiveRefused);
    expect(readdirSync(root).sort()).toEqual(['forged.zip', 'out']);
  });

  it('writing through a link', async () => {
    const file = forge([
      { name: 'd', text: '/tmp', mode: LINK },
      { name: 'd/evil', text: 'x' },
    ]);
    await expect(extractZip(file, empty('out'), LIMITS)).rejects.toThrow();
  });

  it('more entries or bytes than allowed, and what is no ZIP at all', async () => {
    const file = forge([{ name: 'a' }, { name: 'b', text: 'xyz' }]);
    await expect(extractZip(file, empty('out'), { maxEntries: 1, maxBytes: 99 })).rejects.toThrow(
      /more than 1 entries/,
    );
    await expect(extractZip(file, join(root, 'out'), { maxEntries: 9, maxBytes: 2 })).rejects.toThrow(
      /more than 2 bytes/,
    );
    writeFileSync(file, 'no zip');
    await expect(extractZip(file, join(root, 'out'), LIMITS)).rejects.toThrow(ArchiveRefused);
  });

  it('one cut short anywhere', async () => {
    const whole = readFileSync(forge([{ name: 'a', text: 'x' }, { name: 'b' }]));
    for (let end = 0; end < whole.length; end += 7) {
      writeFileSync(join(root, 'cut.zip'), whole.subarray(0, end));
      const out = empty(`out-${end}`);
      await expect(extractZip(join(root, 'cut.zip'), out, LIMITS)).rejects.toThrow(ArchiveRefused);
    }
  });

  it('no device comes out of it, only a file', async () => {
    await extractZip(forge([{ name: 'a', text: 'x', mode: 0o020666 }]), empty('out'), LIMITS);
    expect(lstatSync(join(root, 'out/a')).isFile()).toBe(true);
  });

  it('a set-user bit is dropped', async () => {
    await extractZip(forge([{ name: 'a', text: 'x', mode: 0o104755 }]), empty('out'), LIMITS);
    expect(lstatSync(join(root, 'out/a')).mode & 0o7777).toBe(0o755);
  });
});

describe('selecting artifacts', () => {
  const paths = async (selection: Partial<Parameters<typeof selectFiles>[0]>) => {
    const result = await selectFiles({ ...all(join(root, 'tree')), ...selection });
    return result.entries.map(({ path }) => path);
  };

  it('reads globs as CodeBuild does', async () => {
    put({ 'a.js': '', 'dist/b.js': '', 'dist/deep/c.js': '', 'dist/c.map': '', '.dot': '', 'ü.txt': '' });
    expect(await paths({ files: ['*.js'] })).toEqual(['a.js']);
    expect(await paths({ files: ['**/*.js'] })).toEqual(['a.js', 'dist/b.js', 'dist/deep/c.js']);
    expect(await paths({ files: ['dist/*'] })).toEqual(['dist/b.js', 'dist/c.map']);
    expect(await paths({ files: ['**/*'], baseDirectory: 'dist', excludePaths: ['**/*.map'] })).toEqual([
      'b.js',
      'deep/c.js',
    ]);
    expect(await paths({ files: ['**/*'], baseDirectory: 'd*' })).toEqual(['b.js', 'c.map', 'deep/c.js']);
    expect(await paths({ files: ['dist'] })).toEqual(['dist/b.js', 'dist/c.map', 'dist/deep/c.js']);
    expect(await paths({ files: ['.*', 'ü.txt'] })).toEqual(['.dot', 'ü.txt']);
    expect(await paths({ files: [join(root, 'tree/a.js')] })).toEqual(['a.js']);
  });

  it('says what is missing', async () => {
    put({ a: '' });
    expect(await selectFiles({ ...all(join(root, 'tree')), files: ['a', 'b', '*.c'] })).toMatchObject({
      skipped: ['b', '*.c'],
      baseFound: true,
    });
    expect((await selectFiles({ ...all(join(root, 'tree')), baseDirectory: 'none' })).baseFound).toBe(false);
  });

  it('flattens with discard-paths, the first one wins and the other is told', async () => {
    put({ 'a/x': '1', 'b/x': '2', 'b/y': '3' });
    const { entries, warnings } = await selectFiles({ ...all(join(root, 'tree')), discardPaths: true });
    expect(entries.map(({ path, file }) => [path, readFileSync(file, 'utf8')])).toEqual([
      ['x', '1'],
      ['y', '3'],
    ]);
    expect(warnings).toEqual(['b/x is left out: x is there already']);
  });

  it('neither hangs in a circle of links nor follows one out of the source', async () => {
    const tree = put({ 'in/a': '' });
    symlinkSync('..', join(tree, 'in/up'));
    symlinkSync('/etc', join(tree, 'etc'));
    symlinkSync('gone', join(tree, 'broken'));
    expect((await paths({})).every((path) => !path.includes('etc') && !path.includes('broken'))).toBe(true);
  });
});
