import type { PutFunctionEventInvokeConfigCommand } from '@aws-sdk/client-lambda';
import { operation } from '../../../gateway/operation.ts';
import { lockExisting, referenceOf } from '../find.ts';
import { changeInvokeConfig, describeInvokeConfig } from '../invoke-config.ts';
import type { Parts } from '../parts.ts';
import { LATEST } from '../rules/function.ts';
import { saveSetting } from '../store/settings.ts';

export const putFunctionEventInvokeConfig = operation<PutFunctionEventInvokeConfigCommand, Parts>(
  'PutFunctionEventInvokeConfig',
  async ({ FunctionName, Qualifier, ...given }, parts) => {
    const { name, qualifier = LATEST } = referenceOf(FunctionName, Qualifier);
    const place = { name, qualifier };
    return await parts.database.transaction(async (tx) => {
      await lockExisting(tx, parts, { name });
      const config = changeInvokeConfig(parts, {}, given);
      await saveSetting(tx, 'invoke-config', place, config);
      return describeInvokeConfig(parts, place, config);
    });
  },
);
