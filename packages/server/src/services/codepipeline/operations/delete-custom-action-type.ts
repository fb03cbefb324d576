import type { DeleteCustomActionTypeCommand } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import type { Parts } from '../parts.ts';
import { typeKey } from '../rules/custom-type.ts';
import { markTypeDeleted } from '../store/custom-types.ts';

/** Marks the type, whose jobs can be polled for no longer; deleting what is not there succeeds. */
export const deleteCustomActionType = operation<DeleteCustomActionTypeCommand, Parts>(
  'DeleteCustomActionType',
  async ({ category, provider, version }, { database }) => {
    const key = typeKey({ owner: 'Custom', category, provider, version });
    await database.transaction((tx) => markTypeDeleted(tx, key));
  },
);
