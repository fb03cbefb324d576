import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BuildProgram } from '@codeyard/engine/build-program/build-plan';
import type { BuildFolder } from './build-folder.ts';

/** Puts the files of a program into the folder of its build: side by side, since each takes several turns of the disk's threads. */
export async function placeFiles(folder: BuildFolder, files: BuildProgram['files']): Promise<void> {
  const folders = new Set(files.map((file) => dirname(join(folder.host, file.path))));
  await Promise.all([...folders].map((path) => mkdir(path, { recursive: true })));
  await Promise.all(
    files.map(async ({ path, text, mode }) => {
      await writeFile(join(folder.host, path), text, { mode });
      await chmod(join(folder.host, path), mode);
    }),
  );
}
