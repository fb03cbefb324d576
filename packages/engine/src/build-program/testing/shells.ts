import { execFileSync } from 'node:child_process';

/** A shell to run programs with, and what `env.shell` has to be for the same one to run the commands. */
export interface TestShell {
  readonly name: string;
  readonly argv: readonly [string, ...string[]];
}

const CANDIDATES: readonly TestShell[] = [
  { name: 'dash', argv: ['dash'] },
  { name: 'bash', argv: ['bash'] },
  { name: 'bash as sh', argv: ['bash', '--posix'] },
  { name: 'busybox ash', argv: ['busybox', 'ash'] },
];

/** The shells of this machine that a build program has to work under. */
export const TEST_SHELLS = CANDIDATES.filter(({ argv: [file, ...options] }) => {
  try {
    execFileSync(file, [...options, '-c', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
});

if (TEST_SHELLS.length === 0) throw new Error('no POSIX shell was found to run build programs with');
