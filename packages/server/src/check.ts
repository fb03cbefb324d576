import type { CreateProjectInput } from '@aws-sdk/client-codebuild';
import type { PipelineDeclaration } from '@aws-sdk/client-codepipeline';
import { placeProblems } from '@codeyard/engine/template/explain-problems';
import type { TemplatePath, TemplateProblem } from '@codeyard/engine/template/parse-template';
import { type DefinitionCheck, type PlannedRequest, UNKNOWN } from '@codeyard/engine/template/template-question';
import { createInputFitter } from './gateway/fit-input.ts';
import type { Checked } from './gateway/operation.ts';
import { answerTemplateQuestion } from './services/cloudformation/index.ts';
import { projectProblems } from './services/codebuild/index.ts';
import { declarationProblems } from './services/codepipeline/index.ts';

interface Home {
  readonly account: string;
  readonly region: string;
}

interface Problem {
  readonly message: string;
  readonly path: TemplatePath;
  /** Where in the text at the path. */
  readonly within?: { readonly line: number; readonly column: number };
}

/** What services have to say to the input of an operation beyond its shape. */
const SERVICES: Readonly<Record<string, (input: object, home: Home) => readonly Problem[]>> = {
  CreatePipeline: (input, home) => declarationProblems((input as { pipeline: PipelineDeclaration }).pipeline, home),
  CreateProject: (input, home) => projectProblems(input as Checked<CreateProjectInput>, home),
};

/** The server's rules for the program that has no server: the launcher hands it over. */
export const definitionCheck: DefinitionCheck = {
  checkTemplate(question) {
    const findings = answerTemplateQuestion(question, createInputFitter());
    const problems = findings.requests.flatMap((request) => problemsOf(request, question));
    if (problems.length === 0) return findings;
    const { text } = question;
    const placed = [...findings.problems, ...problems.flatMap((problem) => placeWithin(text, problem))];
    return { ...findings, problems: placed.sort((one, other) => (one.line ?? 0) - (other.line ?? 0)) };
  },
  checkPipeline(pipeline, home) {
    const fitted = createInputFitter()('codepipeline', 'CreatePipeline', { pipeline });
    if ('problems' in fitted) return fitted.problems;
    return declarationProblems(fitted.input.pipeline as PipelineDeclaration, home).map(({ message }) => message);
  },
};

function problemsOf({ path, operation, input }: PlannedRequest, home: Home): Problem[] {
  const told = SERVICES[operation]?.(input, home) ?? [];
  return told
    .filter(({ message }) => !message.includes(UNKNOWN))
    .map((problem) => ({
      ...problem,
      path: [...path, 'Properties', ...problem.path.map(templateSpelling)],
    }));
}

/** A problem of a text within the template is told at its own line where the text is a block that begins on the next one. */
function placeWithin(text: string, { message, path, within }: Problem): TemplateProblem[] {
  const places = placeProblems(text, [{ message, path }]);
  if (!within) return places;
  const lines = text.split(/\r\n|\r|\n/);
  return places.map(({ line = 0, column, ...rest }) => {
    const indent = lines[line]?.search(/\S/) ?? -1;
    return /:\s*(?:!Sub\s+)?\|[+-]?\s*$/.test(lines[line - 1] ?? '') && indent >= 0
      ? { ...rest, line: line + within.line, column: indent + within.column }
      : { ...rest, line, column: column ?? 1, message: `line ${within.line} of the text: ${message}` };
  });
}

/** Templates spell what the API calls `stages` and `buildspec` with capitals. */
function templateSpelling(step: string | number): string | number {
  if (typeof step === 'number') return step;
  return step === 'buildspec' ? 'BuildSpec' : `${step.charAt(0).toUpperCase()}${step.slice(1)}`;
}
