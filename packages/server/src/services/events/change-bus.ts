import type { Db } from '../../database/database.ts';
import { busNotFound, invalid } from './errors.ts';
import type { Parts } from './parts.ts';
import { readBusName } from './rules/arns.ts';
import { type Bus, lockBus } from './store/buses.ts';

/** Does something to a bus, named or by ARN, while nobody else can. */
export function changeBus<Result>(
  parts: Parts,
  nameOrArn: string | undefined,
  change: (tx: Db, bus: Bus) => Promise<Result>,
): Promise<Result> {
  const name = readBusName(parts, nameOrArn);
  return parts.database.transaction(async (tx) => {
    if (name === undefined) throw invalid(`Event bus ${nameOrArn} is not one of this account and region.`);
    const bus = await lockBus(tx, name);
    if (!bus) throw busNotFound(name);
    return await change(tx, bus);
  });
}
