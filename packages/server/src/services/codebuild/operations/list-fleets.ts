import type { ListFleetsCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { fleetArn } from '../arns.ts';
import { listPage } from '../list-page.ts';
import type { Parts } from '../parts.ts';
import { type FleetKey, listFleetKeys } from '../store/fleets.ts';

/** ARNs of fleets. */
export const listFleets = operation<ListFleetsCommand, Parts>('ListFleets', async (input, parts) => {
  const by = input.sortBy ?? 'NAME';
  const descending = input.sortOrder === 'DESCENDING';
  const listing = `ListFleets ${by} ${descending}`;
  const load = (after: FleetKey | undefined, limit: number) =>
    listFleetKeys(parts.database, { by, descending, after, limit });
  const page = await listPage<FleetKey>(listing, input.nextToken, load, input.maxResults);
  return { fleets: page.rows.map((fleet) => fleetArn(parts, fleet)), nextToken: page.nextToken };
});
