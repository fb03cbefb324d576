import type { Database } from '../../database/database.ts';
import { invalidResource, unsupportedType } from './errors.ts';
import { findParameter, saveTags, type Tags } from './store.ts';

/** Tags of a parameter; other kinds of resources are refused by name. */
export async function parameterTags(database: Database, type: string, name: string): Promise<Tags> {
  if (type !== 'Parameter') throw unsupportedType(type);
  const found = await findParameter(database, name);
  if (!found) throw invalidResource();
  return found.tags;
}

export async function changeTags(
  database: Database,
  resource: { type: string; name: string },
  change: (tags: Tags) => Tags,
): Promise<void> {
  const { type, name } = resource;
  if (type !== 'Parameter') throw unsupportedType(type);
  await database.transaction(async (tx) => {
    const found = await findParameter(tx, name);
    if (!found) throw invalidResource();
    await saveTags(tx, name, change(found.tags));
  });
}
