import type { GetActionTypeCommand } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import { actionTypeNotFound } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { findActionType } from '../rules/catalogue.ts';
import { findIntegration } from '../store/integrations.ts';
import { describeIntegration } from '../third-party.ts';

/** Of types that workers of others do; AWS's own and custom ones have no such declaration. */
export const getActionType = operation<GetActionTypeCommand, Parts>('GetActionType', async (id, parts) => {
  const type = findActionType(id);
  const key = `${id.owner}/${id.category}/${id.provider}/${id.version}`;
  if (type?.owner !== 'ThirdParty') throw actionTypeNotFound(key);
  return { actionType: (await findIntegration(parts.database, key)) ?? describeIntegration(parts, type) };
});
