import type { PutFunctionConcurrencyCommand } from '@aws-sdk/client-lambda';
import { operation } from '../../../gateway/operation.ts';
import { lockExisting, referenceOf } from '../find.ts';
import type { Parts } from '../parts.ts';
import { saveFunction } from '../store/functions.ts';

export const putFunctionConcurrency = operation<PutFunctionConcurrencyCommand, Parts>(
  'PutFunctionConcurrency',
  async ({ FunctionName, ReservedConcurrentExecutions: concurrency }, parts) => {
    const { name } = referenceOf(FunctionName);
    await parts.database.transaction(async (tx) => {
      await saveFunction(tx, { ...(await lockExisting(tx, parts, { name })), concurrency });
    });
    return { ReservedConcurrentExecutions: concurrency };
  },
);
