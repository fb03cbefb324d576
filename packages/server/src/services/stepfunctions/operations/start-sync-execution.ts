import type { StartSyncExecutionCommand } from '@aws-sdk/client-sfn';
import { operation } from '../../../gateway/operation.ts';
import { sleep } from '../../../platform/clock.ts';
import { describeData, describeRun } from '../describe.ts';
import { wrongType } from '../errors.ts';
import { findExistingExecution, findQualified } from '../find.ts';
import type { Parts } from '../parts.ts';
import { startExecution } from '../start-execution.ts';
import type { Execution } from '../store/executions.ts';

/** Another process may end it: then it is seen by looking. */
const LOOK_MS = 250;

async function endOf(parts: Parts, arn: string): Promise<Execution> {
  for (;;) {
    const ended = new Promise<void>((resolve) => parts.endings.set(arn, resolve));
    const execution = await findExistingExecution(parts.database, arn);
    if (execution.status !== 'RUNNING') {
      parts.endings.delete(arn);
      return execution;
    }
    const waiting = new AbortController();
    await Promise.race([ended, sleep(parts.clock, LOOK_MS, waiting.signal)]);
    waiting.abort();
  }
}

export const startSyncExecution = operation<StartSyncExecutionCommand, Parts>(
  'StartSyncExecution',
  async ({ stateMachineArn, name, input }, parts) => {
    const found = await findQualified(parts.database, parts, stateMachineArn);
    if (found.document.type !== 'EXPRESS')
      throw wrongType('This operation is not supported by this type of state machine');
    const { arn } = await parts.database.transaction((tx) => startExecution(tx, parts, found, { name, input }));
    const execution = await endOf(parts, arn);
    const { startDate, stopDate, status, ...described } = describeRun(parts, execution);
    return {
      executionArn: arn,
      stateMachineArn: described.stateMachineArn,
      name: described.name,
      startDate,
      stopDate: stopDate ?? startDate,
      status: status === 'SUCCEEDED' || status === 'TIMED_OUT' ? status : 'FAILED',
      ...describeData(execution),
    };
  },
);
