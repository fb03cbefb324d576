import { isObject, type Json } from '@codeyard/engine/states-language/json';
import type { TaskResource } from '@codeyard/engine/states-language/state-machine';
import { plain, serviceTitle } from '../../../gateway/call-service.ts';
import { startBuild } from './codebuild.ts';
import type { Integration } from './integration.ts';
import { lambdaInvoke } from './lambda.ts';
import { callSdk } from './sdk-call.ts';
import { startExecution } from './start-execution.ts';

/** A service whose own operation is called as it is. */
const simple = (resource: string, shape: (input: Json) => Json = (input) => input): Integration => {
  const [service = '', action = ''] = resource.split(':');
  return { resource, start: (call) => callSdk({ ...call, input: shape(call.input) }, { service, action }) };
};

/** An event's detail is an object in a state machine, and a text for EventBridge. */
function shapeEvents(input: Json): Json {
  if (!isObject(input) || !Array.isArray(input.Entries)) return input;
  const Entries = (input.Entries as Json[]).map((entry) =>
    isObject(entry) && typeof entry.Detail !== 'string'
      ? { ...entry, Detail: JSON.stringify(entry.Detail ?? {}) }
      : entry,
  );
  return { ...input, Entries };
}

/** A message may be an object, which is sent as JSON. */
function shapeMessage(input: Json): Json {
  if (!isObject(input) || typeof input.Message === 'string') return input;
  return { ...input, Message: JSON.stringify(plain(input.Message)) };
}

const ALL: readonly Integration[] = [
  lambdaInvoke,
  startBuild,
  startExecution,
  simple('events:putEvents', shapeEvents),
  simple('sns:publish', shapeMessage),
  ...['getItem', 'putItem', 'updateItem', 'deleteItem'].map((action) => simple(`dynamodb:${action}`)),
];

export const findIntegration = (service: string, action: string): Integration | undefined =>
  ALL.find(({ resource }) => resource === `${service}:${action}`);

/** Why nobody here does what a Resource asks for. */
export function resourceProblem(resource: TaskResource): string | undefined {
  if (resource.kind !== 'service') return undefined;
  const { service, action, pattern, sdk } = resource;
  if (sdk) {
    if (!serviceTitle(service)) return `the service aws-sdk:${service} is not implemented by Codeyard yet`;
    return pattern.startsWith('sync') ? `aws-sdk:${service}:${action} has no .${pattern}` : undefined;
  }
  const found = findIntegration(service, action);
  if (!found) return `${service}:${action} is not implemented by Codeyard yet`;
  return pattern.startsWith('sync') && !found.poll ? `${service}:${action} has no .${pattern}` : undefined;
}
