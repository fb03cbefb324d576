import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { ArchiveRefused } from './archive-refused.ts';
import { listTreeOnThread } from './archive-threads.ts';
import { padding, tarHeader } from './tar-records.ts';
import { extractTreeArchive, writeTreeArchive } from './tree-archive.ts';
import type { TreeEntry } from './tree-entry.ts';
import { sealMember } from './tree-members.ts';

let folder: string;
let [from, to, archive] = ['', '', ''];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tree-archive-'));
  [from, to, archive] = [join(folder, 'from'), join(folder, 'to'), join(folder, 'a.tar.gz')];
  mkdirSync(from);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text: string | Buffer, mode = 0o644): string {
  const file = join(from, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text, { mode });
  chmodSync(file, mode);
  return file;
}

const list = async (...patterns: string[]) =>
  await listTreeOnThread(patterns.map((pattern) => ({ root: 'src', folder: from, pattern })));
const paths = async (...patterns: string[]) => (await list(...patterns)).items.map(({ path }) => path).sort();
const pack = async (...patterns: string[]) => await writeTreeArchive(archive, (await list(...patterns)).items);

describe('a tree', () => {
  it('comes back with contents, modes, times, links and empty folders', async () => {
    const when = new Date('2001-02-03T04:05:06.789Z');
    write('a/run.sh', 'x', 0o755);
    write('a/secret', 'y', 0o600);
    write('a/empty-file', '');
    write(`a/${'long-'.repeat(30)}/${'n'.repeat(120)}.txt`, 'long');
    write('a/ünïcode ☃', 'snow');
    mkdirSync(join(from, 'a/empty'), { mode: 0o750 });
    symlinkSync('../a/run.sh', join(from, 'a/link'));
    symlinkSync('/usr/bin/env', join(from, 'a/out'));
    for (const name of ['a/run.sh', 'a/empty', 'a']) utimesSync(join(from, name), when, when);
    lutimesSync(join(from, 'a/link'), when, when);
    await pack('a/**/*');
    const { files } = await extractTreeArchive(archive, { roots: { src: to } });
    expect(files).toBe(5);
    const listing = (root: string) =>
      execFileSync('find', ['.', '-mindepth', '1', '-printf', '%p %y %m %T@ %l\\n'], { cwd: root })
        .toString()
        .split('\n')
        .sort();
    execFileSync('chmod', ['755', to]);
    const withoutNanoseconds = (lines: string[]) => lines.map((line) => line.replace(/(\.\d{3})\d*/, '$1'));
    expect(withoutNanoseconds(listing(to))).toEqual(withoutNanoseconds(listing(from)));
    expect(readFileSync(join(to, 'a/ünïcode ☃'), 'utf8')).toBe('snow');
    // Seconds are a number with a fraction on the way: newer Node.js keeps what that leaves of a millisecond.
    expect(Math.round(statSync(join(to, 'a/run.sh')).mtimeMs)).toBe(when.getTime());
  });

  it('of a file of many mebibytes and many small files comes back whole', async () => {
    const large = Buffer.alloc(21 * 1024 * 1024 + 7, 'codeyard ');
    write('large', large);
    for (let index = 0; index < 3_000; index++) write(`small/${index % 50}/${index}`, `file ${index}`);
    const { size } = await pack('large', 'small');
    expect(size).toBe(statSync(archive).size);
    expect(await extractTreeArchive(archive, { roots: { src: to } })).toMatchObject({ files: 3_001, skipped: 0 });
    expect(readFileSync(join(to, 'large')).equals(large)).toBe(true);
    execFileSync('diff', ['-r', from, to]);
  });

  it('is an archive that tar can read', async () => {
    write('a/b', 'text');
    await pack('a');
    expect(execFileSync('tar', ['-xzOf', archive, 'src/a/b']).toString()).toBe('text');
  });

  it('takes the place of files and links that are there', async () => {
    write('a/file', 'new');
    write('a/was-link', 'new');
    await pack('a');
    mkdirSync(join(to, 'a'), { recursive: true });
    writeFileSync(join(to, 'a/file'), 'an old text');
    writeFileSync(join(folder, 'precious'), 'kept');
    symlinkSync(join(folder, 'precious'), join(to, 'a/was-link'));
    await extractTreeArchive(archive, { roots: { src: to } });
    expect(readFileSync(join(to, 'a/file'), 'utf8')).toBe('new');
    expect(lstatSync(join(to, 'a/was-link')).isFile()).toBe(true);
    expect(readFileSync(join(folder, 'precious'), 'utf8')).toBe('kept');
  });

  it('goes to the root that it belongs to, and nowhere without one', async () => {
    write('a', 'x');
    const { items } = await list('a');
    const [item] = items;
    if (!item) throw new Error('a is there');
    await writeTreeArchive(archive, [item, { ...item, path: 'home/.npm/a' }, { ...item, path: 'root/etc/a' }]);
    const roots = { src: join(to, 's'), home: join(to, 'h') };
    expect(await extractTreeArchive(archive, { roots })).toMatchObject({ files: 2, skipped: 1 });
    expect(readdirSync(to).sort()).toEqual(['h', 's']);
    expect(readFileSync(join(to, 'h/.npm/a'), 'utf8')).toBe('x');
  });
});

