import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A program of this machine that runs functions. */
export interface Runtime {
  readonly language: 'nodejs' | 'python' | 'provided';
  /** Absolute path; of `provided` the function's own `bootstrap` is run. */
  readonly program: string;
  /** Such as `v20.19.2` or `Python 3.11.2`. */
  readonly version: string;
}

export const languageOf = (runtime: string): Runtime['language'] | undefined =>
  runtime.startsWith('nodejs')
    ? 'nodejs'
    : runtime.startsWith('python')
      ? 'python'
      : runtime.startsWith('provided')
        ? 'provided'
        : undefined;

/**
 * What runs functions of an AWS runtime name here: this Node.js for all of `nodejs…`, the nearest Python on the path for
 * `python…`. Undefined when there is none.
 */
export async function findRuntime(name: string, path: string): Promise<Runtime | undefined> {
  const language = languageOf(name);
  if (language === 'nodejs') return { language, program: process.execPath, version: process.version };
  if (language === 'provided') return { language, program: '', version: name };
  if (language !== 'python') return undefined;
  for (const candidate of [name, 'python3', 'python']) {
    const program = await findProgram(candidate, path);
    const found = program && (await askPython(program));
    if (found) return { language, ...found };
  }
  return undefined;
}

/** The interpreter behind a program, which may be a wrapper that works or does not. */
async function askPython(program: string): Promise<{ program: string; version: string } | undefined> {
  const question = 'import sys; print(sys.version_info[0], sys.version.split()[0], sys.executable)';
  const { stdout } = await run(program, ['-c', question]).catch(() => ({ stdout: '' }));
  const [, major, version = '', executable = ''] = /^(\d+) (\S+) (.+)$/m.exec(stdout) ?? [];
  return major === '3' ? { program: executable, version: `Python ${version}` } : undefined;
}

async function findProgram(name: string, path: string): Promise<string | undefined> {
  for (const folder of path.split(delimiter)) {
    const file = join(folder, name);
    const found = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return file;
  }
  return undefined;
}

/** How a process of a runtime is started. */
export function runtimeCommand(
  { language, program }: Runtime,
  { codeFolder, memoryMegabytes }: { codeFolder: string; memoryMegabytes: number },
): { program: string; argv: string[] } {
  const require = createRequire(import.meta.url);
  if (language === 'provided') return { program: join(codeFolder, 'bootstrap'), argv: [] };
  if (language === 'python') {
    const bootstrap = join(require.resolve('@codeyard/compute/functions/find-runtime'), '../../../runtimes');
    return { program, argv: ['-u', join(bootstrap, 'python_bootstrap.py')] };
  }
  const bootstrap = require.resolve('@codeyard/compute/functions/node-bootstrap');
  return { program, argv: [`--max-old-space-size=${memoryMegabytes}`, bootstrap] };
}
