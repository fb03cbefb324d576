import type { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { operation } from '../../../gateway/operation.ts';
import { findExistingExecution } from '../find.ts';
import type { Parts } from '../parts.ts';
import { transition } from '../transition.ts';

export const stopExecution = operation<StopExecutionCommand, Parts>(
  'StopExecution',
  async ({ executionArn, error, cause }, parts) => {
    await findExistingExecution(parts.database, executionArn);
    const event = {
      type: 'abort' as const,
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
    };
    await parts.database.transaction((tx) => transition(tx, parts, executionArn, event));
    const { startedAt, document } = await findExistingExecution(parts.database, executionArn);
    return { stopDate: new Date(document.stoppedAt ?? startedAt) };
  },
);
