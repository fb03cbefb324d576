import type { BuildPlan, BuildProgram } from './build-plan.ts';
import type { CommandScript } from './command-script.ts';
import { READ_ONLY_IN_SOME_SHELLS } from './environment-file.ts';
import { PROGRAM_FILES } from './program-files.ts';
import { quoteForShell } from './quote-for-shell.ts';

/** Whether `env.shell` asks for PowerShell, which is `pwsh` everywhere but on Windows. */
export const isPowerShell = (shell: string | undefined): boolean => shell === 'powershell.exe' || shell === 'pwsh';

/** What belongs to a process rather than to the build, or may not be set by every shell. */
const NOT_CARRIED = ['PWD', 'OLDPWD', 'SHLVL', '_', ...READ_ONLY_IN_SOME_SHELLS];

/**
 * A command in PowerShell, between lines that hand on what a shell's command would: environment variables and the folder, in the same
 * two files, and nothing else. As there, the command begins on line 4, its last statement decides, and one that calls `exit` or is
 * ended by an error hands nothing on. [inferred]
 */
export function powerShellScript({ root, version }: Pick<BuildPlan, 'root' | 'version'>): CommandScript {
  const [environment, directory] = [PROGRAM_FILES.environment, PROGRAM_FILES.directory].map((path) =>
    textOf(`${root}/${path}`),
  );
  const head = [
    `if ($PSStyle) { $PSStyle.OutputRendering = 'PlainText' }`,
    `$ProgressPreference = 'SilentlyContinue'`,
    '$global:LASTEXITCODE = 0',
  ];
  const handOn = [
    '$env:CODEBUILD_LAST_EXIT = $codebuildStatus',
    '$codebuildVariables = foreach ($codebuildEntry in [Environment]::GetEnvironmentVariables().GetEnumerator()) {',
    `  if ($codebuildEntry.Key -match '^[A-Za-z_][A-Za-z0-9_]*$' -and $codebuildEntry.Key -cnotin @(${NOT_CARRIED.map(textOf).join(', ')})) {`,
    `    'export ' + $codebuildEntry.Key + "='" + $codebuildEntry.Value.Replace("'", "'\\''") + "'\`n"`,
    '  }',
    '}',
    `[IO.File]::WriteAllText(${environment}, (-join $codebuildVariables))`,
    `[IO.File]::WriteAllText(${directory}, (Get-Location -PSProvider FileSystem).ProviderPath + "\`n")`,
  ];
  const tail = [
    '$codebuildSucceeded = $?',
    '$codebuildStatus = if ($codebuildSucceeded) { 0 } elseif ($LASTEXITCODE) { $LASTEXITCODE } else { 1 }',
    ...(version === '0.1' ? [] : handOn),
    'exit $codebuildStatus',
  ];
  return { head: lines(head), tail: `\n${lines(tail)}` };
}

const LAUNCHER = 'control/powershell.sh';

/** Takes the place of the shell that runs a command's script: it enters the folder, sets the variables and becomes PowerShell. */
export function powerShellLauncher({ root }: Pick<BuildPlan, 'root'>): BuildProgram['files'][number] {
  const [environment, directory] = [PROGRAM_FILES.environment, PROGRAM_FILES.directory].map((path) =>
    quoteForShell(`${root}/${path}`),
  );
  const text = [
    '#!/bin/sh',
    `cd "$(cat ${directory})"`,
    'set -a',
    `. ${environment}`,
    'set +a',
    'if command -v pwsh >/dev/null 2>&1; then exec pwsh -NoProfile -NonInteractive -File "$1"; fi',
    `echo 'This build environment has no PowerShell: pwsh is not on its PATH' >&2`,
    'exit 127',
  ];
  return { path: LAUNCHER, text: lines(text), mode: 0o755 };
}

/** PowerShell takes typographic apostrophes for the plain one. */
const textOf = (text: string): string => `'${text.replaceAll(/['\u2018-\u201b]/g, '$&$&')}'`;

const lines = (statements: readonly string[]): string => statements.map((statement) => `${statement}\n`).join('');
