import type { GetFunctionConcurrencyCommand } from '@aws-sdk/client-lambda';
import { operation } from '../../../gateway/operation.ts';
import { findExisting, referenceOf } from '../find.ts';
import type { Parts } from '../parts.ts';

export const getFunctionConcurrency = operation<GetFunctionConcurrencyCommand, Parts>(
  'GetFunctionConcurrency',
  async ({ FunctionName }, parts) => {
    const { concurrency } = await findExisting(parts.database, parts, referenceOf(FunctionName).name);
    return concurrency === undefined ? {} : { ReservedConcurrentExecutions: concurrency };
  },
);
