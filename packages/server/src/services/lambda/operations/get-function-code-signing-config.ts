import type { GetFunctionCodeSigningConfigCommand } from '@aws-sdk/client-lambda';
import { operation } from '../../../gateway/operation.ts';
import { findExisting, referenceOf } from '../find.ts';
import type { Parts } from '../parts.ts';

/** No function has one, as nobody can make one; Terraform asks after every function. */
export const getFunctionCodeSigningConfig = operation<GetFunctionCodeSigningConfigCommand, Parts>(
  'GetFunctionCodeSigningConfig',
  async ({ FunctionName }, parts) => {
    const { name } = await findExisting(parts.database, parts, referenceOf(FunctionName).name);
    return { CodeSigningConfigArn: undefined, FunctionName: name };
  },
);