describe('a selection', () => {
  beforeEach(() => {
    for (const path of ['m/a.js', 'm/.bin/x', 'm/d/e/f.o', 'n/g.o', '.git/HEAD']) write(path, path);
    symlinkSync('/etc', join(from, 'etc'));
    symlinkSync('m', join(from, 'n/m'));
  });

  test.each([
    [['m/**/*'], ['src/m', 'src/m/.bin', 'src/m/.bin/x', 'src/m/a.js', 'src/m/d', 'src/m/d/e', 'src/m/d/e/f.o']],
    [['m'], ['src/m', 'src/m/.bin', 'src/m/.bin/x', 'src/m/a.js', 'src/m/d', 'src/m/d/e', 'src/m/d/e/f.o']],
    [['./m/*'], ['src/m', 'src/m/.bin', 'src/m/a.js', 'src/m/d']],
    [['**/*.o'], ['src/m/d/e/f.o', 'src/n/g.o']],
    [['n/**'], ['src/n', 'src/n/g.o', 'src/n/m']],
    [['nothing/**/*', 'm/a.js'], ['src/m/a.js']],
  ])('%j', async (patterns, expected) => {
    expect(await paths(...patterns)).toEqual(expected);
  });

  it('leaves the repository out', async () => {
    expect(await paths('**/*')).not.toContain('src/.git/HEAD');
  });

  it.each([['etc/**/*'], ['etc/passwd'], ['../secret'], ['/etc/passwd']])(
    'reads nothing outside: %s',
    async (pattern) => {
      expect(await list(pattern)).toEqual({ items: [], refused: [pattern] });
    },
  );
});

