import type { BuildProgram } from '../build-plan.ts';
import { CONTROL_FILES } from '../control-files.ts';
import { BREAKPOINT, RESUME } from './debug-session.ts';
import { GLOB_SEARCH } from './glob-search.ts';
import { HASH_FILES } from './hash-files.ts';
import { TESTS_RUN } from './tests-run.ts';

/**
 * Every command that builds find on their PATH beside those of their image: its name, and the text of a POSIX sh script. A
 * script finds the build's control folder as `${0%/bin/*}`; it may use no more than a shell and the usual small tools.
 */
export const BUILD_TOOLS: Readonly<Record<string, string>> = {
  'codebuild-breakpoint': BREAKPOINT,
  'codebuild-glob-search': GLOB_SEARCH,
  'codebuild-hash-files': HASH_FILES,
  'codebuild-resume': RESUME,
  'codebuild-tests-run': TESTS_RUN,
};

/** The tools as files of a program. */
export const TOOL_FILES: BuildProgram['files'] = Object.entries(BUILD_TOOLS).map(([name, text]) => ({
  path: `${CONTROL_FILES.tools}/${name}`,
  text,
  mode: 0o755,
}));
