import type { DeleteFunctionCommand } from '@aws-sdk/client-lambda';
import { operation } from '../../../gateway/operation.ts';
import { conflict, invalidParameter } from '../errors.ts';
import { lockExisting, referenceOf } from '../find.ts';
import type { Parts } from '../parts.ts';
import { LATEST } from '../rules/function.ts';
import { isVersion } from '../rules/function-name.ts';
import { poolKey } from '../run-function.ts';
import { deleteAliases, listAliasRows } from '../store/aliases.ts';
import { deleteFunctionRows, deleteVersion } from '../store/functions.ts';
import { deleteSettings } from '../store/settings.ts';

const MOST_ALIASES = 1_000;

export const deleteFunction = operation<DeleteFunctionCommand, Parts>(
  'DeleteFunction',
  async ({ FunctionName, Qualifier }, parts) => {
    const { name, qualifier } = referenceOf(FunctionName, Qualifier);
    await parts.database.transaction(async (tx) => {
      const record = await lockExisting(tx, parts, { name });
      if (qualifier === undefined) {
        await deleteFunctionRows(tx, name);
        await deleteAliases(tx, name);
        await deleteSettings(tx, name);
        parts.pool.retire(poolKey(name, LATEST, record.latest));
        return;
      }
      if (!isVersion(qualifier))
        throw invalidParameter(`$LATEST version cannot be deleted without deleting the function.`);
      const users = await listAliasRows(tx, name, '', MOST_ALIASES);
      const user = users.find(({ version, weights }) => version === qualifier || qualifier in weights);
      if (user) throw conflict(`Version ${qualifier} is used by the alias ${user.name}`);
      await deleteVersion(tx, name, Number(qualifier));
    });
    return { StatusCode: 204 };
  },
);
