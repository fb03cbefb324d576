import type { Capability, Parameter, Tag } from '@aws-sdk/client-cloudformation';
import { type ParameterOverride, readObject, readParameterOverrides, textOf } from '../rules/parameter-overrides.ts';
import type { StackAction } from '../rules/stack-action.ts';
import { readTemplateConfiguration } from '../rules/template-configuration.ts';
import type { ActionJob } from './action-provider.ts';
import { type ArtifactFiles, ArtifactUnusable, withArtifactFiles } from './artifact-files.ts';

/** AWS's own for this action and for templates. */
const LIMITS = { artifactBytes: 256 * 1024 ** 2, fileBytes: 1_000_000 };
/** A longer template cannot be a part of the request. */
const LONGEST_BODY = 51_200;

/** What a stack and a change set are made with alike. */
export interface StackRequest {
  readonly TemplateBody?: string;
  readonly TemplateURL?: string;
  readonly Parameters: Parameter[];
  readonly Capabilities: Capability[];
  /** Left out, a stack keeps its own. */
  readonly Tags?: Tag[];
  readonly RoleARN: string;
}

/** Hands over the request; a long template lies in the artifact store meanwhile. */
export async function withStackRequest<Result>(
  job: ActionJob,
  action: StackAction,
  use: (request: StackRequest, policy: { StackPolicyBody?: string }) => Promise<Result>,
): Promise<Result> {
  const { template, rest, policy } = await withArtifactFiles(job, LIMITS, (files) => readFiles(job, action, files));
  if (Buffer.byteLength(template) <= LONGEST_BODY) return await use({ TemplateBody: template, ...rest }, policy);
  const place = {
    Bucket: job.inputs.find(({ name }) => name === action.template?.artifact)?.bucket,
    Key: `${job.pipeline}/templates/${job.id}`,
  };
  await job.aws.s3.putObject({ ...place, Body: template });
  try {
    return await use({ TemplateURL: urlOf(job, place.Bucket, place.Key), ...rest }, policy);
  } finally {
    await job.aws.s3.deleteObject(place);
  }
}

const urlOf = ({ parts }: ActionJob, bucket = '', key = '') =>
  `${parts.endpoint()}/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;

async function readFiles(job: ActionJob, action: StackAction, files: ArtifactFiles) {
  const { template, templateConfiguration, parameterOverrides, capabilities, roleArn } = action;
  if (!template) throw new ArtifactUnusable('There is no template');
  const read = templateConfiguration && readTemplateConfiguration(await files.read(templateConfiguration));
  if (read && !read.ok) throw new ArtifactUnusable(read.problem);
  const configuration = read?.configuration;
  const overrides = parameterOverrides ? await evaluate(job, parameterOverrides, files) : {};
  const parameters = Object.entries({ ...configuration?.parameters, ...overrides });
  const tags = Object.entries(configuration?.tags ?? {});
  return {
    template: await files.read(template),
    rest: {
      Parameters: parameters.map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
      Capabilities: [...capabilities] as Capability[],
      ...(tags.length > 0 ? { Tags: tags.map(([Key, Value]) => ({ Key, Value })) } : {}),
      RoleARN: roleArn,
    },
    policy: configuration?.stackPolicy === undefined ? {} : { StackPolicyBody: configuration.stackPolicy },
  };
}

async function evaluate(job: ActionJob, text: string, files: ArtifactFiles): Promise<Record<string, string>> {
  const read = readParameterOverrides(text);
  if (!read.ok) throw new ArtifactUnusable(read.problem);
  const values: [string, string][] = [];
  for (const [name, override] of Object.entries(read.overrides))
    values.push([name, await evaluateOverride(job, override, files)]);
  return Object.fromEntries(values);
}

async function evaluateOverride(job: ActionJob, override: ParameterOverride, files: ArtifactFiles): Promise<string> {
  if (override.from === 'text') return override.text;
  if (override.from === 'artifact') {
    const { bucket, key } = files.artifact(override.artifact);
    return { BucketName: bucket, ObjectKey: key, URL: urlOf(job, bucket, key) }[override.attribute];
  }
  const { artifact, path, key } = override;
  const file = readObject(await files.read({ artifact, path }));
  if (!file) throw new ArtifactUnusable(`Fn::GetParam: ${path} in ${artifact} is not a JSON object`);
  const value = Object.hasOwn(file, key) ? textOf(file[key]) : undefined;
  if (value === undefined) throw new ArtifactUnusable(`Fn::GetParam: ${path} in ${artifact} has no text named ${key}`);
  return value;
}
