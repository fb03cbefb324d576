import type { Db } from '../../../database/database.ts';
import { type Build, currentPhase, isComplete } from '../rules/build.ts';
import type { Overrides } from '../rules/new-build.ts';
import { follows } from './sorted-page.ts';

interface BuildTable {
  id: string;
  uuid: string;
  project: string;
  number: number;
  started_at: number;
  phase: string;
  status: string;
  complete: number;
  sandbox: number;
  deadline_at: number | null;
  document: string;
  overrides: string;
  run: string | null;
  log_cursor: string | null;
  log_version: number;
}

interface Tables {
  codebuild_projects: { name: string; hidden: number };
  codebuild_builds: BuildTable;
}

const builds = (db: Db) => db.tables<Tables>();
const toBuild = ({ document }: { document: string }): Build => JSON.parse(document) as Build;

const stateOf = (build: Build) => ({
  phase: currentPhase(build),
  status: build.status,
  complete: isComplete(build) ? 1 : 0,
  deadline_at: build.deadlineAt ?? null,
  document: JSON.stringify(build),
});

/** Projects that another service made for itself. */
const hiddenProjects = (db: Db) => builds(db).selectFrom('codebuild_projects').select('name').where('hidden', '=', 1);

/** `overrides` are what StartBuild was given, kept for RetryBuild. */
export async function insertBuild(db: Db, build: Build, overrides: Overrides): Promise<void> {
  await builds(db)
    .insertInto('codebuild_builds')
    .values({
      id: build.id,
      uuid: build.uuid,
      project: build.projectName,
      number: build.number,
      started_at: build.startedAt,
      ...stateOf(build),
      sandbox: build.sandbox ? 1 : 0,
      overrides: JSON.stringify(overrides),
      run: null,
      log_cursor: null,
      log_version: 0,
    })
    .execute();
}

export async function saveBuild(db: Db, build: Build): Promise<void> {
  await builds(db).updateTable('codebuild_builds').set(stateOf(build)).where('id', '=', build.id).execute();
}

export async function findBuild(db: Db, id: string): Promise<Build | undefined> {
  const row = await builds(db)
    .selectFrom('codebuild_builds')
    .select('document')
    .where('id', '=', id)
    .executeTakeFirst();
  return row && toBuild(row);
}

export async function findBuildByUuid(db: Db, uuid: string): Promise<Build | undefined> {
  const row = await builds(db)
    .selectFrom('codebuild_builds')
    .select('document')
    .where('uuid', '=', uuid)
    .executeTakeFirst();
  return row && toBuild(row);
}

/** The same, kept from others until the transaction ends. */
export async function lockBuild(tx: Db, id: string): Promise<Build | undefined> {
  const query = builds(tx).selectFrom('codebuild_builds').select('document').where('id', '=', id);
  const row = await (tx.dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst();
  return row && toBuild(row);
}

export async function findBuilds(db: Db, ids: readonly string[]): Promise<Build[]> {
  if (ids.length === 0) return [];
  const rows = await builds(db)
    .selectFrom('codebuild_builds')
    .select('document')
    .where('id', 'in', [...ids])
    .execute();
  return rows.map(toBuild);
}

export async function findOverrides(db: Db, id: string): Promise<Overrides | undefined> {
  const row = await builds(db)
    .selectFrom('codebuild_builds')
    .select('overrides')
    .where('id', '=', id)
    .executeTakeFirst();
  return row && (JSON.parse(row.overrides) as Overrides);
}

/** Just enough to see whether a running build was stopped or is late. */
export async function findBuildHealth(
  db: Db,
  id: string,
): Promise<{ status: string; deadlineAt: number | null } | undefined> {
  return await builds(db)
    .selectFrom('codebuild_builds')
    .select(['status', 'deadline_at as deadlineAt'])
    .where('id', '=', id)
    .executeTakeFirst();
}

/** Deletes finished builds only; answers the ids that are gone. */
export async function deleteFinishedBuild(db: Db, id: string): Promise<'deleted' | 'running' | 'absent'> {
  const deleted = await builds(db)
    .deleteFrom('codebuild_builds')
    .where('id', '=', id)
    .where('complete', '=', 1)
    .returning('id')
    .executeTakeFirst();
  if (deleted) return 'deleted';
  return (await findBuildHealth(db, id)) === undefined ? 'absent' : 'running';
}

export async function countUnfinished(db: Db, project?: string): Promise<number> {
  const query = builds(db)
    .selectFrom('codebuild_builds')
    .select((select) => select.fn.countAll().as('count'))
    .where('complete', '=', 0)
    .where('sandbox', '=', 0);
  const row = await (project === undefined ? query : query.where('project', '=', project)).executeTakeFirst();
  return Number(row?.count ?? 0);
}

export async function countQueued(db: Db): Promise<number> {
  const row = await builds(db)
    .selectFrom('codebuild_builds')
    .select((select) => select.fn.countAll().as('count'))
    .where('complete', '=', 0)
    .where('phase', '=', 'QUEUED')
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}

export interface BuildKey {
  readonly value: number;
  readonly id: string;
}

/** A page of all builds by when they were started, or of one project's builds by number; or of sandboxes, which have no number. */
export async function listBuildKeys(
  db: Db,
  page: { project?: string; sandboxes?: true; descending: boolean; after: BuildKey | undefined; limit: number },
): Promise<BuildKey[]> {
  const column = page.project === undefined || page.sandboxes ? 'started_at' : 'number';
  const direction = page.descending ? 'desc' : 'asc';
  let query = builds(db)
    .selectFrom('codebuild_builds')
    .select(['id', `${column} as value`])
    .where('sandbox', '=', page.sandboxes ? 1 : 0);
  if (page.project !== undefined) query = query.where('project', '=', page.project);
  else query = query.where('project', 'not in', hiddenProjects(db));
  if (page.after) {
    query = query.where(follows({ ...page, column, tie: 'id' }, [page.after.value, page.after.id]));
  }
  return await query.orderBy(column, direction).orderBy('id', direction).limit(page.limit).execute();
}
