import type { Db } from '../../../database/database.ts';
import type { Tags } from '../rules/filters.ts';

interface Tables {
  ec2_tags: { resource: string; name: string; value: string };
}

const tables = (db: Db) => db.tables<Tables>();
/** SQLite takes so many values in one statement, and more. */
const PORTION = 500;

export async function putTags(tx: Db, resource: string, tags: Tags): Promise<void> {
  for (const [name, value] of Object.entries(tags)) {
    const query = tables(tx).insertInto('ec2_tags').values({ resource, name, value });
    await query.onConflict((conflict) => conflict.columns(['resource', 'name']).doUpdateSet({ value })).execute();
  }
}

/** Takes a tag away; of any value unless one is given. */
export async function deleteTag(tx: Db, resource: string, name: string, value?: string): Promise<void> {
  const query = tables(tx).deleteFrom('ec2_tags').where('resource', '=', resource).where('name', '=', name);
  await (value === undefined ? query : query.where('value', '=', value)).execute();
}

export async function deleteTags(tx: Db, resource: string): Promise<void> {
  await tables(tx).deleteFrom('ec2_tags').where('resource', '=', resource).execute();
}

/** The tags of resources, by id; of all when none are named. */
export async function tagsOf(db: Db, resources?: readonly string[]): Promise<(resource: string) => Tags> {
  const found = new Map<string, Record<string, string>>();
  const portions = resources ? inPortions(resources) : [undefined];
  for (const portion of portions) {
    let query = tables(db).selectFrom('ec2_tags').selectAll().orderBy('resource').orderBy('name');
    if (portion) query = query.where('resource', 'in', portion);
    for (const { resource, name, value } of await query.execute()) {
      const tags = found.get(resource) ?? {};
      tags[name] = value;
      found.set(resource, tags);
    }
  }
  return (resource) => found.get(resource) ?? {};
}

export async function listTags(db: Db): Promise<Tables['ec2_tags'][]> {
  return await tables(db).selectFrom('ec2_tags').selectAll().orderBy('resource').orderBy('name').execute();
}

function inPortions(resources: readonly string[]): string[][] {
  const portions: string[][] = [];
  for (let at = 0; at < resources.length; at += PORTION) portions.push(resources.slice(at, at + PORTION));
  return portions;
}
