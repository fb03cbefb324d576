import type { UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda';
import { operation } from '../../../gateway/operation.ts';
import { describeFunction } from '../describe.ts';
import { findExisting, lockExisting, referenceOf } from '../find.ts';
import type { Parts } from '../parts.ts';
import { publish } from '../publish.ts';
import { LATEST } from '../rules/function.ts';
import { poolKey } from '../run-function.ts';
import { saveFunction } from '../store/functions.ts';
import { takeCode } from '../take-code.ts';

export const updateFunctionCode = operation<UpdateFunctionCodeCommand, Parts>(
  'UpdateFunctionCode',
  async (input, parts) => {
    const { name } = referenceOf(input.FunctionName);
    await findExisting(parts.database, parts, name);
    const taken = await takeCode(parts, input);
    const document = await parts.database.transaction(async (tx) => {
      const record = await lockExisting(tx, parts, { name, revisionId: input.RevisionId });
      const { Architectures: architectures = record.latest.architectures } = input;
      const stamps = { modifiedAt: parts.clock.now(), revisionId: parts.ids.uuid() };
      const latest = { ...record.latest, ...taken, ...stamps, architectures };
      if (!input.DryRun) await saveFunction(tx, { ...record, latest });
      if (!input.DryRun) parts.pool.retire(poolKey(name, LATEST, record.latest));
      return latest;
    });
    if (input.Publish && !input.DryRun) return await publish(parts, { name });
    return describeFunction(parts, name, { version: LATEST, document });
  },
);
