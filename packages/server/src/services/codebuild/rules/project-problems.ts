import type { CreateProjectInput } from '@aws-sdk/client-codebuild';
import { parseBuildspec } from '@codeyard/engine/buildspec/parse-buildspec';
import type { Checked } from '../../../gateway/operation.ts';
import { isInlineBuildspec } from './buildspec-location.ts';
import { findProjectProblem } from './check-definition.ts';
import { newDefinition } from './definition.ts';

interface Problem {
  readonly message: string;
  readonly path: readonly string[];
  /** Where in the text at the path. */
  readonly within?: { readonly line: number; readonly column: number };
}

/** What a project would be refused for, and what its builds would fail for at once: a buildspec within it that cannot be read. */
export function projectProblems(
  input: Checked<CreateProjectInput>,
  home: { account: string; region: string },
): Problem[] {
  const problem = findProjectProblem(newDefinition(input, home));
  return [...(problem ? [{ message: problem, path: [] }] : []), ...buildspecProblems(input.source.buildspec ?? '')];
}

function buildspecProblems(text: string): Problem[] {
  if (!isInlineBuildspec(text)) return [];
  const parsed = parseBuildspec(text);
  const problems = parsed.ok
    ? parsed.buildspec.batch?.ok === false
      ? parsed.buildspec.batch.problems
      : []
    : parsed.problems;
  return problems.map(({ message, line, column = 1, hint }) => ({
    message: `${message}${hint ? ` (${hint})` : ''}`,
    path: ['source', 'buildspec'],
    ...(line === undefined ? {} : { within: { line, column } }),
  }));
}
