import type { GetFunctionEventInvokeConfigCommand } from '@aws-sdk/client-lambda';
import { operation } from '../../../gateway/operation.ts';
import { notFound } from '../errors.ts';
import { referenceOf } from '../find.ts';
import { describeInvokeConfig } from '../invoke-config.ts';
import type { Parts } from '../parts.ts';
import { LATEST } from '../rules/function.ts';
import { functionArn } from '../rules/function-name.ts';
import { findSetting } from '../store/settings.ts';

export const getFunctionEventInvokeConfig = operation<GetFunctionEventInvokeConfigCommand, Parts>(
  'GetFunctionEventInvokeConfig',
  async ({ FunctionName, Qualifier }, parts) => {
    const { name, qualifier = LATEST } = referenceOf(FunctionName, Qualifier);
    const config = await findSetting(parts.database, 'invoke-config', name, qualifier);
    const arn = functionArn(parts, name, qualifier);
    if (!config) throw notFound(`The function ${arn} doesn't have an EventInvokeConfig`);
    return describeInvokeConfig(parts, { name, qualifier }, config);
  },
);
