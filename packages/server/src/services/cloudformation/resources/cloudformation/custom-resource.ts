import { asObject, type JsonObject } from '@codeyard/engine/template/parse-template';
import {
  type ExistingCall,
  type Progress,
  type ResourceCall,
  ResourceFailure,
  type ResourceType,
  textOf,
} from '../resource-type.ts';

/** A custom resource may take an hour, unless it says how many seconds. */
const MOST_SECONDS = 3_600;
const LOOK_AGAIN_MS = 30_000;
const LONGEST_ID = 1_024;

/**
 * What a function or a topic makes: it is sent the request and puts its answer to the address that the request has.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref.html
 */
export const customResourceType = (type: string): ResourceType => ({
  type,
  properties: { '*': 'updates', ServiceToken: 'updates', ServiceTimeout: 'updates' },
  required: ['ServiceToken'],
  attributes: ['*'],
  create: (call) => ask(call, { RequestType: 'Create', type }),
  // What it tells comes with its answers, and with nothing else.
  read: async () => ({}),
  update(call) {
    if (call.previous.ServiceToken !== call.properties.ServiceToken)
      throw new ResourceFailure('Modifying service token is not allowed.');
    const OldResourceProperties = asText(call.previous);
    return ask(call, { RequestType: 'Update', type, PhysicalResourceId: call.physicalId, OldResourceProperties });
  },
  delete: (call) => remove(call, type),
});

async function remove(call: ExistingCall, type: string): Promise<Progress> {
  const progress = await ask(call, { RequestType: 'Delete', type, PhysicalResourceId: call.physicalId });
  return progress.state === 'done' ? { state: 'done' } : progress;
}

interface Request {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly type: string;
  readonly PhysicalResourceId?: string;
  readonly OldResourceProperties?: JsonObject;
}

async function ask(call: ResourceCall, { type, ...request }: Request): Promise<Progress> {
  const { memo, properties } = call;
  if (memo?.response) return readResponse(call, asObject(memo.response), request);
  const seconds = Number(textOf(properties.ServiceTimeout) ?? MOST_SECONDS);
  if (memo) {
    const until = Number(memo.until);
    if (call.now() < until) return { state: 'waiting', memo, afterMs: Math.min(until - call.now(), LOOK_AGAIN_MS) };
    throw new ResourceFailure(
      `CloudFormation did not receive a response from your Custom Resource. Please check your logs for requestId [${call.token}]. If you are using the Python cfn-response module, you may need to update your Lambda function code so that CloudFormation can attach the updated version.`,
    );
  }
  // Remembered before it is sent: the answer may be there before the call returns.
  const { ServiceTimeout: _, ...shown } = properties;
  const message = {
    ...request,
    ...{ ServiceToken: properties.ServiceToken, ResponseURL: call.responseUrl(), StackId: call.stack.id },
    ...{ RequestId: call.token, LogicalResourceId: call.logicalId, ResourceType: type },
    ResourceProperties: asText(shown),
  };
  await send(call, JSON.stringify(message));
  const patienceMs = seconds * 1_000;
  return { state: 'waiting', memo: { until: call.now() + patienceMs }, afterMs: Math.min(patienceMs, LOOK_AGAIN_MS) };
}

/** To a function as an event, to a topic as a notification. */
async function send({ aws, properties }: ResourceCall, message: string): Promise<void> {
  const token = textOf(properties.ServiceToken) ?? '';
  if (/^arn:[^:]+:sns:/.test(token)) {
    await aws.sns.publish({ TopicArn: token, Subject: 'AWS CloudFormation custom resource request', Message: message });
    return;
  }
  if (!/^arn:[^:]+:lambda:/.test(token)) throw new ResourceFailure(`Invalid service token: ${token}`);
  await aws.lambda.invoke({ FunctionName: token, InvocationType: 'Event', Payload: Buffer.from(message) });
}

function readResponse(
  call: ResourceCall,
  response: JsonObject,
  { RequestType, PhysicalResourceId }: Omit<Request, 'type'>,
): Progress {
  const { Status, Reason, Data } = response;
  const id = textOf(response.PhysicalResourceId) ?? PhysicalResourceId;
  if (Status !== 'SUCCESS') {
    const reason = textOf(Reason) ?? 'Failed';
    throw new ResourceFailure(
      `Received response status [FAILED] from custom resource. Message returned: ${reason} (RequestId: ${call.token})`,
    );
  }
  if (RequestType !== 'Delete' && (id === undefined || id === ''))
    throw new ResourceFailure('Invalid PhysicalResourceId');
  if ((id ?? '').length > LONGEST_ID) throw new ResourceFailure('PhysicalResourceId is longer than 1024 characters');
  return { state: 'done', ...(id === undefined ? {} : { physicalId: id }), attributes: flatten(asObject(Data)) };
}

/** Members of members by their path: `Fn::GetAtt` asks for `A.B`. */
function flatten(data: JsonObject, prefix = ''): JsonObject {
  const flat: JsonObject = {};
  for (const [name, value] of Object.entries(data)) {
    flat[prefix + name] = value;
    if (value !== null && typeof value === 'object' && !Array.isArray(value))
      Object.assign(flat, flatten(value, `${prefix}${name}.`));
  }
  return flat;
}

/** Custom resources get numbers and booleans as text. */
function asText(properties: JsonObject): JsonObject {
  const text = (value: JsonObject[string]): JsonObject[string] => {
    if (Array.isArray(value)) return value.map(text);
    if (value === null || typeof value === 'string') return value;
    if (typeof value === 'object')
      return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, text(member)]));
    return String(value);
  };
  return asObject(text(properties));
}
