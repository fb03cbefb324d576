import type { ListEventBusesCommand } from '@aws-sdk/client-eventbridge';
import { operation } from '../../../gateway/operation.ts';
import { describeBusMembers } from '../describe-bus.ts';
import { listPage } from '../list-page.ts';
import type { Parts } from '../parts.ts';
import { listBusRows } from '../store/buses.ts';

export const listEventBuses = operation<ListEventBusesCommand, Parts>('ListEventBuses', async (input, parts) => {
  const prefix = input.NamePrefix ?? '';
  const { rows, page } = await listPage(`ListEventBuses ${prefix}`, input, {
    load: (part) => listBusRows(parts.database, { prefix, ...part }),
    keyOf: (bus) => bus.name,
  });
  return { EventBuses: rows.map((bus) => describeBusMembers(parts, bus)), ...page };
});
