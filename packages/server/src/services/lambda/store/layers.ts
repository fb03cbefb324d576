import type { Db } from '../../../database/database.ts';

/** One version of a layer; a deleted one keeps its number. */
export interface LayerVersion {
  readonly name: string;
  readonly version: number;
  readonly description: string;
  readonly runtimes: readonly string[];
  readonly architectures: readonly string[];
  readonly license?: string;
  /** SHA-256 of the ZIP file in hexadecimal. */
  readonly code: string;
  readonly codeSize: number;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

interface Tables {
  lambda_layers: { name: string; version: number; document: string | null };
}

const tables = (db: Db) => db.tables<Tables>();
const layersOf = (rows: Tables['lambda_layers'][]) =>
  rows.flatMap(({ document }) => (document === null ? [] : [JSON.parse(document) as LayerVersion]));

/** The number that the next version of a layer gets. */
export async function nextLayerVersion(tx: Db, name: string): Promise<number> {
  const query = tables(tx).selectFrom('lambda_layers').select('version').where('name', '=', name);
  return ((await query.orderBy('version', 'desc').limit(1).executeTakeFirst())?.version ?? 0) + 1;
}

export async function insertLayer(tx: Db, layer: LayerVersion): Promise<void> {
  const { name, version } = layer;
  await tables(tx)
    .insertInto('lambda_layers')
    .values({ name, version, document: JSON.stringify(layer) })
    .execute();
}

export async function findLayer(db: Db, name: string, version: number): Promise<LayerVersion | undefined> {
  const query = tables(db).selectFrom('lambda_layers').selectAll().where('name', '=', name);
  return layersOf(await query.where('version', '=', version).execute())[0];
}

/** Newest first. */
export async function listLayerVersionRows(db: Db, name: string): Promise<LayerVersion[]> {
  const query = tables(db).selectFrom('lambda_layers').selectAll().where('name', '=', name);
  return layersOf(await query.orderBy('version', 'desc').execute());
}

/** The newest version of every layer, by name. */
export async function listNewestLayers(db: Db): Promise<LayerVersion[]> {
  const rows = await tables(db).selectFrom('lambda_layers').selectAll().orderBy('name').orderBy('version').execute();
  return [...new Map(layersOf(rows).map((layer) => [layer.name, layer])).values()];
}

export async function deleteLayer(tx: Db, name: string, version: number): Promise<void> {
  const query = tables(tx).updateTable('lambda_layers').set({ document: null });
  await query.where('name', '=', name).where('version', '=', version).execute();
}
