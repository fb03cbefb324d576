import type { GetExecutionHistoryCommand } from '@aws-sdk/client-sfn';
import { operation } from '../../../gateway/operation.ts';
import { describeEvent } from '../describe.ts';
import { wrongType } from '../errors.ts';
import { findExistingExecution } from '../find.ts';
import type { Parts } from '../parts.ts';
import { listHistory } from '../store/executions.ts';

const PAGE = 100;

export const getExecutionHistory = operation<GetExecutionHistoryCommand, Parts>(
  'GetExecutionHistory',
  async (input, parts) => {
    const { executionArn, maxResults, nextToken, reverseOrder = false, includeExecutionData = true } = input;
    const { document } = await findExistingExecution(parts.database, executionArn);
    if (document.machine.type === 'EXPRESS') throw wrongType('EXPRESS state machines have no execution history');
    const limit = maxResults || PAGE;
    const after = nextToken === undefined ? undefined : Number(nextToken);
    const events = await listHistory(parts.database, executionArn, { after, reverse: reverseOrder, limit: limit + 1 });
    const shown = events.slice(0, limit);
    const last = shown.at(-1)?.id;
    return {
      events: shown.map((event) => describeEvent(event, includeExecutionData)),
      ...(events.length > limit && last !== undefined ? { nextToken: String(last) } : {}),
    };
  },
);
