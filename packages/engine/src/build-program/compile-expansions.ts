import type { BuildPlan, BuildProgram } from './build-plan.ts';
import { CONTROL_FILES } from './control-files.ts';
import { quoteForShell } from './quote-for-shell.ts';
import { valuesScript } from './values-script.ts';

const ENTRY = 'control/expand.sh';
const VALUES = 'control/expand-values.sh';
const MODE = 0o644;

/**
 * A small program that expands texts with the build's own shell, tools and variables before the build is started, such as the keys
 * of caches. It finds the files of the build's program in place, leaves `expansionFile`s, and adds complaints to the build's log.
 */
export function compileExpansions(plan: BuildPlan, expansions: BuildPlan['expansions']): BuildProgram {
  const at = (path: string) => quoteForShell(`${plan.root}/${path}`);
  const text = [
    '#!/bin/sh',
    'umask 022',
    `exec </dev/null >>${at(CONTROL_FILES.output)} 2>&1`,
    `PATH=${at(CONTROL_FILES.tools)}:"\${PATH:-/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin}"`,
    'export PATH',
    `mkdir -p ${at(CONTROL_FILES.expansions)}`,
    `${quoteForShell(plan.shell)} ${at(VALUES)}`,
    '',
  ].join('\n');
  return {
    files: [
      { path: ENTRY, text, mode: MODE },
      { path: VALUES, text: valuesScript({ ...plan, exportedVariables: [], expansions }), mode: MODE },
    ],
    entry: ENTRY,
  };
}

/** Whether a shell would make anything else of the text than the text itself. */
export const needsShell = (text: string): boolean => /[$`\\]/.test(text);
