import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomIds } from '../platform/ids.ts';
import { openDataFolder } from './data-folder.ts';
import { spreadFolders } from './spread-folders.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'codeyard-spread-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const attributesOf = (path: string) => execFileSync('lsattr', ['-d', path]).toString().split(' ')[0] ?? '';

describe('folders of builds', () => {
  it('are spread over the disk where it is ext4, and kept everywhere', async () => {
    const probe = mkdtempSync(join(folder, 'probe-'));
    const isExt4 = await spreadFolders([probe]);
    const data = await openDataFolder(join(folder, 'data'), randomIds);
    expect(data.builds).toBe(join(folder, 'data', 'builds'));
    if (isExt4) for (const path of [data.builds, data.machines]) expect(attributesOf(path)).toContain('T');
  });

  it('are no trouble where there is no such program, or no such folder', async () => {
    expect(await spreadFolders([folder], join(folder, 'no-such-program'))).toBe(false);
    expect(await spreadFolders([join(folder, 'no-such-folder')])).toBe(false);
  });
});
