import type { Db } from '../../../database/database.ts';

/** A document that was created here. */
export interface SsmDocument {
  readonly name: string;
  readonly type: string;
  readonly defaultVersion: number;
  readonly latestVersion: number;
  readonly targetType?: string;
  readonly displayName?: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly tags: Readonly<Record<string, string>>;
}

export interface SsmDocumentVersion {
  readonly document: string;
  readonly version: number;
  readonly versionName?: string;
  readonly content: string;
  readonly format: 'JSON' | 'YAML';
  readonly createdAt: number;
}

interface Tables {
  ssm_documents: { name: string; document: string };
  ssm_document_versions: { name: string; version: number; document: string };
}

const tables = (db: Db) => db.tables<Tables>();
const read = <Kept>({ document }: { document: string }) => JSON.parse(document) as Kept;

export async function findDocumentRow(db: Db, name: string): Promise<SsmDocument | undefined> {
  const row = await tables(db)
    .selectFrom('ssm_documents')
    .select('document')
    .where('name', '=', name)
    .executeTakeFirst();
  return row && read<SsmDocument>(row);
}

export async function saveDocument(tx: Db, kept: SsmDocument): Promise<void> {
  const document = JSON.stringify(kept);
  const query = tables(tx).insertInto('ssm_documents').values({ name: kept.name, document });
  await query.onConflict((conflict) => conflict.column('name').doUpdateSet({ document })).execute();
}

export async function listDocumentRows(db: Db): Promise<SsmDocument[]> {
  const rows = await tables(db).selectFrom('ssm_documents').select('document').orderBy('name').execute();
  return rows.map((row) => read<SsmDocument>(row));
}

export async function insertDocumentVersion(tx: Db, version: SsmDocumentVersion): Promise<void> {
  const row = { name: version.document, version: version.version, document: JSON.stringify(version) };
  await tables(tx).insertInto('ssm_document_versions').values(row).execute();
}

/** Newest first. */
export async function listDocumentVersionRows(db: Db, name: string): Promise<SsmDocumentVersion[]> {
  const query = tables(db).selectFrom('ssm_document_versions').select('document').where('name', '=', name);
  return (await query.orderBy('version', 'desc').execute()).map((row) => read<SsmDocumentVersion>(row));
}

export async function deleteDocumentVersionRow(tx: Db, name: string, version: number): Promise<void> {
  const query = tables(tx).deleteFrom('ssm_document_versions').where('name', '=', name);
  await query.where('version', '=', version).execute();
}

export async function deleteDocumentRows(tx: Db, name: string): Promise<void> {
  await tables(tx).deleteFrom('ssm_documents').where('name', '=', name).execute();
  await tables(tx).deleteFrom('ssm_document_versions').where('name', '=', name).execute();
}
