import { createLocator } from './locate.ts';
import type { TemplateProblem } from './template.ts';

/** Problems with the line and column of what they are about, as near as it is written; the text is read again only if it has to be. */
export function placeProblems(text: string, problems: readonly TemplateProblem[]): TemplateProblem[] {
  let locator: ReturnType<typeof createLocator> | undefined;
  return problems.map((problem) => {
    if (problem.line !== undefined || problem.path === undefined) return problem;
    locator ??= createLocator(text);
    // An error is a problem too, and its message would not be spread.
    return { message: problem.message, path: problem.path, ...locator(problem.path)?.place };
  });
}

/** Problems as messages that name resource, property, line and column. */
export const explainProblems = (text: string, problems: readonly TemplateProblem[]): string[] =>
  placeProblems(text, problems).map(({ message, path = [], line, column }) => {
    const pointer = `[${path.map((step) => `/${step}`).join('')}]`;
    const about = path.length === 0 || message.includes(pointer) ? '' : ` ${pointer}`;
    const where = `(line ${line}, column ${column})`;
    return `${message}${about}${line === undefined || message.includes(where) ? '' : ` ${where}`}`;
  });
