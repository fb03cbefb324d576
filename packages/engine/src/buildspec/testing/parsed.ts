import type { Buildspec, BuildspecProblem } from '../buildspec.ts';
import { parseBuildspec } from '../parse-buildspec.ts';

/** The buildspec in a text that has to be a good one. */
export function accepted(text: string): Buildspec & { warnings: readonly BuildspecProblem[] } {
  const parsed = parseBuildspec(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return { ...parsed.buildspec, warnings: parsed.warnings };
}

/** The problems of a text that has to have some. */
export function refused(text: string): readonly BuildspecProblem[] {
  const parsed = parseBuildspec(text);
  if (parsed.ok) throw new Error(`accepted: ${JSON.stringify(parsed.buildspec)}`);
  return parsed.problems;
}

/** A buildspec around the commands of its build phase. */
export const inBuild = (lines: string) => `version: 0.2\nphases:\n  build:\n    commands:\n${lines}\n`;
