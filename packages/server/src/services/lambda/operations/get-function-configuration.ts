import type { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { operation } from '../../../gateway/operation.ts';
import { describeFunction } from '../describe.ts';
import { findQualified, referenceOf } from '../find.ts';
import type { Parts } from '../parts.ts';

export const getFunctionConfiguration = operation<GetFunctionConfigurationCommand, Parts>(
  'GetFunctionConfiguration',
  async ({ FunctionName, Qualifier }, parts) => {
    const found = await findQualified(parts.database, parts, referenceOf(FunctionName, Qualifier));
    return describeFunction(parts, found.record.name, found);
  },
);
