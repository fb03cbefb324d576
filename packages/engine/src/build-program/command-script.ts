import type { BuildPlan } from './build-plan.ts';
import { PROGRAM_FILES } from './program-files.ts';
import { quoteForShell } from './quote-for-shell.ts';

/** What stands before and after a command's text in its script. */
export interface CommandScript {
  readonly head: string;
  readonly tail: string;
}

/**
 * AWS's agent writes a script for each command and hands variables and folder on in two files: that is why a folder and
 * even unexported variables persist, and functions, options and traps do not. The command begins on line 4, as the line
 * numbers in shells' error messages show. Version 0.1 hands nothing on.
 */
export function commandScript({ root, version }: Pick<BuildPlan, 'root' | 'version'>): CommandScript {
  const environment = quoteForShell(`${root}/${PROGRAM_FILES.environment}`);
  const directory = quoteForShell(`${root}/${PROGRAM_FILES.directory}`);
  const carriesState = version !== '0.1';
  const head = [`cd "$(cat ${directory})"`, carriesState ? 'set -a' : 'set +a', `. ${environment}`];
  const tail = [
    'CODEBUILD_LAST_EXIT=$?',
    ...(carriesState ? [`export -p > ${environment}`, `pwd > ${directory}`] : []),
    'exit "$CODEBUILD_LAST_EXIT"',
  ];
  return { head: lines(head), tail: `\n${lines(tail)}` };
}

const lines = (statements: readonly string[]): string => statements.map((statement) => `${statement}\n`).join('');
