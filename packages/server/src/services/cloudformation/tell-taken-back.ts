import type { Db } from '../../database/database.ts';
import type { Parts } from './parts.ts';
import { forgetResource, listResources, type ResourceRow, saveResource } from './store/resources.ts';
import type { Stack } from './store/stacks.ts';
import { type Happening, tell } from './tell.ts';

/**
 * Once an update is rolled back, resources that were to be replaced are told of as what they are again, and what never came to be is no
 * part of the stack.
 */
export async function tellTakenBack(tx: Db, parts: Parts, stack: Stack): Promise<Stack> {
  const happenings: Happening[] = [];
  const now = parts.clock.now();
  for (const { reason: _, ...row } of await listResources(tx, stack.id)) {
    const { logicalId, type } = row;
    const present = stack.state.resources[logicalId];
    const happening = present ? takenBack(row, present.physicalId) : neverMade(row);
    if (!happening) continue;
    happenings.push({ logicalId, type: present?.type ?? type, ...happening });
    if (present) await saveResource(tx, { ...row, ...happening, type: present.type, updatedAt: now });
    else await forgetResource(tx, stack.id, logicalId);
  }
  return await tell(tx, parts, stack, happenings);
}

const takenBack = (row: ResourceRow, physicalId: string) =>
  row.physicalId !== physicalId || row.status.endsWith('_FAILED')
    ? { physicalId, status: 'UPDATE_COMPLETE' }
    : undefined;

const neverMade = ({ physicalId, status }: ResourceRow) =>
  physicalId === '' && status === 'CREATE_FAILED' ? { physicalId, status: 'DELETE_COMPLETE' } : undefined;
