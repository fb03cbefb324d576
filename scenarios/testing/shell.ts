import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ServerProcess } from './server-process.ts';

const run = promisify(execFile);
const LONGEST_COMMAND_MS = 120_000;

/** A shell whose `aws` is one CLI of this machine, pointed at a server. */
export interface Shell {
  /** Runs a script as `bash -eo pipefail` does; resolves with what it printed, trimmed. */
  (script: string): Promise<string>;
  readonly folder: string;
  close(): Promise<void>;
}

export async function openShell(server: ServerProcess, awsProgram: string, folder: string): Promise<Shell> {
  const programs = await mkdtemp(join(tmpdir(), 'codeyard-programs-'));
  // CLIs from before AWS_ENDPOINT_URL (v1.29, v2.13) must be told on the command line.
  const script = `#!/bin/sh\nexec ${awsProgram} --endpoint-url "$AWS_ENDPOINT_URL" "$@"\n`;
  await writeFile(join(programs, 'aws'), script, { mode: 0o755 });
  const env = { ...server.environment, PATH: `${programs}:${process.env.PATH}` };
  const shell = async (script: string) => {
    const options = { cwd: folder, env, timeout: LONGEST_COMMAND_MS, maxBuffer: 64 * 1024 * 1024 };
    const { stdout } = await run('bash', ['-eo', 'pipefail', '-c', script], options);
    return stdout.trim();
  };
  return Object.assign(shell, { folder, close: () => rm(programs, { recursive: true }) });
}
