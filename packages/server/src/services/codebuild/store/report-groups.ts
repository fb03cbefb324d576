import type { Db } from '../../../database/database.ts';
import type { ReportGroup } from '../rules/reports/report-group.ts';
import { follows, NAMED_COLUMNS, type NamedKey, type NamedPage } from './sorted-page.ts';

interface Tables {
  codebuild_report_groups: { name: string; created_at: number; last_modified_at: number; document: string };
}

const groups = (db: Db) => db.tables<Tables>();
const toGroup = ({ document }: { document: string }): ReportGroup => JSON.parse(document) as ReportGroup;

/** False when the name is taken. */
export async function insertReportGroup(db: Db, group: ReportGroup): Promise<boolean> {
  const { name, createdAt, lastModifiedAt } = group;
  const inserted = await groups(db)
    .insertInto('codebuild_report_groups')
    .values({ name, created_at: createdAt, last_modified_at: lastModifiedAt, document: JSON.stringify(group) })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .returning('name')
    .executeTakeFirst();
  return inserted !== undefined;
}

export async function updateReportGroupRow(db: Db, group: ReportGroup): Promise<void> {
  await groups(db)
    .updateTable('codebuild_report_groups')
    .set({ last_modified_at: group.lastModifiedAt, document: JSON.stringify(group) })
    .where('name', '=', group.name)
    .execute();
}

export async function deleteReportGroupRow(db: Db, name: string): Promise<void> {
  await groups(db).deleteFrom('codebuild_report_groups').where('name', '=', name).execute();
}

export async function findReportGroups(db: Db, names: readonly string[]): Promise<ReportGroup[]> {
  if (names.length === 0) return [];
  const rows = await groups(db)
    .selectFrom('codebuild_report_groups')
    .select('document')
    .where('name', 'in', [...names])
    .execute();
  return rows.map(toGroup);
}

export async function findReportGroup(db: Db, name: string): Promise<ReportGroup | undefined> {
  const [group] = await findReportGroups(db, [name]);
  return group;
}

/** The same, kept from others until the transaction ends: no report joins a group that is being deleted. */
export async function lockReportGroup(tx: Db, name: string): Promise<ReportGroup | undefined> {
  const query = groups(tx).selectFrom('codebuild_report_groups').select('document').where('name', '=', name);
  const row = await (tx.dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst();
  return row && toGroup(row);
}

/** A page of groups, sorted by `by` and then by name. */
export async function listReportGroupKeys(db: Db, page: NamedPage): Promise<NamedKey[]> {
  const column = NAMED_COLUMNS[page.by];
  const direction = page.descending ? 'desc' : 'asc';
  let query = groups(db)
    .selectFrom('codebuild_report_groups')
    .select(['name', `${column} as value`]);
  if (page.after) {
    const { value, name } = page.after;
    query = query.where(follows({ ...page, column, tie: 'name' }, [value, name]));
  }
  return await query.orderBy(column, direction).orderBy('name', direction).limit(page.limit).execute();
}
