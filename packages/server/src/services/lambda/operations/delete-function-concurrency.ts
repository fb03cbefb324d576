import type { DeleteFunctionConcurrencyCommand } from '@aws-sdk/client-lambda';
import { operation } from '../../../gateway/operation.ts';
import { lockExisting, referenceOf } from '../find.ts';
import type { Parts } from '../parts.ts';
import { saveFunction } from '../store/functions.ts';

export const deleteFunctionConcurrency = operation<DeleteFunctionConcurrencyCommand, Parts>(
  'DeleteFunctionConcurrency',
  async ({ FunctionName }, parts) => {
    const { name } = referenceOf(FunctionName);
    await parts.database.transaction(async (tx) => {
      const { concurrency: _, ...record } = await lockExisting(tx, parts, { name });
      await saveFunction(tx, record);
    });
  },
);
