import { basename } from 'node:path';
import type { CreateProjectCommandInput } from '@aws-sdk/client-codebuild';
import type { PipelineDeclaration } from '@aws-sdk/client-codepipeline';
import type { DefinitionCheck, PlannedRequest, TemplateFindings } from '@codeyard/engine/template/template-question';
import { UserError } from '../user-error.ts';
import { countOf, shownPath, showProblems } from './show-problems.ts';
import { repositoriesOf, repositoryOfProject } from './source-mappings.ts';
import type { TemplateTarget } from './target.ts';

/** A template of which nothing is known to be wrong, and what is known of its stack before there is one. */
export interface PlannedTemplate extends TemplateTarget {
  readonly stackName: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly resources: TemplateFindings['resources'];
  readonly runnable: Runnable;
}

interface Wish {
  readonly account: string;
  readonly region: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Looks a template over by the server's rules; throws a UserError with all that is wrong with it. */
export function planTemplate(target: TemplateTarget, { checkTemplate }: DefinitionCheck, wish: Wish): PlannedTemplate {
  const { file, text } = target;
  const stackName = stackNameOf(file);
  const findings = checkTemplate({ ...wish, text, stackName, recordsUnknownTypes: true });
  const { missing, problems, resources } = findings;
  if (problems.length > 0) {
    const hint = missing.length > 0 ? `\ngive values with --parameter ${missing[0]}=VALUE` : '';
    const name = shownPath(file);
    const shown = showProblems(problems, { file: name, text });
    throw new UserError(`${countOf(problems.length, 'problem')} in ${name}\n\n${shown}${hint}`);
  }
  return { ...target, stackName, parameters: wish.parameters, resources, runnable: findRunnable(findings, file) };
}

/** What of a stack is run once it is there. */
interface Runnable {
  readonly kind: 'pipeline' | 'project';
  /** Its logical id. */
  readonly id: string;
  /** Names of the repositories it takes its source from. */
  readonly repositories: readonly string[];
}

/** The template's only pipeline or, where it has none, its only project. */
export function findRunnable(
  { requests, resources }: Pick<TemplateFindings, 'requests' | 'resources'>,
  file: string,
): Runnable {
  const ofType = (type: string) => resources.filter((resource) => resource.type === type);
  const [pipelines, projects] = [ofType('AWS::CodePipeline::Pipeline'), ofType('AWS::CodeBuild::Project')];
  const [only] = pipelines.length > 0 ? pipelines : projects;
  if (!only || pipelines.length > 1 || (pipelines.length === 0 && projects.length > 1)) {
    throw new UserError(
      `${basename(file)} holds ${pipelines.length} pipelines and ${projects.length} projects: codeyard run takes a template with one pipeline, or with no pipeline and one project`,
    );
  }
  const request = requests.find(({ id }) => id === only.id);
  const kind = pipelines.length > 0 ? 'pipeline' : 'project';
  return { kind, id: only.id, repositories: request ? sourcesOf(request) : [] };
}

function sourcesOf({ operation, input }: PlannedRequest): string[] {
  const request = input as unknown;
  return operation === 'CreatePipeline'
    ? repositoriesOf((request as { pipeline: PipelineDeclaration }).pipeline)
    : repositoryOfProject(request as CreateProjectCommandInput);
}

/** A stack's name after its template's file: `pipeline.template.yml` is `pipeline`. */
export function stackNameOf(file: string): string {
  const name = basename(file)
    .replace(/(\.template)?\.\w+$/, '')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return (/^[A-Za-z]/.test(name) ? name : `stack-${name}`).slice(0, 100).replace(/-$/, '');
}
