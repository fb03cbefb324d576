import type { UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { operation } from '../../../gateway/operation.ts';
import { describeFunction } from '../describe.ts';
import { findExisting, lockExisting, referenceOf } from '../find.ts';
import { changeDocument } from '../new-document.ts';
import type { Parts } from '../parts.ts';
import { LATEST } from '../rules/function.ts';
import { poolKey } from '../run-function.ts';
import { saveFunction } from '../store/functions.ts';

export const updateFunctionConfiguration = operation<UpdateFunctionConfigurationCommand, Parts>(
  'UpdateFunctionConfiguration',
  async ({ FunctionName, RevisionId, ...settings }, parts) => {
    const { name } = referenceOf(FunctionName);
    const before = await findExisting(parts.database, parts, name);
    const changed = await changeDocument(parts, before.latest, settings);
    const document = await parts.database.transaction(async (tx) => {
      // Somebody may have changed it meanwhile: then the settings go on top of that.
      const record = await lockExisting(tx, parts, { name, revisionId: RevisionId });
      const { code, codeSize } = record.latest;
      const latest = { ...changed, code, codeSize };
      await saveFunction(tx, { ...record, latest });
      parts.pool.retire(poolKey(name, LATEST, record.latest));
      return latest;
    });
    return describeFunction(parts, name, { version: LATEST, document });
  },
);
