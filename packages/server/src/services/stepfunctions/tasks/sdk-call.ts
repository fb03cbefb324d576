import { isObject } from '@codeyard/engine/states-language/json';
import { callService, type NamedCall, serviceTitle } from '../../../gateway/call-service.ts';
import { succeeded, type TaskCall, type TaskProgress } from './integration.ts';

/** Calls any operation of a service that is here; its refusals become errors of the state. */
export async function callSdk({ input, aws }: TaskCall, call: NamedCall): Promise<TaskProgress> {
  const title = serviceTitle(call.service);
  if (!title) return { state: 'failed', error: 'States.Runtime', cause: `The service ${call.service} is not here` };
  try {
    return succeeded(await callService(aws, call, isObject(input) ? input : {}));
  } catch (error) {
    const { name, message } = error as Error;
    const exception = /(?:Exception|Error)$/.test(name) ? name : `${name}Exception`;
    return { state: 'failed', error: `${title}.${exception}`, cause: `${message} (Service: ${title})` };
  }
}
