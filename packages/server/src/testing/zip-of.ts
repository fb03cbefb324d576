import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A ZIP file of texts by their paths, made by `zip`. */
export function zipOf(files: Readonly<Record<string, string>>): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'codeyard-zip-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  execFileSync('zip', ['-q', '-r', 'out.zip', ...Object.keys(files)], { cwd: folder });
  const bytes = readFileSync(join(folder, 'out.zip'));
  rmSync(folder, { recursive: true });
  return bytes;
}
