import type { GetPolicyCommand } from '@aws-sdk/client-lambda';
import { operation } from '../../../gateway/operation.ts';
import { notFound } from '../errors.ts';
import { findExisting, referenceOf } from '../find.ts';
import type { Parts } from '../parts.ts';
import { LATEST } from '../rules/function.ts';
import { findSetting } from '../store/settings.ts';

export const getPolicy = operation<GetPolicyCommand, Parts>('GetPolicy', async ({ FunctionName, Qualifier }, parts) => {
  const { name, qualifier = LATEST } = referenceOf(FunctionName, Qualifier);
  await findExisting(parts.database, parts, name);
  const policy = await findSetting(parts.database, 'policy', name, qualifier);
  if (!policy) throw notFound('The resource you requested does not exist.');
  const document = { Version: '2012-10-17', Id: 'default', Statement: policy.statements };
  return { Policy: JSON.stringify(document), RevisionId: policy.revisionId };
});
