import type { DeleteFunctionEventInvokeConfigCommand } from '@aws-sdk/client-lambda';
import { operation } from '../../../gateway/operation.ts';
import { notFound } from '../errors.ts';
import { referenceOf } from '../find.ts';
import type { Parts } from '../parts.ts';
import { LATEST } from '../rules/function.ts';
import { functionArn } from '../rules/function-name.ts';
import { deleteSettings } from '../store/settings.ts';

export const deleteFunctionEventInvokeConfig = operation<DeleteFunctionEventInvokeConfigCommand, Parts>(
  'DeleteFunctionEventInvokeConfig',
  async ({ FunctionName, Qualifier }, parts) => {
    const { name, qualifier = LATEST } = referenceOf(FunctionName, Qualifier);
    const kind = 'invoke-config' as const;
    const deleted = await parts.database.transaction((tx) => deleteSettings(tx, name, { kind, qualifier }));
    const arn = functionArn(parts, name, qualifier);
    if (!deleted) throw notFound(`The function ${arn} doesn't have an EventInvokeConfig`);
  },
);
