import { isObject, type Json } from '@codeyard/engine/states-language/json';
import { plain } from '../../../gateway/call-service.ts';
import { type Integration, succeeded, type TaskCall, type TaskProgress } from './integration.ts';

/** Calls a function and takes what it returns; its error is the task's. */
export async function callFunction(FunctionName: string, { input, aws }: TaskCall): Promise<TaskProgress> {
  const called = await invoke({ FunctionName, Payload: input }, aws);
  return called.state === 'succeeded'
    ? { state: 'succeeded', output: (called.output as { Payload: Json }).Payload }
    : called;
}

/** `arn:aws:states:::lambda:invoke`: the answer of the call, with what the function returned in Payload. */
export const lambdaInvoke: Integration = {
  resource: 'lambda:invoke',
  start: ({ input, aws }) => invoke(isObject(input) ? input : {}, aws),
};

async function invoke(parameters: { readonly [name: string]: Json }, aws: TaskCall['aws']): Promise<TaskProgress> {
  const { Payload = {}, ...rest } = parameters;
  const bytes = Buffer.from(JSON.stringify(Payload));
  try {
    const answer = await aws.lambda.invoke({ ...(rest as { FunctionName: string }), Payload: bytes });
    const text = Buffer.from(answer.Payload ?? []).toString();
    if (answer.FunctionError !== undefined) return functionError(text);
    const { StatusCode, ExecutedVersion } = answer;
    return succeeded({ ExecutedVersion, Payload: readJson(text), StatusCode });
  } catch (error) {
    const { name, message } = error as Error;
    return { state: 'failed', error: `Lambda.${name}`, cause: message };
  }
}

/** What a function threw: its type is the error's name, and all of it the cause. */
function functionError(text: string): TaskProgress {
  const told = readJson(text);
  const type = isObject(told) && typeof told.errorType === 'string' ? told.errorType : 'Error';
  return { state: 'failed', error: type, cause: text };
}

function readJson(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return plain(text);
  }
}
