import type { Database, Db } from '../../database/database.ts';
import { invalidResource, unsupportedType } from './errors.ts';
import { findDocumentRow, saveDocument } from './store/documents.ts';
import { findParameter, saveTags, type Tags } from './store/parameters.ts';

/** Tags of a parameter or a document; other kinds of resources are refused by name. */
export async function resourceTags(db: Db | Database, type: string, name: string): Promise<Tags> {
  const found = await find(db as Db, type, name);
  if (!found) throw invalidResource();
  return found.tags;
}

export async function changeTags(
  database: Database,
  { type, name }: { type: string; name: string },
  change: (tags: Tags) => Tags,
): Promise<void> {
  await database.transaction(async (tx) => {
    const tags = change(await resourceTags(tx, type, name));
    if (type === 'Parameter') return await saveTags(tx, name, tags);
    const document = await findDocumentRow(tx, name);
    if (document) await saveDocument(tx, { ...document, tags });
  });
}

async function find(db: Db, type: string, name: string): Promise<{ tags: Tags } | undefined> {
  if (type === 'Parameter') return await findParameter(db, name);
  if (type === 'Document') return await findDocumentRow(db, name);
  throw unsupportedType(type);
}
