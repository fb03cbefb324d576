import type { BuildspecEnv } from './buildspec.ts';
import type { Findings } from './findings.ts';
import type { Fields } from './read-fields.ts';

const ENV_KEYS = [
  'shell',
  'variables',
  'parameter-store',
  'secrets-manager',
  'exported-variables',
  'git-credential-helper',
];

/** What AWS takes, the same by other names, and `pwsh`, which PowerShell is called everywhere but on Windows. */
const SHELLS = ['bash', '/bin/bash', 'sh', '/bin/sh', 'powershell.exe', 'pwsh', 'cmd.exe'];

/** Reads `env`, and version 0.1's `environment_variables.plaintext`, which newer buildspecs may not use. */
export function parseEnv(root: Fields, version: '0.1' | '0.2', found: Findings): BuildspecEnv {
  const env = root.fields('env', ENV_KEYS);
  const shell = readShell(env, found);
  const parsed = {
    ...(shell ? { shell } : {}),
    variables: { ...plaintext(root, version, found), ...env.textMap('variables') },
    parameterStore: env.textMap('parameter-store'),
    secretsManager: env.textMap('secrets-manager'),
    exportedVariables: env.texts('exported-variables'),
    gitCredentialHelper: env.flag('git-credential-helper'),
  };
  warnOfRepeatedNames(env, found);
  return parsed;
}

function readShell(env: Fields, found: Findings): string | undefined {
  const shell = env.text('shell');
  if (!shell || SHELLS.includes(shell)) return shell;
  const place = env.entry('shell')?.value.place ?? env.place;
  found.problem(`Invalid value for env.shell: ${shell}. Expecting: bash,/bin/sh,powershell.exe,cmd.exe`, place);
  return undefined;
}

function plaintext(root: Fields, version: '0.1' | '0.2', found: Findings): Record<string, string> {
  const entry = root.entry('environment_variables');
  if (!entry) return {};
  if (version === '0.1') return root.fields('environment_variables', ['plaintext']).textMap('plaintext');
  const hint = 'Version 0.2 has env.variables instead.';
  found.warn('The key environment_variables is ignored in version 0.2', entry.keyPlace, hint);
  return {};
}

/** Which of two buildspec entries wins is not documented. */
function warnOfRepeatedNames(env: Fields, found: Findings): void {
  const seen = new Set<string>();
  for (const kind of ['variables', 'parameter-store', 'secrets-manager']) {
    for (const { key, keyPlace } of env.entries(kind)) {
      if (seen.has(key)) found.warn(`The variable ${key} is defined more than once under env`, keyPlace);
      seen.add(key);
    }
  }
}
