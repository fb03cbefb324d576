import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { BuildOrder } from '../executor.ts';

/** What a compiled program does before anything else. */
const GUARD = `root=$(dirname "$(dirname "$0")")
mkdir "$root/control/started" 2>/dev/null || exit 0
echo $$ > "$root/control/pid"
exec >> "$root/control/output.log" 2>&1
`;

export const ENTRY = 'control/program.sh';

export interface WorkFolder {
  readonly order: BuildOrder;
  /** What the program has printed; empty before it has begun. */
  output(): string;
  remove(): void;
}

/** A work folder whose program runs `script`. */
export function makeWorkFolder(script: string, overrides: Partial<BuildOrder> = {}): WorkFolder {
  const workFolder = mkdtempSync(join(tmpdir(), 'codeyard-work-'));
  const file = join(workFolder, 'codebuild', ENTRY);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, GUARD + script);
  const output = join(workFolder, 'codebuild/control/output.log');
  const order = {
    id: randomUUID(),
    workFolder,
    image: 'codeyard-test',
    cpus: 1,
    memoryMiB: 128,
    privileged: false,
    ...overrides,
  };
  return {
    order,
    output: () => (existsSync(output) ? readFileSync(output, 'utf8') : ''),
    remove: () => rmSync(workFolder, { recursive: true, force: true }),
  };
}

/** Resolves once `check` holds; fails after fifteen seconds. */
export async function until(check: () => Promise<boolean> | boolean): Promise<void> {
  const end = performance.now() + 15_000;
  for (;;) {
    if (await Promise.resolve(check())) return;
    if (performance.now() > end) throw new Error('it did not happen within fifteen seconds');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
