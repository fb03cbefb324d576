import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BuildProgram } from '@codeyard/engine/build-program/build-plan';
import type { BuildFolder } from './build-folder.ts';

/** Puts the files of a program into the folder of its build. */
export async function placeFiles(folder: BuildFolder, files: BuildProgram['files']): Promise<void> {
  for (const file of files) {
    const path = join(folder.host, file.path);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, file.text, { mode: file.mode });
    await chmod(path, file.mode);
  }
}
