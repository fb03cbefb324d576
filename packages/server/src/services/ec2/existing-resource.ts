import type { Db } from '../../database/database.ts';
import { fleetNotFound, instancesNotFound, spotRequestNotFound, templateNotFound, unknownResource } from './errors.ts';
import { fleets } from './store/fleets.ts';
import { findInstance } from './store/instances.ts';
import { findTemplate } from './store/launch-templates.ts';
import { spotRequests } from './store/spot-requests.ts';

/** Kinds of things that have tags, by the prefix of their ids. */
export const RESOURCE_TYPES: Readonly<Record<string, string>> = {
  i: 'instance',
  lt: 'launch-template',
  sir: 'spot-instances-request',
  fleet: 'fleet',
  subnet: 'subnet',
  vpc: 'vpc',
  sg: 'security-group',
};

/** Refuses an id of nothing. Networks are not looked up: those of real accounts are not here. */
export async function existingResource(db: Db, id: string): Promise<void> {
  const kind = RESOURCE_TYPES[id.split('-')[0] ?? ''];
  if (!kind || !/^[a-z]+-[0-9a-z-]+$/.test(id)) throw unknownResource(id);
  if (kind === 'instance' && !(await findInstance(db, id))) throw instancesNotFound([id]);
  if (kind === 'launch-template' && !(await findTemplate(db, { id }))) throw templateNotFound([id]);
  if (kind === 'spot-instances-request' && !(await spotRequests.find(db, id))) throw spotRequestNotFound(id);
  if (kind === 'fleet' && !(await fleets.find(db, id))) throw fleetNotFound(id);
}
