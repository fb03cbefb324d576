import type { BuildPlan, BuildProgram } from './build-plan.ts';
import { commandScript } from './command-script.ts';
import { environmentFile } from './environment-file.ts';
import { PROGRAM_FILES } from './program-files.ts';
import { PROGRAM_RUNTIME } from './program-runtime.ts';
import { quoteForShell } from './quote-for-shell.ts';
import { terminalScript } from './terminal-script.ts';
import { TOOL_FILES } from './tools/build-tools.ts';

/** What the program of a sandbox is made from. */
export type SandboxPlan = Pick<BuildPlan, 'root' | 'sourceFolder' | 'shell' | 'logPrefix' | 'environment'>;

/** Where commands are handed to a sandbox's program, by path relative to its root. */
export const COMMANDS_FOLDER = 'control/commands';

/** The files of the command `number`, which counts from 1 without a gap; paths are relative to the plan's root. */
export function commandFiles(number: number) {
  const path = (ending: string) => `${COMMANDS_FOLDER}/${number}.${ending}`;
  return {
    /** The command's text. Whoever writes it renames it into place: the program takes it as soon as it is there. */
    command: path('command'),
    /** Milliseconds since the epoch. */
    started: path('started'),
    /** Exit status and milliseconds since the epoch; there once both outputs are complete. */
    ended: path('ended'),
    output: path('out'),
    errors: path('err'),
  };
}

/**
 * Makes the shell program of a sandbox. It never ends by itself: it waits for commands and runs them one after another as a build
 * runs its own, so that variables and folder carry over.
 */
export function compileSandboxProgram(plan: SandboxPlan): BuildProgram {
  return {
    files: [
      { path: PROGRAM_FILES.entry, text: programText(plan), mode: 0o644 },
      // It holds the secrets of the sandbox.
      { path: PROGRAM_FILES.environment, text: environmentFile(plan.environment), mode: 0o600 },
      { path: PROGRAM_FILES.directory, text: `${plan.sourceFolder}\n`, mode: 0o644 },
      terminalScript(plan),
      ...TOOL_FILES,
    ],
    entry: PROGRAM_FILES.entry,
  };
}

function programText(plan: SandboxPlan): string {
  const { root, shell, sourceFolder } = plan;
  const { head, tail } = commandScript({ root, version: '0.2' });
  const settings = {
    cy_root: root,
    cy_source: sourceFolder,
    cy_shell: shell,
    cy_prefix: plan.logPrefix,
    cy_script: `${root}/${PROGRAM_FILES.script}`,
    cy_commands: `${root}/${COMMANDS_FOLDER}`,
    cy_head: head,
    cy_tail: tail,
  };
  const assignments = Object.entries(settings).map(([name, value]) => `${name}=${quoteForShell(value)}`);
  return [
    '#!/bin/sh',
    '# Runs the commands of one sandbox. Made by Codeyard.',
    ...assignments,
    PROGRAM_RUNTIME,
    COMMAND_LOOP,
  ].join('\n');
}

/** A command's output goes to files of its own, and into the log when the command has ended. */
const COMMAND_LOOP = `
mkdir -p "$cy_commands"

# Runs the command of a number.
cy_execute() {
  cy_file=$cy_commands/$1
  cy_read_clock
  printf '%s\\n' "$cy_now" > "$cy_file.started"
  cy_text=$(cat "$cy_file.command")
  cy_say "Running command $cy_text"
  { printf '%s' "$cy_head"; cat "$cy_file.command"; printf '%s' "$cy_tail"; } > "$cy_script"
  "$cy_shell" "$cy_script" > "$cy_file.out" 2> "$cy_file.err"
  cy_status=$?
  cat "$cy_file.out" "$cy_file.err"
  printf '\\n'
  cy_read_clock
  [ "$cy_status" = 0 ] || cy_say "Command did not exit successfully $cy_text exit status $cy_status"
  printf '%s %s\\n' "$cy_status" "$cy_now" > "$cy_file.draft"
  mv "$cy_file.draft" "$cy_file.ended"
}

# Looks often at first, then seldom: every look costs a process. Without its folder nobody can ask for anything any more.
cy_number=1
cy_idle=0
while [ -d "$cy_commands" ]; do
  if [ -f "$cy_commands/$cy_number.command" ]; then
    cy_execute "$cy_number"
    cy_number=$((cy_number + 1))
    cy_idle=0
  elif [ "$cy_idle" -lt 50 ]; then
    cy_idle=$((cy_idle + 1))
    sleep 0.1 2>/dev/null || sleep 1
  else
    sleep 0.5 2>/dev/null || sleep 1
  fi
done
`;
