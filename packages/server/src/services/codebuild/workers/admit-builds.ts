import type { Db } from '../../../database/database.ts';
import type { Worker } from '../../../work-queue/work-queue.ts';
import { orderRun } from '../enter-queue.ts';
import { lookAtFleet } from '../fleets/join-fleet.ts';
import type { Parts } from '../parts.ts';
import { claimOfMissing } from '../rules/fleet/pool-of-fleet.ts';
import { both, NO_LIMITS } from '../rules/queue/capacity.ts';
import { chooseNext } from '../rules/queue/choose-next.ts';
import { sumOfMachines } from '../store/fleet-machines.ts';
import { findAllFleets } from '../store/fleets.ts';
import { admit, countOvertaken, findTaken, findWaiting, lockCapacity } from '../store/queue.ts';
import { ADMIT_KIND } from '../work-kinds.ts';

/**
 * Lets builds out of the queue as far as limits and capacity allow; whoever changes either orders it again. What fleets miss is theirs
 * first, so that no row of builds on demand keeps it from them.
 */
export function admissionWorker(parts: Parts): Worker<object> {
  return {
    kind: ADMIT_KIND,
    async handle() {
      await parts.database.transaction((tx) => admitBuilds(tx, parts));
    },
  };
}

async function admitBuilds(tx: Db, parts: Parts): Promise<void> {
  const { concurrent, machine } = parts.capacity ?? NO_LIMITS;
  await lockCapacity(tx);
  const short = (await findAllFleets(tx)).filter(({ missing }) => missing !== undefined);
  for (const { id } of short) await lookAtFleet(tx, parts, id);
  const waiting = await findWaiting(tx);
  if (waiting.length === 0) return;
  const { running, taken: byBuilds } = await findTaken(tx);
  const taken = both(both(byBuilds, await sumOfMachines(tx)), claimOfMissing(short, machine));
  const { admitted, overtaken } = chooseNext(waiting, {
    ...{ limits: concurrent, running },
    ...(machine ? { machine: { size: machine, taken } } : {}),
  });
  const chosen = new Set(admitted);
  for (const build of waiting) {
    if (chosen.has(build.id) && (await admit(tx, build.id))) await orderRun(tx, parts, build);
    const times = overtaken[build.id];
    if (times !== undefined) await countOvertaken(tx, build.id, times);
  }
}
