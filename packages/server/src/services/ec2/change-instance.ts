import type { Db } from '../../database/database.ts';
import { queueSettling } from './launch.ts';
import type { Parts } from './parts.ts';
import type { Instance } from './rules/instance.ts';
import { REMEMBERED_MS } from './rules/instance.ts';
import { stateEvent } from './rules/state-event.ts';
import { saveInstance } from './store/instances.ts';
import { spotRequests } from './store/spot-requests.ts';
import { FORGET } from './work-kinds.ts';

/** Writes an instance's new state with all that follows from it. */
export async function changeInstance(tx: Db, parts: Parts, before: Instance, after: Instance): Promise<void> {
  if (before === after) return;
  await saveInstance(tx, after);
  if (before.state === after.state) return;
  await parts.emitEvent(tx, stateEvent(parts, after));
  await queueSettling(tx, parts, after);
  if (after.state !== 'terminated') return;
  const runAt = parts.clock.now() + REMEMBERED_MS;
  await parts.queue.enqueue(tx, { kind: FORGET, id: `${FORGET}:${after.id}`, payload: after.id, runAt });
  await closeSpotRequest(tx, after);
}

async function closeSpotRequest(tx: Db, { spotRequestId, reason }: Instance): Promise<void> {
  const request = spotRequestId && (await spotRequests.find(tx, spotRequestId));
  if (!request) return;
  const wasReclaimed = reason?.code.startsWith('Server.') ?? false;
  const statusCode = wasReclaimed ? 'instance-terminated-by-service' : 'instance-terminated-by-user';
  const state = request.state === 'active' ? 'closed' : request.state;
  await spotRequests.save(tx, { ...request, state, statusCode });
}
