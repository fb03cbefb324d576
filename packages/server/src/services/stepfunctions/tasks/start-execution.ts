import { isObject, type Json } from '@codeyard/engine/states-language/json';
import { plain } from '../../../gateway/call-service.ts';
import { fromService } from '../../../gateway/member-case.ts';
import { type Integration, succeeded, type TaskCall, type TaskProgress } from './integration.ts';

const ENDED = ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'];

/** `states:startExecution`: another state machine, and with `.sync` its end. */
export const startExecution: Integration = {
  resource: 'states:startExecution',
  async start({ input, token, aws }, pattern) {
    const { StateMachineArn, Input = {}, Name } = (isObject(input) ? input : {}) as Record<string, Json>;
    const started = await aws.stepfunctions
      .startExecution({
        stateMachineArn: String(StateMachineArn),
        input: typeof Input === 'string' ? Input : JSON.stringify(Input),
        // A task that is done twice after a crash finds what it started.
        name: typeof Name === 'string' ? Name : token,
      })
      .catch((error: Error) => error);
    if (started instanceof Error) return failed(started);
    const submitted = fromService('stepfunctions', plain(started));
    if (pattern === 'request') return { state: 'succeeded', output: submitted };
    return { state: 'running', handle: started.executionArn ?? '', submitted };
  },
  async poll({ aws }, executionArn, pattern) {
    const { $metadata: _, ...told } = await aws.stepfunctions.describeExecution({ executionArn });
    if (!ENDED.includes(told.status ?? '')) return { state: 'running', handle: executionArn, submitted: {} };
    const described = fromService('stepfunctions', plain(told)) as Record<string, Json>;
    // The newer form gives input and output as JSON, the older one as text.
    const read = (text: Json | undefined) =>
      typeof text === 'string' && pattern === 'sync:2' ? (JSON.parse(text) as Json) : (text ?? null);
    const { Input, Output, ...rest } = described;
    const shown = { ...rest, Input: read(Input), ...(Output === undefined ? {} : { Output: read(Output) }) };
    if (told.status === 'SUCCEEDED') return succeeded(shown);
    return { state: 'failed', error: 'States.TaskFailed', cause: JSON.stringify(shown) };
  },
  async stop({ aws }, executionArn) {
    await aws.stepfunctions.stopExecution({ executionArn, cause: 'The execution that waited for it ended' });
  },
};

const failed = ({ name, message }: Error): TaskProgress => ({
  state: 'failed',
  error: `StepFunctions.${name}Exception`,
  cause: message,
});

export type { TaskCall };
