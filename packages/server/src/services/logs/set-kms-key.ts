import type { Database } from '../../database/database.ts';
import { invalid } from './errors.ts';
import { findExistingGroup } from './find-group.ts';
import { changeGroup } from './store.ts';

/** Names or ARNs of a group; query results cannot be named here. */
interface Target {
  readonly logGroupName?: string | undefined;
  readonly resourceIdentifier?: string | undefined;
}

/** Records the key of a group; null takes it away. */
export async function setKmsKey(database: Database, target: Target, kmsKey: string | null): Promise<void> {
  const { logGroupName, resourceIdentifier } = target;
  const ofArn = /:log-group:([^:]+)/.exec(resourceIdentifier ?? '')?.[1];
  const name = logGroupName ?? ofArn;
  if (name === undefined || (logGroupName !== undefined && resourceIdentifier !== undefined))
    throw invalid('Exactly one of logGroupName and the resourceIdentifier of a log group must be given.');
  await database.transaction(async (tx) => {
    await findExistingGroup(tx, name);
    await changeGroup(tx, name, { kmsKey });
  });
}
