import type { BuildPlan, BuildProgram, PlannedPhase } from './build-plan.ts';
import { commandScript } from './command-script.ts';
import { CONTROL_FILES } from './control-files.ts';
import { environmentFile } from './environment-file.ts';
import { powerShellLauncher, powerShellScript } from './powershell-script.ts';
import { PROGRAM_FILES } from './program-files.ts';
import { PROGRAM_RUNTIME } from './program-runtime.ts';
import { quoteForShell } from './quote-for-shell.ts';
import { toExtendedPattern } from './retry-pattern.ts';
import { terminalScript } from './terminal-script.ts';
import { TOOL_FILES } from './tools/build-tools.ts';
import { UNDOCUMENTED_CHOICES } from './undocumented-choices.ts';
import { valuesScript } from './values-script.ts';

const READABLE = 0o644;
/** The environment holds the build's secrets. */
const OWNER_ONLY = 0o600;

/**
 * Makes the shell program that runs a build's phases and tells of it in the control files. It needs a POSIX shell, `cat`,
 * `date` and `mkdir`; users are changed and retries matched with tools of the image. Pure: equal plans give equal programs.
 */
export function compileBuildProgram(plan: BuildPlan): BuildProgram {
  const values = valuesScript(plan);
  return {
    files: [
      { path: PROGRAM_FILES.entry, text: programText(plan, values !== ''), mode: READABLE },
      { path: PROGRAM_FILES.environment, text: environmentFile(plan.environment), mode: OWNER_ONLY },
      { path: PROGRAM_FILES.directory, text: `${plan.sourceFolder}\n`, mode: READABLE },
      ...(values === '' ? [] : [{ path: PROGRAM_FILES.values, text: values, mode: READABLE }]),
      ...(plan.powerShell ? [powerShellLauncher(plan)] : []),
      terminalScript(plan),
      ...TOOL_FILES,
    ],
    entry: PROGRAM_FILES.entry,
  };
}

function programText(plan: BuildPlan, hasValues: boolean): string {
  return [
    '#!/bin/sh',
    '# Runs the phases of one build. Made by Codeyard from its buildspec.',
    ...settings(plan),
    PROGRAM_RUNTIME,
    ...plan.phases.map(phaseText),
    ...(hasValues ? writeValues(plan) : []),
    'cy_finish',
    '',
  ].join('\n');
}

function settings(plan: BuildPlan): string[] {
  const { root, powerShell } = plan;
  const { head, tail } = powerShell ? powerShellScript(plan) : commandScript(plan);
  const script = `${root}/${powerShell ? PROGRAM_FILES.powerShellScript : PROGRAM_FILES.script}`;
  const shell = powerShell ? `${root}/${powerShellLauncher(plan).path}` : plan.shell;
  return assignments({
    cy_root: root,
    cy_source: plan.sourceFolder,
    cy_shell: shell,
    cy_prefix: plan.logPrefix,
    cy_environment: `${root}/${PROGRAM_FILES.environment}`,
    cy_directory: `${root}/${PROGRAM_FILES.directory}`,
    cy_script: script,
    cy_head: head,
    cy_tail: tail,
    /** For `su`, which takes a line instead of words. */
    cy_shell_line: `exec ${quoteForShell(shell)} ${quoteForShell(script)}`,
    cy_succeeding_in_finally: UNDOCUMENTED_CHOICES.succeedingInFinallyAfterFailure,
    cy_user: '',
    cy_user_sought: '',
    cy_become: '',
    cy_problem: '',
  });
}

const assignments = (values: Readonly<Record<string, string>>): string[] =>
  Object.entries(values).map(([name, value]) => `${name}=${quoteForShell(value)}`);

/** A phase's lists as functions, and the call that runs it and ends the program where a failure has to. */
function phaseText(phase: PlannedPhase): string {
  const { type, onFailure, runAs } = phase;
  const retry = onFailure?.action === 'RETRY' ? onFailure : { count: 0, pattern: '' };
  const { expression, ignoreCase } = toExtendedPattern(retry.pattern);
  return [
    ...listFunction(`cy_${type}_commands`, phase.commands),
    ...listFunction(`cy_${type}_finally`, phase.finally),
    ...assignments({
      cy_user: runAs ?? '',
      cy_retries: String(retry.count),
      cy_retry_pattern: expression,
      cy_retry_case: ignoreCase ? '-i' : '',
    }),
    `cy_run_phase ${type} ${afterFailure(phase) === 'next-phase' ? '|| :' : '|| cy_finish'}`,
    '',
  ].join('\n');
}

function listFunction(name: string, commands: readonly string[]): string[] {
  const calls = commands.map((command, index) => `  cy_run ${index} ${quoteForShell(command)} || return 1`);
  return [`${name}() {`, ...(calls.length > 0 ? calls : ['  :']), '}'];
}

/**
 * AWS's failure matrix: nothing follows a failed INSTALL or PRE_BUILD, POST_BUILD follows a failed BUILD; `on-failure` may
 * ask for the other. A phase whose retries are used up is treated as if it had none.
 */
function afterFailure({ type, onFailure }: PlannedPhase): 'next-phase' | 'end' {
  if (onFailure?.action === 'CONTINUE') return 'next-phase';
  if (onFailure?.action === 'ABORT') return type === 'POST_BUILD' ? 'next-phase' : 'end';
  return type === 'BUILD' || type === 'POST_BUILD' ? 'next-phase' : 'end';
}

/** Whatever became of POST_BUILD: artifacts are uploaded after a failed one, too. */
function writeValues({ root, shell }: BuildPlan): string[] {
  const [exported, expansions, values] = [CONTROL_FILES.exported, CONTROL_FILES.expansions, PROGRAM_FILES.values].map(
    (path) => quoteForShell(`${root}/${path}`),
  );
  return [`mkdir -p ${exported} ${expansions}`, `${quoteForShell(shell)} ${values} 2>&1`];
}
