import type { GetAliasCommand } from '@aws-sdk/client-lambda';
import { operation } from '../../../gateway/operation.ts';
import { describeAlias } from '../describe.ts';
import { notFound } from '../errors.ts';
import { findExisting, referenceOf } from '../find.ts';
import type { Parts } from '../parts.ts';
import { functionArn } from '../rules/function-name.ts';
import { findAlias } from '../store/aliases.ts';

export const getAlias = operation<GetAliasCommand, Parts>('GetAlias', async ({ FunctionName, Name }, parts) => {
  const { name } = referenceOf(FunctionName);
  await findExisting(parts.database, parts, name);
  const alias = await findAlias(parts.database, name, Name);
  if (!alias) throw notFound(`Cannot find alias arn: ${functionArn(parts, name, Name)}`);
  return describeAlias(parts, name, alias);
});
