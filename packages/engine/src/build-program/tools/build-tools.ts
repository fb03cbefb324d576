import { GLOB_SEARCH } from './glob-search.ts';

/**
 * Every command that builds find on their PATH beside those of their image: its name, and the text of a POSIX sh script. A
 * script finds the build's control folder as `${0%/bin/*}`; it may use no more than a shell and the usual small tools.
 */
export const BUILD_TOOLS: Readonly<Record<string, string>> = {
  'codebuild-glob-search': GLOB_SEARCH,
};
