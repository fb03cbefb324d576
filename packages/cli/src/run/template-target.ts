import { basename, dirname } from 'node:path';
import type { CreateProjectCommandInput } from '@aws-sdk/client-codebuild';
import type { PipelineDeclaration } from '@aws-sdk/client-codepipeline';
import type { CreateRoleCommandInput } from '@aws-sdk/client-iam';
import { evaluateTemplate, parameterDefaults, TemplateError } from '@codeyard/engine/template/evaluate-template';
import { asObject, type Json, type JsonObject, type Template } from '@codeyard/engine/template/parse-template';
import { UserError } from '../user-error.ts';
import type { TargetOptions } from './read-target.ts';
import type { PipelineTarget } from './target.ts';

interface Evaluation extends TargetOptions {
  /** Absolute path of the template. */
  readonly file: string;
}

const PIPELINE = 'AWS::CodePipeline::Pipeline';

/** Resources that are made for the run; any other kind is left alone, and said so. */
const MADE = ['AWS::S3::Bucket', 'AWS::CodeBuild::Project', 'AWS::IAM::Role', 'AWS::SNS::Topic', PIPELINE];

/** A CloudFormation template that holds one pipeline. */
export function targetOfTemplate(template: Template, evaluation: Evaluation): PipelineTarget {
  const stack = basename(evaluation.file).replace(/(\.template)?\.\w+$/, '');
  const names = physicalNames(template, stack, evaluation);
  const resources = Object.entries(evaluated(template, names, stack, evaluation));
  const ofType = (type: string) => resources.filter(([, resource]) => resource.type === type);
  const pipelines = ofType(PIPELINE);
  const [first] = pipelines;
  if (!first || pipelines.length > 1) {
    throw new UserError(
      `${basename(evaluation.file)} holds ${pipelines.length} pipelines: codeyard run takes a template with one`,
    );
  }
  const [pipelineId, { properties }] = first;
  const name = (id: string) => names[id] ?? id;
  return {
    kind: 'pipeline',
    pipeline: pipelineOf(properties, name(pipelineId)),
    projects: ofType('AWS::CodeBuild::Project').map(([id, project]) => projectOf(project.properties, name(id))),
    buckets: ofType('AWS::S3::Bucket').map(([id, bucket]) => ({
      name: name(id),
      versioned: asObject(bucket.properties.VersioningConfiguration).Status === 'Enabled',
    })),
    roles: ofType('AWS::IAM::Role').map(([id, role]) => roleOf(role.properties, name(id))),
    topics: ofType('AWS::SNS::Topic').map(([id]) => name(id)),
    folder: dirname(evaluation.file),
    notices: resources
      .filter(([, resource]) => !MADE.includes(resource.type))
      .map(([id, resource]) => `${id} (${resource.type}) is not made by codeyard run`),
  };
}

/** Explicit names where the template gives them as text, else stack, logical id and, for buckets, the account. */
function physicalNames(template: Template, stack: string, { account, region }: TargetOptions): Record<string, string> {
  const nameProperties = ['BucketName', 'RoleName', 'TopicName', 'Name'];
  const names: Record<string, string> = {};
  for (const [id, { type, properties }] of Object.entries(template.resources)) {
    const given = nameProperties.map((property) => properties[property]).find((value) => typeof value === 'string');
    const made = type === 'AWS::S3::Bucket' ? `${stack}-${id}-${account}-${region}`.toLowerCase() : `${stack}-${id}`;
    names[id] = typeof given === 'string' ? given : made.replace(/[^\w.-]/g, '-');
  }
  return names;
}

