import type { TaskResource } from '@codeyard/engine/states-language/state-machine';
import { findIntegration } from './all-integrations.ts';
import type { TaskCall, TaskProgress } from './integration.ts';
import { callFunction } from './lambda.ts';
import { callSdk } from './sdk-call.ts';

/** Has a task done, or begun, by the service that its Resource names. */
export async function startTask(
  resource: Exclude<TaskResource, { kind: 'activity' }>,
  call: TaskCall,
): Promise<TaskProgress> {
  if (resource.kind === 'lambda') return await callFunction(resource.arn, call);
  const { service, action, pattern, sdk } = resource;
  const integration = sdk ? undefined : findIntegration(service, action);
  return integration ? await integration.start(call, pattern) : await callSdk(call, { service, action });
}
