import type { Json } from '@codeyard/engine/states-language/json';
import type { AwsClients } from './aws-clients.ts';
import { fromService, toService } from './member-case.ts';

/** Services as `arn:aws:states:::aws-sdk:<name>:…` names them, and as errors do. */
const SERVICES: Readonly<Record<string, { client: keyof AwsClients; title: string }>> = {
  cloudformation: { client: 'cloudformation', title: 'CloudFormation' },
  cloudwatch: { client: 'cloudwatch', title: 'CloudWatch' },
  cloudwatchlogs: { client: 'logs', title: 'CloudWatchLogs' },
  codebuild: { client: 'codebuild', title: 'CodeBuild' },
  codepipeline: { client: 'codepipeline', title: 'CodePipeline' },
  dynamodb: { client: 'dynamodb', title: 'DynamoDb' },
  ec2: { client: 'ec2', title: 'Ec2' },
  eventbridge: { client: 'events', title: 'EventBridge' },
  events: { client: 'events', title: 'EventBridge' },
  iam: { client: 'iam', title: 'Iam' },
  lambda: { client: 'lambda', title: 'Lambda' },
  s3: { client: 's3', title: 'S3' },
  scheduler: { client: 'scheduler', title: 'Scheduler' },
  secretsmanager: { client: 'secretsmanager', title: 'SecretsManager' },
  sfn: { client: 'stepfunctions', title: 'Sfn' },
  sns: { client: 'sns', title: 'Sns' },
  sqs: { client: 'sqs', title: 'Sqs' },
  ssm: { client: 'ssm', title: 'Ssm' },
  sts: { client: 'sts', title: 'Sts' },
};

/** An operation of a service, named as in the ARNs of state machines and schedules: `sfn`, `startExecution`. */
export interface NamedCall {
  readonly service: string;
  readonly action: string;
}

/** What a service is called in errors; undefined for one that is not here. */
export const serviceTitle = (service: string): string | undefined =>
  Object.hasOwn(SERVICES, service) ? SERVICES[service]?.title : undefined;

/** Calls any operation of a service that is here, with members that begin with capital letters, as its answer's do. */
export async function callService(aws: AwsClients, { service, action }: NamedCall, input: Json): Promise<Json> {
  const known = SERVICES[service];
  const client = known && (aws[known.client] as unknown as Record<string, (input: Json) => Promise<unknown>>);
  if (!known || !client) throw new Error(`The service ${service} is not here`);
  const answer = await client[action]?.(toService(known.client, input));
  const { Body, ...rest } = (answer ?? {}) as { Body?: { transformToString(): Promise<string> } };
  const body = Body ? { Body: await Body.transformToString() } : {};
  return fromService(known.client, plain({ ...rest, ...body }));
}

/** What an SDK answers as JSON: times as ISO 8601, no metadata. */
export function plain(value: unknown): Json {
  const text = JSON.stringify(value, (name, member: unknown) => (name === '$metadata' ? undefined : member));
  return text === undefined ? null : (JSON.parse(text) as Json);
}
