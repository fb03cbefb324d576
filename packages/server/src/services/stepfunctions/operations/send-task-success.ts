import type { SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import type { Json } from '@codeyard/engine/states-language/json';
import { operation } from '../../../gateway/operation.ts';
import { invalidOutput } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { tellTask } from '../tell-task.ts';

function readOutput(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw invalidOutput((error as Error).message);
  }
}

export const sendTaskSuccess = operation<SendTaskSuccessCommand, Parts>(
  'SendTaskSuccess',
  async ({ taskToken, output }, parts) => {
    const value = readOutput(output);
    await tellTask(parts, taskToken, (about) => ({ type: 'task-succeeded', ...about, output: value }));
    return {};
  },
);
