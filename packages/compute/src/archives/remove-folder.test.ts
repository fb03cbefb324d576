import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeFolder } from './remove-folder.ts';
import { holdsAtMost } from './remove-tree.ts';

let scratch: string;
let folder: string;
let outside: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'remove-folder-'));
  [folder, outside] = [join(scratch, 'folder'), join(scratch, 'outside')];
  mkdirSync(outside);
  writeFileSync(join(outside, 'precious'), 'kept');
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

function plant(files: number): void {
  for (let index = 0; index < files; index++) {
    mkdirSync(join(folder, `ü${index % 7}`, `in${index % 50}`), { recursive: true });
    writeFileSync(join(folder, `ü${index % 7}`, `in${index % 50}`, `file-${index}`), 'x', { mode: 0o400 });
  }
  symlinkSync(outside, join(folder, 'to-a-folder'));
  symlinkSync(join(outside, 'precious'), join(folder, 'to-a-file'));
  symlinkSync('nowhere', join(folder, 'to-nothing'));
}

describe('removing a folder', () => {
  it.each([5, 2_000])('takes %i files and its links, and nothing that links lead to', async (files) => {
    plant(files);
    expect(holdsAtMost(folder, 200)).toBe(files < 200);
    await removeFolder(folder);
    expect(existsSync(folder)).toBe(false);
    expect(readdirSync(outside)).toEqual(['precious']);
  });

  it('by two at once is no fault, and neither is one that is not there', async () => {
    plant(1_000);
    await Promise.all([removeFolder(folder), removeFolder(folder)]);
    expect(existsSync(folder)).toBe(false);
    await removeFolder(folder);
  });

  it('that is a link itself takes the link only', async () => {
    symlinkSync(outside, folder);
    await removeFolder(folder);
    expect(readdirSync(scratch)).toEqual(['outside']);
    expect(readdirSync(outside)).toEqual(['precious']);
  });

  it('says what cannot be removed', async () => {
    await expect(removeFolder(join(outside, 'precious', 'x'))).rejects.toThrow(/ENOTDIR/);
  });
});
