import type { UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { operation } from '../../../gateway/operation.ts';
import { validation } from '../errors.ts';
import { existingTable } from '../existing-table.ts';
import type { Parts } from '../parts.ts';
import { saveTable } from '../store/tables.ts';
import { EXPIRE } from '../workers/expire-items.ts';

export const updateTimeToLive = operation<UpdateTimeToLiveCommand, Parts>('UpdateTimeToLive', async (input, parts) => {
  const { Enabled, AttributeName } = input.TimeToLiveSpecification;
  await parts.database.transaction(async (tx) => {
    const { ttl, ...table } = await existingTable(tx, input.TableName);
    if (Enabled === (ttl !== undefined)) throw validation(`TimeToLive is already ${Enabled ? 'enabled' : 'disabled'}`);
    if (!Enabled && ttl !== AttributeName)
      throw validation(`TimeToLive is active on a different AttributeName: current AttributeName is ${ttl}`);
    await saveTable(tx, Enabled ? { ...table, ttl: AttributeName } : table);
    if (Enabled) await parts.queue.enqueue(tx, { kind: EXPIRE, id: `${EXPIRE}:${table.name}`, payload: table.name });
  });
  return { TimeToLiveSpecification: { Enabled, AttributeName } };
});
