import type { BuildspecProblem } from './buildspec.ts';

/** The text that problems were found in, under the name that its reader knows it by. */
export interface ProblemSource {
  readonly file: string;
  readonly text: string;
}

/** Longer lines would wrap on a terminal and misplace the caret. */
const LONGEST_LINE = 120;

/** Problems for a person: where and what, the line with a caret under the place, what to do about it. */
export function formatProblems(problems: readonly BuildspecProblem[], source: ProblemSource): string {
  const lines = source.text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  return problems.map((problem) => formatProblem(problem, source.file, lines)).join('\n');
}

function formatProblem({ message, line, column, hint }: BuildspecProblem, file: string, lines: string[]): string {
  const place = [file, line, column].filter((part) => part !== undefined).join(':');
  const excerpt = line === undefined ? [] : formatExcerpt(lines, line, column);
  return [`${place}: ${message}`, ...excerpt, ...(hint ? [`  hint: ${hint}`] : []), ''].join('\n');
}

/** The line before, the line itself, and a caret. Tabs stay tabs, so that the caret stands right whatever they are worth. */
function formatExcerpt(lines: readonly string[], line: number, column = 1): string[] {
  const text = lines[line - 1];
  if (text === undefined) return [];
  const width = String(line).length;
  const before = lines[line - 2];
  const numbered = (number: number, content: string) => `  ${String(number).padStart(width)} | ${cut(content)}`;
  const indent = text.slice(0, column - 1).replace(/[^\t]/g, ' ');
  return [
    ...(before?.trim() ? [numbered(line - 1, before)] : []),
    numbered(line, text),
    ...(column <= LONGEST_LINE ? [`  ${' '.repeat(width)} | ${indent}^`] : []),
  ];
}

const cut = (text: string): string => (text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE - 1)}…` : text);
