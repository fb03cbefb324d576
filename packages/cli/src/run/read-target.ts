import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { PipelineDeclaration } from '@aws-sdk/client-codepipeline';
import { parseTemplate } from '@codeyard/engine/template/parse-template';
import { UserError } from '../user-error.ts';
import type { PipelineTarget, Target } from './target.ts';
import { targetOfTemplate } from './template-target.ts';

/** Looked for in a folder, in this order. */
const PIPELINE_FILES = ['pipeline.yml', 'pipeline.yaml', 'pipeline.json', 'pipeline.template.yml'];
const BUILDSPEC_FILES = ['buildspec.yml', 'buildspec.yaml'];

export interface TargetOptions {
  readonly account: string;
  readonly region: string;
  /** Values for a template's parameters. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** What `codeyard run <path>` is to run: a folder, a pipeline's JSON, or a CloudFormation template. */
export async function readTarget(path: string, options: TargetOptions): Promise<Target> {
  const absolute = resolve(path);
  const found = await stat(absolute).catch(() => undefined);
  if (!found) throw new UserError(`there is nothing at ${path}`);
  if (!found.isDirectory()) return readDefinition(absolute, options);
  const definition = await firstExisting(absolute, PIPELINE_FILES);
  if (definition) return readDefinition(definition, options);
  if (await firstExisting(absolute, BUILDSPEC_FILES)) return { kind: 'build', folder: absolute };
  throw new UserError(`${path} has neither ${PIPELINE_FILES.join(', ')} nor ${BUILDSPEC_FILES.join(', ')}`);
}

async function firstExisting(folder: string, names: readonly string[]): Promise<string | undefined> {
  for (const name of names) {
    const file = join(folder, name);
    if (await stat(file).catch(() => undefined)) return file;
  }
  return undefined;
}

async function readDefinition(file: string, options: TargetOptions): Promise<PipelineTarget> {
  const text = await readFile(file, 'utf8');
  if (BUILDSPEC_FILES.includes(basename(file))) {
    throw new UserError(`${file} is a buildspec: give its folder to run it as a build`);
  }
  const json = readJson(text);
  if (json && 'pipeline' in json) return targetOfJson(json.pipeline as PipelineDeclaration, dirname(file));
  const parsed = parseTemplate(text);
  if (!parsed.ok) {
    const problems = parsed.problems.map(
      ({ message, line, column }) => `  ${file}:${line ?? 1}:${column ?? 1} ${message}`,
    );
    throw new UserError(
      `${basename(file)} is neither a pipeline's JSON nor a CloudFormation template:\n${problems.join('\n')}`,
    );
  }
  return targetOfTemplate(parsed.template, { ...options, file });
}

function readJson(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

/** The input of `aws codepipeline create-pipeline --cli-input-json`: what it refers to is made up as plainly as possible. */
function targetOfJson(given: PipelineDeclaration, folder: string): PipelineTarget {
  const { pipeline, notices } = withoutPlaceholders(given);
  const actions = pipeline.stages?.flatMap((stage) => stage.actions ?? []) ?? [];
  const configured = (provider: string, key: string) => {
    const values = actions.map((action) => action.actionTypeId?.provider === provider && action.configuration?.[key]);
    return [...new Set(values.filter((value): value is string => typeof value === 'string'))];
  };
  const projects = configured('CodeBuild', 'ProjectName').map((name) => plainProject(name, pipeline.roleArn));
  const stores = [pipeline.artifactStore, ...Object.values(pipeline.artifactStores ?? {})];
  const storeNames = stores.flatMap((store) => (store?.location ? [store.location] : []));
  const buckets = [...new Set([...storeNames, ...configured('S3', 'S3Bucket'), ...configured('S3', 'BucketName')])];
  return {
    kind: 'pipeline',
    pipeline,
    projects,
    buckets: buckets.map((name) => ({ name, versioned: configured('S3', 'S3Bucket').includes(name) })),
    roles: [],
    topics: [],
    folder,
    notices: [
      ...notices,
      ...projects.map(({ name }) => `project ${name} is not defined here: it runs the source's buildspec.yml`),
    ],
  };
}

const TOPIC_ARN = /^arn:aws[\w-]*:sns:[\w-]+:\d{12}:[\w-]+$/;

/**
 * Published examples name topics such as `arn:aws:sns:...:approvals` and blank out their tokens: an approval works without a
 * topic, a source that is taken from a folder without a token, and AWS takes no empty values.
 */
function withoutPlaceholders(pipeline: PipelineDeclaration): { pipeline: PipelineDeclaration; notices: string[] } {
  const notices: string[] = [];
  const stages = pipeline.stages?.map((stage) => ({
    ...stage,
    actions: stage.actions?.map((action) => {
      const given = Object.entries(action.configuration ?? {});
      const kept = given.filter(([key, value]) => {
        const isTopic = key !== 'NotificationArn' || TOPIC_ARN.test(value);
        if (!isTopic) notices.push(`${action.name}: ${value} is no topic, so nobody is notified`);
        return isTopic && value !== '';
      });
      return { ...action, configuration: Object.fromEntries(kept) };
    }),
  }));
  return { pipeline: { ...pipeline, stages }, notices };
}

function plainProject(name: string, serviceRole: string | undefined) {
  return {
    name,
    source: { type: 'CODEPIPELINE' as const },
    artifacts: { type: 'CODEPIPELINE' as const },
    environment: {
      type: 'LINUX_CONTAINER' as const,
      computeType: 'BUILD_GENERAL1_SMALL' as const,
      image: 'aws/codebuild/standard:7.0',
    },
    serviceRole: serviceRole ?? '',
  };
}
