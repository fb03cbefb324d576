import type { BuildspecProblem } from './buildspec.ts';
import type { Place } from './read-yaml.ts';

/** Collects what is wrong with a buildspec while the rest of it is read. */
export interface Findings {
  readonly problems: BuildspecProblem[];
  readonly warnings: BuildspecProblem[];
  problem(message: string, place: Place, hint?: string): void;
  warn(message: string, place: Place, hint?: string): void;
}

export function collectFindings(): Findings {
  const problems: BuildspecProblem[] = [];
  const warnings: BuildspecProblem[] = [];
  const add =
    (list: BuildspecProblem[]) =>
    (message: string, { line, column }: Place, hint?: string): void => {
      // Several readers may look at the same place.
      if (list.some((known) => known.message === message && known.line === line && known.column === column)) return;
      list.push({ message, line, column, ...(hint ? { hint } : {}) });
    };
  return { problems, warnings, problem: add(problems), warn: add(warnings) };
}
