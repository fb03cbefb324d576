import type { UpdateActionTypeCommand } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import { actionTypeNotFound, requestFailed } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { findActionType } from '../rules/catalogue.ts';
import { saveIntegration } from '../store/integrations.ts';

/** Changes how a third party's type is declared; its jobs are for workers here, so another executor is refused. */
export const updateActionType = operation<UpdateActionTypeCommand, Parts>(
  'UpdateActionType',
  async ({ actionType }, { database }) => {
    const { owner, category, provider, version } = actionType.id;
    const key = `${owner}/${category}/${provider}/${version}`;
    if (findActionType(actionType.id)?.owner !== 'ThirdParty') throw actionTypeNotFound(key);
    if (actionType.executor.type !== 'JobWorker')
      throw requestFailed('Only executors of type JobWorker are implemented by Codeyard yet');
    await database.transaction((tx) => saveIntegration(tx, key, actionType));
  },
);
