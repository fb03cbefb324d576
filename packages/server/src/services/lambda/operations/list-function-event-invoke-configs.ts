import type { ListFunctionEventInvokeConfigsCommand } from '@aws-sdk/client-lambda';
import { operation } from '../../../gateway/operation.ts';
import { findExisting, referenceOf } from '../find.ts';
import { describeInvokeConfig } from '../invoke-config.ts';
import type { Parts } from '../parts.ts';
import { listSettings } from '../store/settings.ts';

export const listFunctionEventInvokeConfigs = operation<ListFunctionEventInvokeConfigsCommand, Parts>(
  'ListFunctionEventInvokeConfigs',
  async ({ FunctionName }, parts) => {
    const { name } = referenceOf(FunctionName);
    await findExisting(parts.database, parts, name);
    const settings = await listSettings(parts.database, 'invoke-config', name);
    return {
      FunctionEventInvokeConfigs: settings.map(({ qualifier, setting }) =>
        describeInvokeConfig(parts, { name, qualifier }, setting),
      ),
    };
  },
);
