import { isObject, type Json } from '@codeyard/engine/states-language/json';
import type { AwsClients } from '../../../gateway/aws-clients.ts';
import { plain, succeeded, type TaskCall, type TaskProgress } from './integration.ts';
import { fromService, toService } from './member-case.ts';

/** Services as `arn:aws:states:::aws-sdk:<name>:…` names them, and as errors do. */
const SERVICES: Readonly<Record<string, { client: keyof AwsClients; title: string }>> = {
  cloudwatchlogs: { client: 'logs', title: 'CloudWatchLogs' },
  codebuild: { client: 'codebuild', title: 'CodeBuild' },
  codepipeline: { client: 'codepipeline', title: 'CodePipeline' },
  eventbridge: { client: 'events', title: 'EventBridge' },
  events: { client: 'events', title: 'EventBridge' },
  iam: { client: 'iam', title: 'Iam' },
  lambda: { client: 'lambda', title: 'Lambda' },
  s3: { client: 's3', title: 'S3' },
  secretsmanager: { client: 'secretsmanager', title: 'SecretsManager' },
  sfn: { client: 'stepfunctions', title: 'Sfn' },
  sns: { client: 'sns', title: 'Sns' },
  ssm: { client: 'ssm', title: 'Ssm' },
  sts: { client: 'sts', title: 'Sts' },
};

export const isSdkService = (service: string) => Object.hasOwn(SERVICES, service);

/** Calls any operation of a service that is here. */
export async function callService(
  { input, aws }: TaskCall,
  { service, action }: { service: string; action: string },
): Promise<TaskProgress> {
  const known = SERVICES[service];
  if (!known) return { state: 'failed', error: 'States.Runtime', cause: `The service ${service} is not here` };
  const client = aws[known.client] as unknown as Record<string, (input: Json) => Promise<unknown>>;
  try {
    const answer = await client[action]?.(toService(known.client, isObject(input) ? input : {}));
    const { Body, ...rest } = (answer ?? {}) as { Body?: { transformToString(): Promise<string> } };
    const body = Body ? { Body: await Body.transformToString() } : {};
    return succeeded(fromService(known.client, plain({ ...rest, ...body })));
  } catch (error) {
    const { name, message } = error as Error;
    const exception = /(?:Exception|Error)$/.test(name) ? name : `${name}Exception`;
    return { state: 'failed', error: `${known.title}.${exception}`, cause: `${message} (Service: ${known.title})` };
  }
}
