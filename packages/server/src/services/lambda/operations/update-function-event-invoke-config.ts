import type { UpdateFunctionEventInvokeConfigCommand } from '@aws-sdk/client-lambda';
import { operation } from '../../../gateway/operation.ts';
import { lockExisting, referenceOf } from '../find.ts';
import { changeInvokeConfig, describeInvokeConfig } from '../invoke-config.ts';
import type { Parts } from '../parts.ts';
import { LATEST } from '../rules/function.ts';
import { findSetting, saveSetting } from '../store/settings.ts';

export const updateFunctionEventInvokeConfig = operation<UpdateFunctionEventInvokeConfigCommand, Parts>(
  'UpdateFunctionEventInvokeConfig',
  async ({ FunctionName, Qualifier, ...given }, parts) => {
    const { name, qualifier = LATEST } = referenceOf(FunctionName, Qualifier);
    const place = { name, qualifier };
    return await parts.database.transaction(async (tx) => {
      await lockExisting(tx, parts, { name });
      const before = await findSetting(tx, 'invoke-config', name, qualifier);
      const config = changeInvokeConfig(parts, before ?? {}, given);
      await saveSetting(tx, 'invoke-config', place, config);
      return describeInvokeConfig(parts, place, config);
    });
  },
);
