import type { Db } from '../../../database/database.ts';
import type { Refusal } from '../../../platform/refusal.ts';
import { readFleet } from '../arns.ts';
import { fleetUnusable } from '../errors.ts';
import type { Parts } from '../parts.ts';
import type { Environment } from '../rules/definition.ts';
import { type Fleet, whyUnusable } from '../rules/fleet/fleet.ts';
import { findFleets } from '../store/fleets.ts';

/** The fleet of that name or ARN. */
export async function findFleetBy(db: Db, parts: Parts, nameOrArn: string): Promise<Fleet | undefined> {
  const wanted = readFleet(parts, nameOrArn);
  const [fleet] = wanted ? await findFleets(db, [wanted.name]) : [];
  return wanted?.id === undefined || wanted.id === fleet?.id ? fleet : undefined;
}

/** The fleet that a build is to run on, or why it cannot; neither of one that runs on demand. */
export async function findFleetOf(
  tx: Db,
  parts: Parts,
  { fleet: reference }: Pick<Environment, 'fleet'>,
): Promise<{ readonly fleet?: Fleet; readonly refusal?: Refusal }> {
  const nameOrArn = reference?.fleetArn;
  if (!nameOrArn) return {};
  const fleet = await findFleetBy(tx, parts, nameOrArn);
  const why = fleet ? whyUnusable(fleet) : 'cannot be found';
  if (why !== undefined) return { refusal: fleetUnusable(nameOrArn, why) };
  return fleet ? { fleet } : {};
}