describe('an archive made to do harm', () => {
  const entry = (more: Partial<TreeEntry>): TreeEntry => ({
    path: 'src/x',
    kind: 'file',
    mode: 0o644,
    mtimeMs: 0,
    size: 1,
    ...more,
  });
  function forge(...entries: TreeEntry[]): void {
    const parts = entries.flatMap((one) => [
      tarHeader(one),
      ...(one.size ? [Buffer.alloc(one.size, 'x'), padding(one.size)] : []),
    ]);
    seal(Buffer.concat(parts));
  }
  /** The same header, as that of a character device, a block device or a pipe. */
  function asSpecial(block: Buffer, type: '3' | '4' | '6'): Buffer {
    const special = Buffer.from(block);
    special.write(type, 156, 'latin1');
    special.write(' '.repeat(8), 148, 'latin1');
    const sum = special.reduce((total, byte) => total + byte, 0);
    special.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
    return special;
  }
  const seal = (bytes: Buffer) =>
    writeFileSync(
      archive,
      sealMember({ data: deflateRawSync(bytes), crc: crc32(bytes), size: bytes.length, continues: false }),
    );
  const link = (path: string, target: string) => entry({ path, kind: 'link', size: 0, target });

  test.each<[string, () => void]>([
    ['a name with ..', () => forge(entry({ path: 'src/../../evil' }))],
    ['a name with .. deeper', () => forge(entry({ path: 'src/a/../../../evil' }))],
    ['a NUL in a name', () => forge(entry({ path: 'src/a\0b' }))],
    [
      'a hard link to a place outside',
      () => forge(entry({ path: 'src/h', kind: 'hard-link', size: 0, target: 'src/../../outside' })),
    ],
    ['a hard link to nothing', () => forge(entry({ path: 'src/h', kind: 'hard-link', size: 0, target: 'src/none' }))],
    ['bytes of nobody', () => writeFileSync(archive, 'not an archive at all, but long enough')],
    [
      'a member that is cut short',
      () => {
        forge(entry({}));
        writeFileSync(archive, readFileSync(archive).subarray(0, -3));
      },
    ],
    [
      'a flipped bit',
      () => {
        forge(entry({}));
        const bytes = readFileSync(archive);
        bytes[40] = (bytes[40] ?? 0) ^ 1;
        writeFileSync(archive, bytes);
      },
    ],
  ])('is refused: %s', async (_, make) => {
    writeFileSync(join(folder, 'outside'), 'x');
    make();
    await expect(extractTreeArchive(archive, { roots: { src: to } })).rejects.toBeInstanceOf(ArchiveRefused);
    expect(readdirSync(folder).sort()).not.toContain('evil');
  });

  it.each([
    ['the link', (l: TreeEntry, file: TreeEntry) => [l, file]],
    ['the file', (l: TreeEntry, file: TreeEntry) => [file, l]],
  ])('writes nothing through a link of its own when %s comes first', async (_, order) => {
    const outside = join(folder, 'outside');
    mkdirSync(outside);
    forge(...order(link('src/d', outside), entry({ path: 'src/d/evil' })));
    await expect(extractTreeArchive(archive, { roots: { src: to } })).rejects.toBeInstanceOf(ArchiveRefused);
    expect(readdirSync(outside)).toEqual([]);
  });

  it('writes nothing through a link that a source brought', async () => {
    const outside = join(folder, 'outside');
    mkdirSync(outside);
    mkdirSync(to);
    symlinkSync(outside, join(to, 'd'));
    forge(entry({ path: 'src/d/evil' }));
    await expect(extractTreeArchive(archive, { roots: { src: to } })).rejects.toBeInstanceOf(ArchiveRefused);
    expect(readdirSync(outside)).toEqual([]);
  });

  it.each(['src/d', 'src/d/deeper'])('writes nothing through a link that stands in the place of %s', async (path) => {
    const outside = join(folder, 'outside');
    mkdirSync(outside);
    mkdirSync(to);
    symlinkSync(outside, join(to, 'd'));
    forge(entry({ path, kind: 'folder', size: 0 }), entry({ path: `${path}/evil` }));
    await expect(extractTreeArchive(archive, { roots: { src: to } })).rejects.toBeInstanceOf(ArchiveRefused);
    expect(readdirSync(outside)).toEqual([]);
  });

  it('reads nothing through a link that a source brought', async () => {
    mkdirSync(join(folder, 'outside/deeper'), { recursive: true });
    writeFileSync(join(folder, 'outside/deeper/secret'), 'x');
    mkdirSync(to);
    symlinkSync(join(folder, 'outside'), join(to, 'd'));
    forge(entry({ path: 'src/h', kind: 'hard-link', size: 0, target: 'src/d/deeper/secret' }));
    await expect(extractTreeArchive(archive, { roots: { src: to } })).rejects.toBeInstanceOf(ArchiveRefused);
    expect(existsSync(join(to, 'h'))).toBe(false);
  });

  it('makes no devices and no pipes of it', async () => {
    const special = (type: '3' | '4' | '6') => asSpecial(tarHeader(entry({ path: `src/${type}`, size: 0 })), type);
    seal(Buffer.concat([special('3'), special('4'), special('6'), tarHeader(entry({ size: 0 }))]));
    expect(await extractTreeArchive(archive, { roots: { src: to } })).toMatchObject({ files: 1 });
    expect(readdirSync(to)).toEqual(['x']);
  });

  it('may unfold to no more than it says', async () => {
    const bytes = Buffer.concat([tarHeader(entry({ size: 2_048 })), Buffer.alloc(2_048)]);
    const sealed = sealMember({ data: deflateRawSync(bytes), crc: crc32(bytes), size: 1_024, continues: false });
    writeFileSync(archive, sealed);
    await expect(extractTreeArchive(archive, { roots: { src: to } })).rejects.toBeInstanceOf(ArchiveRefused);
  });

  it('gets no set-user bit and no place for an absolute name', async () => {
    forge(entry({ mode: 0o4755 }), entry({ path: '/etc/evil' }));
    await expect(extractTreeArchive(archive, { roots: { src: to } })).rejects.toBeInstanceOf(ArchiveRefused);
    expect(lstatSync(join(to, 'x')).mode & 0o7777).toBe(0o755);
  });

  it('keeps a link that leads out as a link, as virtual environments need it', async () => {
    forge(link('src/python', '/usr/bin/python3'));
    await extractTreeArchive(archive, { roots: { src: to } });
    expect(readlinkSync(join(to, 'python'))).toBe('/usr/bin/python3');
  });

  it('makes a copy of what was linked', async () => {
    forge(entry({ path: 'src/a' }), entry({ path: 'src/b', kind: 'hard-link', size: 0, target: 'src/a' }));
    await extractTreeArchive(archive, { roots: { src: to } });
    expect(statSync(join(to, 'b')).nlink).toBe(1);
    expect(existsSync(join(to, 'a'))).toBe(true);
  });
});

it('stores a file with two names twice', async () => {
  linkSync(write('a', 'x'), join(from, 'b'));
  await pack('a', 'b');
  expect(await extractTreeArchive(archive, { roots: { src: to } })).toMatchObject({ files: 2 });
});
