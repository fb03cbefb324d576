import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { formatProblems, type ProblemSource } from '@codeyard/engine/buildspec/format-problems';
import { parseBuildspec } from '@codeyard/engine/buildspec/parse-buildspec';
import type { JsonObject } from '@codeyard/engine/template/parse-template';
import type { DefinitionCheck, TemplateFindings } from '@codeyard/engine/template/template-question';
import { Command } from 'commander';
import { stackNameOf } from '../run/plan-template.ts';
import { readTarget } from '../run/read-target.ts';
import { countOf, shownPath, showProblems } from '../run/show-problems.ts';
import type { PipelineTarget, TemplateTarget } from '../run/target.ts';
import { UserError } from '../user-error.ts';
import { collect, readPairs } from './pairs.ts';

interface ValidateOptions {
  readonly parameter: string[];
  readonly recordUnknownResources?: true;
  readonly account: string;
  readonly region: string;
}

interface Verdict {
  readonly good: boolean;
  readonly text: string;
}

/** Says what is wrong with buildspecs, pipelines' JSON and templates, without running anything. */
export function validateCommand(
  setStatus: (status: number) => void,
  loadCheck: () => Promise<DefinitionCheck>,
): Command {
  return new Command('validate')
    .description('say what is wrong with buildspecs, pipelines and templates, with line and column')
    .argument('[paths...]', 'files or folders', ['.'])
    .option('--parameter <name=value>', "value for a template's parameter; with one, all must have values", collect, [])
    .option('--record-unknown-resources', 'take resource types that are not here, as a server with this setting does')
    .option('--account <id>', 'AWS account id to stand for', '123456789012')
    .option('--region <name>', 'AWS region to stand for', 'us-east-1')
    .action(async (paths: string[], options: ValidateOptions) => {
      const verdicts: Verdict[] = [];
      for (const path of paths) verdicts.push(...(await validate(path, options, loadCheck)));
      process.stdout.write(`${verdicts.map(({ text }) => text).join('\n')}\n`);
      setStatus(verdicts.every(({ good }) => good) ? 0 : 1);
    });
}

/** Everything that a path stands for: a folder may hold a buildspec and a pipeline. */
async function validate(
  path: string,
  options: ValidateOptions,
  loadCheck: () => Promise<DefinitionCheck>,
): Promise<Verdict[]> {
  const buildspec = await findBuildspec(path);
  const found = buildspec ? [await validateBuildspec(buildspec)] : [];
  if (buildspec === path) return found;
  const target = await readTarget(path);
  if (target.kind === 'build') return found;
  const check = await loadCheck();
  return [
    target.kind === 'pipeline' ? checkPipeline(target, check, options) : checkTemplate(target, check, options),
    ...found,
  ];
}

async function findBuildspec(path: string): Promise<string | undefined> {
  if (/buildspec[^/]*\.(ya?ml|json)$/.test(path)) return path;
  if (await isFile(path)) return isBuildspec(await readFile(path, 'utf8')) ? path : undefined;
  const names = ['buildspec.yml', 'buildspec.yaml'];
  for (const name of names) if (await isFile(join(path, name))) return join(path, name);
  return undefined;
}

/** A buildspec may have any name; it says its version at the beginning of a line or of the JSON, also when the rest cannot be read. */
const SAYS_VERSION = /^\uFEFF?(["']?)version\1\s*:\s*["']?0\.[12]["']?\s*(?:#|$)/m;
const SAYS_VERSION_IN_JSON = /^\uFEFF?\s*\{\s*"version"\s*:\s*"?0\.[12]"?\s*,/;
const isBuildspec = (text: string) => SAYS_VERSION.test(text) || SAYS_VERSION_IN_JSON.test(text);

const isFile = async (path: string) => (await stat(path).catch(() => undefined))?.isFile() === true;

async function validateBuildspec(file: string): Promise<Verdict> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new UserError(`there is nothing at ${file}`);
  });
  const parsed = parseBuildspec(text);
  if (!parsed.ok) return refusal(parsed.problems, { file, text });
  const { batch } = parsed.buildspec;
  if (batch?.ok === false) return refusal(batch.problems, { file, text });
  const warnings = parsed.warnings.length > 0 ? `\n${formatProblems(parsed.warnings, { file, text })}` : '';
  const phases = parsed.buildspec.phases.map(({ name, commands }) => `${name} (${commands.length})`);
  return { good: true, text: `${file} is good: ${phases.join(', ') || 'no phases'}${warnings}` };
}

const refusal = (problems: Parameters<typeof formatProblems>[0], source: ProblemSource): Verdict => ({
  good: false,
  text: `${formatProblems(problems, source)}\n${countOf(problems.length, 'problem')} in ${source.file}`,
});

function checkPipeline(
  { file: path, pipeline, notices }: PipelineTarget,
  check: DefinitionCheck,
  home: ValidateOptions,
): Verdict {
  const file = shownPath(path);
  const problems = check.checkPipeline(pipeline as unknown as JsonObject, home);
  if (problems.length > 0) return { good: false, text: problems.map((message) => `${file}: ${message}`).join('\n') };
  return { good: true, text: [`${file} is good: ${stagesText(pipeline)}`, ...notices].join('\n') };
}

const stagesText = ({ name, stages }: Partial<PipelineTarget['pipeline']>): string =>
  `${name}: ${stages?.map((stage) => `${stage.name} (${stage.actions?.length ?? 0})`).join(', ')}`;

function checkTemplate(
  { file: path, text }: TemplateTarget,
  check: DefinitionCheck,
  options: ValidateOptions,
): Verdict {
  const { account, region, parameter, recordUnknownResources = false } = options;
  const file = shownPath(path);
  const findings = check.checkTemplate({
    ...{ text, account, region, stackName: stackNameOf(path), recordsUnknownTypes: recordUnknownResources },
    ...(parameter.length > 0 ? { parameters: readPairs('--parameter', parameter) } : {}),
  });
  const { problems } = findings;
  if (problems.length === 0) return { good: true, text: summaryOf(file, findings) };
  return {
    good: false,
    text: `${showProblems(problems, { file, text })}\n${countOf(problems.length, 'problem')} in ${file}`,
  };
}

function summaryOf(file: string, { resources, requests, capabilities, missing }: TemplateFindings): string {
  const pipelines = requests.filter(({ operation }) => operation === 'CreatePipeline');
  const recorded = resources.filter(({ isRecorded }) => isRecorded);
  return [
    `${file} is good: a stack of ${countOf(resources.length, 'resource')}`,
    ...pipelines.map(
      ({ id, input }) => `  ${stagesText({ ...(input as unknown as PipelineTarget).pipeline, name: id })}`,
    ),
    ...recorded.map(({ id, type }) => `  ${id} would only be written down: nothing of Codeyard acts on ${type}`),
    ...(missing.length > 0 ? [`  needs a value for ${missing.join(', ')}`] : []),
    ...(capabilities.length > 0 ? [`  asks for ${capabilities.join(' ')}`] : []),
  ].join('\n');
}
