import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { PipelineDeclaration } from '@aws-sdk/client-codepipeline';
import { UserError } from '../user-error.ts';
import type { PipelineTarget, Target, TemplateTarget } from './target.ts';

/** Looked for in a folder, in this order. */
const PIPELINE_FILES = ['pipeline.yml', 'pipeline.yaml', 'pipeline.json', 'pipeline.template.yml'];
const BUILDSPEC_FILES = ['buildspec.yml', 'buildspec.yaml'];

/** What `codeyard run <path>` is to run: a folder, a pipeline's JSON, or a CloudFormation template. */
export async function readTarget(path: string): Promise<Target> {
  const absolute = resolve(path);
  const found = await stat(absolute).catch(() => undefined);
  if (!found) throw new UserError(`there is nothing at ${path}`);
  if (!found.isDirectory()) return readDefinition(absolute);
  const definition = await firstExisting(absolute, PIPELINE_FILES);
  if (definition) return readDefinition(definition);
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

async function readDefinition(file: string): Promise<PipelineTarget | TemplateTarget> {
  const text = await readFile(file, 'utf8');
  if (BUILDSPEC_FILES.includes(basename(file))) {
    throw new UserError(`${file} is a buildspec: give its folder to run it as a build`);
  }
  const json = readJson(text);
  if (json && 'pipeline' in json) return targetOfJson(json.pipeline as PipelineDeclaration, file);
  return { kind: 'template', file, text, folder: dirname(file) };
}

function readJson(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** The input of `aws codepipeline create-pipeline --cli-input-json`: what it refers to is made up as plainly as possible. */
function targetOfJson(given: PipelineDeclaration, file: string): PipelineTarget {
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
    file,
    pipeline,
    projects,
    buckets: buckets.map((name) => ({ name, versioned: configured('S3', 'S3Bucket').includes(name) })),
    folder: dirname(file),
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
