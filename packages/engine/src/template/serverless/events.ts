import { asObject, type Json, type JsonObject } from '../json.ts';
import { type ExpansionProblem, type Made, renamed } from './expansion.ts';

/** What is set in motion by the events of a serverless resource. */
export interface EventReceiver {
  readonly id: string;
  /** ARN of what is to be started, as a template says it. */
  readonly arn: Json;
  /** The role that EventBridge starts it by; functions need a permission instead. */
  readonly roleArn?: Json;
}

/** Rules, permissions and subscriptions for the events of a resource, each named after it and the event. */
export function expandEvents(
  receiver: EventReceiver,
  events: Json | undefined,
): { readonly resources: Record<string, Made>; readonly problems: ExpansionProblem[] } {
  const resources: Record<string, Made> = {};
  const problems: ExpansionProblem[] = [];
  for (const [name, event] of Object.entries(asObject(events))) {
    const { Type, Properties } = asObject(event);
    const id = `${receiver.id}${name}`;
    const properties = asObject(Properties);
    const isRule = Type === 'Schedule' || Type === 'CloudWatchEvent' || Type === 'EventBridgeRule';
    if (isRule) Object.assign(resources, ruleFor(receiver, id, properties));
    else if (Type === 'SNS' && receiver.roleArn === undefined)
      Object.assign(resources, subscriptionFor(receiver, id, properties));
    else
      problems.push({
        message: `Event with id [${name}] is invalid. Events of type ${String(Type)} are not implemented by Codeyard yet; there are Schedule, CloudWatchEvent, EventBridgeRule and SNS.`,
        at: ['Events', name],
      });
  }
  return { resources, problems };
}

function ruleFor(
  { arn, roleArn, ...receiver }: EventReceiver,
  id: string,
  properties: JsonObject,
): Record<string, Made> {
  const target = {
    ...{ Id: `${id}LambdaTarget`.replace('Lambda', roleArn === undefined ? 'Lambda' : 'StepFunctions'), Arn: arn },
    ...(roleArn === undefined ? {} : { RoleArn: roleArn }),
    ...renamed(properties, { Input: 'Input', InputPath: 'InputPath', RetryPolicy: 'RetryPolicy' }),
    ...renamed(asObject(properties.DeadLetterConfig), { Arn: 'DeadLetterArn' }),
  };
  const { DeadLetterArn, ...rest } = target as JsonObject;
  const isOn = properties.State ?? (properties.Enabled === false ? 'DISABLED' : undefined);
  const rule: Made = {
    type: 'AWS::Events::Rule',
    properties: {
      ...renamed(properties, {
        Schedule: 'ScheduleExpression',
        Pattern: 'EventPattern',
        EventBusName: 'EventBusName',
        Name: 'Name',
        Description: 'Description',
      }),
      ...(properties.Pattern === undefined && properties.EventPattern !== undefined
        ? { EventPattern: properties.EventPattern }
        : {}),
      ...(isOn === undefined ? {} : { State: isOn }),
      Targets: [{ ...rest, ...(DeadLetterArn === undefined ? {} : { DeadLetterConfig: { Arn: DeadLetterArn } }) }],
    },
  };
  if (roleArn !== undefined) return { [id]: rule };
  return {
    [id]: rule,
    [`${id}Permission`]: permission({ ...receiver, arn }, 'events.amazonaws.com', { 'Fn::GetAtt': [id, 'Arn'] }),
  };
}

function subscriptionFor(receiver: EventReceiver, id: string, properties: JsonObject): Record<string, Made> {
  const topic = properties.Topic ?? null;
  const subscription: Made = {
    type: 'AWS::SNS::Subscription',
    properties: {
      ...{ Protocol: 'lambda', Endpoint: receiver.arn, TopicArn: topic },
      ...renamed(properties, {
        FilterPolicy: 'FilterPolicy',
        FilterPolicyScope: 'FilterPolicyScope',
        Region: 'Region',
      }),
    },
  };
  return { [id]: subscription, [`${id}Permission`]: permission(receiver, 'sns.amazonaws.com', topic) };
}

/** For the function, or for the alias that is started in its place. */
const permission = ({ id, arn }: EventReceiver, Principal: string, SourceArn: Json): Made => ({
  type: 'AWS::Lambda::Permission',
  properties: {
    ...{ Action: 'lambda:InvokeFunction', Principal, SourceArn },
    FunctionName: asObject(arn).Ref === undefined ? { Ref: id } : arn,
  },
});
