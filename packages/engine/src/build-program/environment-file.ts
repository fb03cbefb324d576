import { quoteForShell } from './quote-for-shell.ts';

const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** Some shells refuse to set these, and stop reading the file there. */
export const READ_ONLY_IN_SOME_SHELLS = new Set(['BASHOPTS', 'BASH_VERSINFO', 'EUID', 'PPID', 'SHELLOPTS', 'UID']);

export const isVariableName = (name: string): boolean => VARIABLE_NAME.test(name);

/**
 * The first `env.sh`: what the commands start with. Names that a shell cannot set are left out: one of them would break
 * every command of the build.
 */
export function environmentFile(environment: Readonly<Record<string, string>>): string {
  const variables = Object.entries({ ...environment, CODEBUILD_BUILD_SUCCEEDING: '1' });
  return variables
    .filter(([name]) => isVariableName(name))
    .map(([name, value]) => `${exportVariable(name, value)}\n`)
    .join('');
}

function exportVariable(name: string, value: string): string {
  const statement = `export ${name}=${quoteForShell(value)}`;
  return READ_ONLY_IN_SOME_SHELLS.has(name) ? `(${statement}) 2>/dev/null && ${statement}` : statement;
}
