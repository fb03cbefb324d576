import type { BuildPlan, BuildProgram } from './build-plan.ts';
import { CONTROL_FILES } from './control-files.ts';
import { PROGRAM_FILES } from './program-files.ts';
import { quoteForShell } from './quote-for-shell.ts';

/**
 * Run as `/bin/sh <root>/<this> <name>`, or with `<columns> <rows> <TERM>` as well where it has a terminal: becomes a shell in the
 * folder and with the variables that the build's next command would have. By path relative to the root.
 */
export const TERMINAL_SCRIPT = 'control/terminal.sh';

/** Holds the process id of the shell of a name, as it sees it itself, and its terminal; by path relative to the root. */
export const terminalFile = (name: string): string => `control/terminals/${name}`;

/** The script as a file of a build's or a sandbox's program. */
export function terminalScript({ root, shell }: Pick<BuildPlan, 'root' | 'shell'>): BuildProgram['files'][number] {
  const quoted = (path: string) => quoteForShell(`${root}/${path}`);
  // The build's own shell reads its variables, because it wrote them; bash is nicer to type into than most.
  const shellText = [
    `cd "$(cat ${quoted(PROGRAM_FILES.directory)})" || cd ${quoteForShell(root)}`,
    'set -a',
    `. ${quoted(PROGRAM_FILES.environment)}`,
    'set +a',
    `case ":$PATH:" in *:${quoted(CONTROL_FILES.tools)}:*) ;; *) PATH=${quoted(CONTROL_FILES.tools)}:$PATH ;; esac`,
    'export PATH',
    '[ -z "$cy_term" ] || export TERM="$cy_term" PS1="\\$ "',
    'unset cy_term cy_terminals',
    'if command -v bash >/dev/null 2>&1; then exec bash; fi',
    'exec sh',
  ];
  const text = [
    '#!/bin/sh',
    '# Becomes a shell within this build. Made by Codeyard.',
    `cy_terminals=${quoted('control/terminals')}`,
    'mkdir -p "$cy_terminals"',
    'if [ "$#" = 4 ]; then stty columns "$2" rows "$3" 2>/dev/null || stty cols "$2" rows "$3" 2>/dev/null; fi',
    'printf \'%s %s\\n\' "$$" "$(tty 2>/dev/null)" > "$cy_terminals/$1"',
    'export cy_term="$4"',
    `exec ${quoteForShell(shell)} -c ${quoteForShell(shellText.join('\n'))}`,
    '',
  ].join('\n');
  return { path: TERMINAL_SCRIPT, text, mode: 0o644 };
}
