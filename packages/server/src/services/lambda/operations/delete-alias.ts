import type { DeleteAliasCommand } from '@aws-sdk/client-lambda';
import { operation } from '../../../gateway/operation.ts';
import { referenceOf } from '../find.ts';
import type { Parts } from '../parts.ts';
import { deleteAliases } from '../store/aliases.ts';

export const deleteAlias = operation<DeleteAliasCommand, Parts>(
  'DeleteAlias',
  async ({ FunctionName, Name }, parts) => {
    await parts.database.transaction((tx) => deleteAliases(tx, referenceOf(FunctionName).name, Name));
  },
);