function evaluated(template: Template, names: Record<string, string>, stack: string, evaluation: Evaluation) {
  const { account, region } = evaluation;
  const arnOf = (id: string): string => {
    const name = names[id] ?? id;
    const arns: Record<string, string> = {
      'AWS::S3::Bucket': `arn:aws:s3:::${name}`,
      'AWS::IAM::Role': `arn:aws:iam::${account}:role/${name}`,
      'AWS::SNS::Topic': `arn:aws:sns:${region}:${account}:${name}`,
      'AWS::CodeBuild::Project': `arn:aws:codebuild:${region}:${account}:project/${name}`,
      [PIPELINE]: `arn:aws:codepipeline:${region}:${account}:${name}`,
    };
    return arns[template.resources[id]?.type ?? ''] ?? name;
  };
  try {
    return evaluateTemplate(template, {
      parameters: { ...parameterDefaults(template), ...evaluation.parameters },
      pseudoParameters: {
        'AWS::Region': region,
        'AWS::AccountId': account,
        'AWS::Partition': 'aws',
        'AWS::URLSuffix': 'amazonaws.com',
        'AWS::StackName': stack,
        'AWS::StackId': `arn:aws:cloudformation:${region}:${account}:stack/${stack}/local`,
      },
      reference: (id) => (template.resources[id]?.type === 'AWS::SNS::Topic' ? arnOf(id) : (names[id] ?? id)),
      attribute: (id, attribute) => attributeOf(names[id] ?? id, arnOf(id), attribute),
    });
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const hint = error.message.startsWith('Parameters:') ? ' (give them with --parameter NAME=VALUE)' : '';
    throw new UserError(`${basename(evaluation.file)}: ${error.message}${hint}`);
  }
}

function attributeOf(name: string, arn: string, attribute: string): Json {
  if (attribute === 'Arn' || attribute === 'TopicArn') return arn;
  if (attribute === 'Version') return '1';
  if (attribute === 'DomainName') return `${name}.s3.amazonaws.com`;
  return name;
}

/** CloudFormation spells members like the API but for the first letter; what users name themselves stays as it is. */
function lowerMembers(value: Json, verbatim: ReadonlySet<string>): Json {
  if (Array.isArray(value)) return value.map((item) => lowerMembers(item, verbatim));
  if (value === null || typeof value !== 'object') return value;
  const result: JsonObject = {};
  for (const [key, member] of Object.entries(value)) {
    const lower = key.charAt(0).toLowerCase() + key.slice(1);
    result[lower] = verbatim.has(key) ? textValues(member) : lowerMembers(member, verbatim);
  }
  return result;
}

/** Configuration values are text, however the template writes them. */
function textValues(value: Json): Json {
  const text = (member: Json) => (typeof member === 'string' ? member : JSON.stringify(member));
  return Object.fromEntries(Object.entries(asObject(value)).map(([key, member]) => [key, text(member)]));
}

function pipelineOf(properties: JsonObject, name: string): PipelineDeclaration {
  const { RestartExecutionOnUpdate, DisableInboundStageTransitions, Tags, ArtifactStores, ...rest } = properties;
  const pipeline = asObject(lowerMembers(rest, new Set(['Configuration'])));
  const versions =
    (pipeline.stages as JsonObject[] | undefined)?.flatMap((stage) => stage.actions as JsonObject[]) ?? [];
  for (const action of versions) {
    const type = asObject(action.actionTypeId);
    type.version = String(type.version);
  }
  return { ...pipeline, name } as unknown as PipelineDeclaration;
}

function projectOf(properties: JsonObject, name: string): CreateProjectCommandInput {
  const project = asObject(lowerMembers(properties, new Set()));
  for (const source of [project.source, ...((project.secondarySources as Json[]) ?? [])].map((item) =>
    asObject(item),
  )) {
    if (source.buildSpec !== undefined) source.buildspec = source.buildSpec;
    delete source.buildSpec;
  }
  return { ...project, name } as unknown as CreateProjectCommandInput;
}

function roleOf(properties: JsonObject, name: string): CreateRoleCommandInput {
  return { RoleName: name, AssumeRolePolicyDocument: JSON.stringify(properties.AssumeRolePolicyDocument ?? {}) };
}
