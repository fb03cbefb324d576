import type { DeleteEventBusCommand } from '@aws-sdk/client-eventbridge';
import { operation } from '../../../gateway/operation.ts';
import { invalid } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { DEFAULT_BUS } from '../rules/arns.ts';
import { deleteBusRow, lockBus } from '../store/buses.ts';
import { listRuleRows } from '../store/rules.ts';

/** Deleting a bus that is not there succeeds. */
export const deleteEventBus = operation<DeleteEventBusCommand, Parts>('DeleteEventBus', async (input, { database }) => {
  const bus = input.Name;
  if (bus === DEFAULT_BUS) throw invalid('Cannot delete event bus default.');
  await database.transaction(async (tx) => {
    if (!(await lockBus(tx, bus))) return;
    const rules = await listRuleRows(tx, { bus, prefix: '', after: '', limit: 1 });
    if (rules.length > 0) throw invalid(`Event bus ${bus} can't be deleted since it has rules.`);
    await deleteBusRow(tx, bus);
  });
});
