import { asObject, type Json, type JsonObject } from '../json.ts';
import { objectOf } from './code-location.ts';
import { expandEvents } from './events.ts';
import {
  type Expansion,
  type ExpansionProblem,
  type Made,
  renamed,
  type ServerlessResource,
  tagList,
} from './expansion.ts';
import { makeRole } from './role.ts';

const SAME = [
  ...[
    'Architectures',
    'Description',
    'Environment',
    'EphemeralStorage',
    'FunctionName',
    'Handler',
    'KmsKeyArn',
    'Layers',
    'MemorySize',
  ],
  ...['PackageType', 'ReservedConcurrentExecutions', 'Runtime', 'Timeout', 'VpcConfig'],
];
/** What SAM has and what nothing here would do. */
const NOT_HERE = [
  'CodeSigningConfigArn',
  'DeploymentPreference',
  'EventInvokeConfig',
  'FunctionUrlConfig',
  'ImageUri',
  'ProvisionedConcurrencyConfig',
];

/** A function with its role, its events, and the version and alias that it is published as. */
export function expandFunction({ id, properties }: ServerlessResource): Expansion {
  const problems: ExpansionProblem[] = NOT_HERE.filter((name) => properties[name] !== undefined).map((name) => ({
    message: `${name} is not implemented by Codeyard yet.`,
    at: [name],
  }));
  const code = codeOf(properties);
  if (!code) problems.push({ message: "Missing required property 'CodeUri' or 'InlineCode'." });
  const resources: Record<string, Made> = {};
  const roleId = `${id}Role`;
  if (properties.Role === undefined) {
    const managed = [
      'service-role/AWSLambdaBasicExecutionRole',
      ...(properties.VpcConfig === undefined ? [] : ['service-role/AWSLambdaVPCAccessExecutionRole']),
    ];
    const made = makeRole({ service: 'lambda.amazonaws.com', managed }, { id, properties });
    resources[roleId] = made.role;
    problems.push(...made.problems);
  }
  resources[id] = {
    type: 'AWS::Lambda::Function',
    properties: {
      ...renamed(properties, Object.fromEntries(SAME.map((name) => [name, name]))),
      Code: code ?? {},
      Role: properties.Role ?? { 'Fn::GetAtt': [roleId, 'Arn'] },
      ...(properties.Tracing === undefined ? {} : { TracingConfig: { Mode: properties.Tracing } }),
      ...deadLetterOf(properties),
      Tags: tagList(properties.Tags, 'lambda:createdBy'),
    },
  };
  const alias = properties.AutoPublishAlias;
  if (alias !== undefined && typeof alias !== 'string')
    problems.push({ message: "'AutoPublishAlias' must be written out.", at: ['AutoPublishAlias'] });
  const published = publish(id, properties, code ?? {});
  const arn = published ? { Ref: `${id}Alias${published.alias}` } : { 'Fn::GetAtt': [id, 'Arn'] };
  const events = expandEvents({ id, arn }, properties.Events);
  return {
    resources: { ...resources, ...published?.resources, ...events.resources },
    problems: [...problems, ...events.problems],
  };
}

function deadLetterOf({ DeadLetterQueue }: JsonObject): JsonObject {
  const target = asObject(DeadLetterQueue).TargetArn;
  return target === undefined ? {} : { DeadLetterConfig: { TargetArn: target } };
}

/** An address in S3, its parts, or the code itself. */
function codeOf({ CodeUri, InlineCode }: JsonObject): Json | undefined {
  if (InlineCode !== undefined) return { ZipFile: InlineCode };
  return objectOf(CodeUri, { Bucket: 'S3Bucket', Key: 'S3Key', Version: 'S3ObjectVersion' });
}

/** Another code is another version; what it was published as before stays. */
function publish(
  id: string,
  { AutoPublishAlias, AutoPublishCodeSha256 }: JsonObject,
  code: Json,
): { alias: string; resources: Record<string, Made> } | undefined {
  if (typeof AutoPublishAlias !== 'string') return undefined;
  const told = typeof AutoPublishCodeSha256 === 'string' ? AutoPublishCodeSha256 : fingerprint(JSON.stringify(code));
  const version = `${id}Version${told.slice(0, 10)}`;
  const resources: Record<string, Made> = {
    [version]: { type: 'AWS::Lambda::Version', properties: { FunctionName: { Ref: id } }, deletionPolicy: 'Retain' },
    [`${id}Alias${AutoPublishAlias}`]: {
      type: 'AWS::Lambda::Alias',
      properties: {
        Name: AutoPublishAlias,
        FunctionName: { Ref: id },
        FunctionVersion: { 'Fn::GetAtt': [version, 'Version'] },
      },
    },
  };
  return { alias: AutoPublishAlias, resources };
}

/** FNV-1a in 64 bits, as 16 digits and letters: tells texts apart, and keeps no secret. */
function fingerprint(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (let at = 0; at < text.length; at++)
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(at))) * 0x100000001b3n);
  return hash.toString(16).padStart(16, '0');
}
