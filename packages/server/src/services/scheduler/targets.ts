import type { Target } from '@aws-sdk/client-scheduler';
import { isObject, type Json } from '@codeyard/engine/states-language/json';
import type { AwsClients } from '../../gateway/aws-clients.ts';
import { callService, serviceTitle } from '../../gateway/call-service.ts';
import { sendToQueue } from '../../gateway/send-to-queue.ts';
import { parseArn } from '../../platform/arn.ts';

/** One invocation of a schedule's target. */
export interface Invocation {
  readonly target: Target;
  /** The target's input with its context attributes filled in; what AWS sends when there is none. */
  readonly input: string;
  /** The same for every try. */
  readonly token: string;
  readonly aws: AwsClients;
}

const UNIVERSAL = /^arn:aws[a-z-]*:scheduler:::aws-sdk:([a-z0-9-]+):([A-Za-z0-9]+)$/;

type Invoke = (invocation: Invocation) => Promise<unknown>;

/** The targets that have members of their own, by the service of their ARNs. */
const TEMPLATED: Readonly<Record<string, Invoke>> = {
  lambda: ({ target, input, aws }) =>
    aws.lambda.invoke({ FunctionName: target.Arn, InvocationType: 'Event', Payload: Buffer.from(input) }),
  states: ({ target, input, token, aws }) =>
    aws.stepfunctions.startExecution({ stateMachineArn: target.Arn, input, name: token }),
  sqs: ({ target, input, token, aws }) =>
    sendToQueue(aws, target.Arn ?? '', { text: input, token, group: target.SqsParameters?.MessageGroupId }),
  sns: ({ target, input, aws }) => aws.sns.publish({ TopicArn: target.Arn, Message: input }),
  codebuild: ({ target, token, aws }) =>
    aws.codebuild.startBuild({
      projectName: parseArn(target.Arn ?? '')?.resource.replace(/^project\//, ''),
      idempotencyToken: token,
    }),
  codepipeline: ({ target, token, aws }) =>
    aws.codepipeline.startPipelineExecution({ name: parseArn(target.Arn ?? '')?.resource, clientRequestToken: token }),
  async events({ target, input, aws }) {
    const { DetailType, Source } = target.EventBridgeParameters ?? {};
    const Entries = [{ EventBusName: target.Arn, DetailType, Source, Detail: input }];
    const { FailedEntryCount, Entries: results } = await aws.events.putEvents({ Entries });
    if (FailedEntryCount) throw new Error(`EventBridge refused the event: ${results?.[0]?.ErrorMessage}`);
  },
};

/** What keeps a target from being invoked; undefined for one that can be. */
export function targetProblem({ Arn = '', Input, EventBridgeParameters }: Target): string | undefined {
  const universal = UNIVERSAL.exec(Arn);
  if (universal) {
    const [, service = ''] = universal;
    if (!serviceTitle(service))
      return `The service ${service} of the target ${Arn} is not implemented by Codeyard yet.`;
    return Input !== undefined && readObject(Input) === undefined
      ? 'The Input of the target is not a JSON object.'
      : undefined;
  }
  const arn = parseArn(Arn);
  if (!arn) return `Provided Arn is not in correct format: ${Arn}.`;
  if (!Object.hasOwn(TEMPLATED, arn.service)) return `Targets of ${arn.service} are not implemented by Codeyard yet.`;
  if (arn.service === 'events' && !EventBridgeParameters)
    return 'EventBridgeParameters must be given for an event bus.';
  return undefined;
}

export async function invokeTarget(invocation: Invocation): Promise<void> {
  const { target, input, aws } = invocation;
  const [, service, action] = UNIVERSAL.exec(target.Arn ?? '') ?? [];
  if (service && action)
    await callService(aws, { service, action }, target.Input === undefined ? {} : (readObject(input) ?? {}));
  else await TEMPLATED[parseArn(target.Arn ?? '')?.service ?? '']?.(invocation);
}

function readObject(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
