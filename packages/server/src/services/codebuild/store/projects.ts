import { sql } from 'kysely';
import type { Db } from '../../../database/database.ts';
import type { Project } from '../rules/project.ts';
import { follows, NAMED_COLUMNS, type NamedKey, type NamedPage } from './sorted-page.ts';

interface ProjectTable {
  name: string;
  created_at: number;
  last_modified_at: number;
  last_build_number: number;
  last_batch_number: number;
  concurrent_build_limit: number | null;
  /** Made by another service for itself: no listing shows it. */
  hidden: number;
  document: string;
}

interface Tables {
  codebuild_projects: ProjectTable;
}

/** What is kept as JSON: everything that no query asks for. */
type Document = Omit<Project, 'name' | 'createdAt' | 'lastModifiedAt'>;

const projects = (db: Db) => db.tables<Tables>();

const toRow = ({ name, createdAt, lastModifiedAt, ...document }: Project) => ({
  name,
  created_at: createdAt,
  last_modified_at: lastModifiedAt,
  concurrent_build_limit: document.definition.concurrentBuildLimit ?? null,
  hidden: document.hidden ? 1 : 0,
  document: JSON.stringify(document satisfies Document),
});

const toProject = (row: Pick<ProjectTable, 'name' | 'created_at' | 'last_modified_at' | 'document'>): Project => ({
  name: row.name,
  createdAt: row.created_at,
  lastModifiedAt: row.last_modified_at,
  ...(JSON.parse(row.document) as Document),
});

/** False when the name is taken. */
export async function insertProject(db: Db, project: Project): Promise<boolean> {
  const inserted = await projects(db)
    .insertInto('codebuild_projects')
    .values({ ...toRow(project), last_build_number: 0, last_batch_number: 0 })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .returning('name')
    .executeTakeFirst();
  return inserted !== undefined;
}

export async function updateProjectRow(db: Db, project: Project): Promise<void> {
  const { name, created_at, ...row } = toRow(project);
  await projects(db).updateTable('codebuild_projects').set(row).where('name', '=', name).execute();
}

export async function deleteProjectRow(db: Db, name: string): Promise<void> {
  await projects(db).deleteFrom('codebuild_projects').where('name', '=', name).execute();
}

export async function findProject(db: Db, name: string): Promise<Project | undefined> {
  const row = await projects(db)
    .selectFrom('codebuild_projects')
    .selectAll()
    .where('name', '=', name)
    .executeTakeFirst();
  return row && toProject(row);
}

export async function findProjects(db: Db, names: readonly string[]): Promise<Project[]> {
  if (names.length === 0) return [];
  const rows = await projects(db)
    .selectFrom('codebuild_projects')
    .selectAll()
    .where('name', 'in', [...names])
    .execute();
  return rows.map(toProject);
}

/** The next number of the project's builds; it also keeps two starts of one project from overtaking each other. */
export async function takeBuildNumber(db: Db, name: string): Promise<number | undefined> {
  const row = await projects(db)
    .updateTable('codebuild_projects')
    .set({ last_build_number: sql`last_build_number + 1` })
    .where('name', '=', name)
    .returning('last_build_number')
    .executeTakeFirst();
  return row?.last_build_number;
}

/** The next number of the project's batches, which are counted by themselves. */
export async function takeBatchNumber(db: Db, name: string): Promise<number | undefined> {
  const row = await projects(db)
    .updateTable('codebuild_projects')
    .set({ last_batch_number: sql`last_batch_number + 1` })
    .where('name', '=', name)
    .returning('last_batch_number')
    .executeTakeFirst();
  return row?.last_batch_number;
}

/** Names of a page of projects with the keys that continue it, sorted by `by` and then by name. */
export async function listProjectKeys(db: Db, page: NamedPage): Promise<NamedKey[]> {
  const column = NAMED_COLUMNS[page.by];
  const direction = page.descending ? 'desc' : 'asc';
  let query = projects(db)
    .selectFrom('codebuild_projects')
    .select(['name', `${column} as value`])
    .where('hidden', '=', 0);
  if (page.after) {
    const { value, name } = page.after;
    query = query.where(follows({ ...page, column, tie: 'name' }, [value, name]));
  }
  return await query.orderBy(column, direction).orderBy('name', direction).limit(page.limit).execute();
}
