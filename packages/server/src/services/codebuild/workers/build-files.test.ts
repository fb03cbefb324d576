import { execFileSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBuildFile, openToAppend, readBuildFile, sizeOfBuildFile, writeBuildFile } from './build-files.ts';

let folder: string;
let root: { host: string };
/** A path in the build's folder. */
const inside = (path: string) => join(root.host, path);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'codeyard-build-files-'));
  root = { host: join(folder, 'build') };
  mkdirSync(inside('control'), { recursive: true });
  mkdirSync(join(folder, 'machine'));
  writeFileSync(join(folder, 'machine/secret'), 'of the machine');
  writeFileSync(inside('control/events'), 'of the build');
});

afterEach(() => rmSync(folder, { recursive: true }));

it('a file of a build is read, as far as is wanted', async () => {
  expect(await readBuildFile(root, inside('control/events'), 100)).toBe('of the build');
  expect(await readBuildFile(root, inside('control/events'), 2)).toBe('of');
  expect(await sizeOfBuildFile(root, inside('control/events'))).toBe(12);
  expect(await readBuildFile(root, inside('control/none'), 100)).toBeUndefined();
  expect(await sizeOfBuildFile(root, inside('none/none'))).toBe(0);
});

describe('what a build puts in the place of a file', () => {
  it.each<[string, () => void]>([
    ['a link to a file of the machine', () => symlinkSync(join(folder, 'machine/secret'), inside('control/secret'))],
    ['a link to a file of its own', () => symlinkSync('events', inside('control/secret'))],
    ['a folder', () => mkdirSync(inside('control/secret'))],
    ['a pipe', () => execFileSync('mkfifo', [inside('control/secret')])],
    [
      'a link for the folder',
      () => {
        rmSync(inside('control'), { recursive: true });
        symlinkSync(join(folder, 'machine'), inside('control'));
      },
    ],
    [
      'a link for a folder further up',
      () => {
        rmSync(inside('control'), { recursive: true });
        symlinkSync(folder, inside('up'));
        symlinkSync('up/machine', inside('control'));
      },
    ],
    [
      'a file for the folder',
      () => {
        rmSync(inside('control'), { recursive: true });
        writeFileSync(inside('control'), '');
      },
    ],
  ])('is not read: %s', async (_, put) => {
    put();
    expect(await readBuildFile(root, inside('control/secret'), 100)).toBeUndefined();
    expect(await sizeOfBuildFile(root, inside('control/secret'))).toBe(0);
    expect(await openBuildFile(root, inside('control/secret'))).toBeUndefined();
  });
});

describe('a file for a running build', () => {
  it('is there whole, in the place of an older one', async () => {
    for (const text of ['first', 'second']) {
      expect(await writeBuildFile(root, inside('control/order'), text)).toBe(true);
      expect(readFileSync(inside('control/order'), 'utf8')).toBe(text);
    }
    expect(readdirSync(inside('control')).sort()).toEqual(['events', 'order']);
  });

  it('takes the place of a link instead of following it', async () => {
    symlinkSync(join(folder, 'machine/secret'), inside('control/order'));
    expect(await writeBuildFile(root, inside('control/order'), 'new')).toBe(true);
    expect(readFileSync(join(folder, 'machine/secret'), 'utf8')).toBe('of the machine');
    expect(readFileSync(inside('control/order'), 'utf8')).toBe('new');
  });

  it('is not written where its folder is a link, or gone', async () => {
    rmSync(inside('control'), { recursive: true });
    expect(await writeBuildFile(root, inside('control/order'), 'new')).toBe(false);
    symlinkSync(join(folder, 'machine'), inside('control'));
    expect(await writeBuildFile(root, inside('control/order'), 'new')).toBe(false);
    expect(existsSync(join(folder, 'machine/order'))).toBe(false);
  });
});

it('a log is made in the folder of the build, and nowhere that this leads', () => {
  const made = openToAppend(root, inside('control/output.log'));
  expect(made).toBeGreaterThan(0);
  closeSync(made ?? -1);
  rmSync(inside('control'), { recursive: true });
  symlinkSync(join(folder, 'machine'), inside('control'));
  expect(openToAppend(root, inside('control/output.log'))).toBeUndefined();
  expect(readdirSync(join(folder, 'machine'))).toEqual(['secret']);
});
