import type { BuildHandle } from '@codeyard/compute/executors/executor';
import type { PlannedPhase } from '@codeyard/engine/build-program/build-plan';
import type { BuildspecArtifacts, BuildspecReport } from '@codeyard/engine/buildspec/buildspec';
import type { Db } from '../../../database/database.ts';
import type { CacheScope } from '../rules/cache/cache-objects.ts';
import type { CachePlace } from '../rules/cache/cache-places.ts';

/** What the worker of a build has to know to go on with it in another process; gone when the build is over. */
export interface BuildRun {
  /** Name of the executor it was begun on. */
  readonly executor: string;
  /** The digits in `output/src<digits>`. */
  readonly sourceDigits: string;
  /** What the build shows to get its credentials; sealed. */
  readonly sealedToken: string;
  /** Absent until the program was started. */
  readonly handle?: BuildHandle;
  /** Absent until the program was written. */
  readonly program?: WrittenProgram;
  /** How often working on it failed through a fault of ours. */
  readonly faults?: number;
  /** How long the log was when the program had finished: our own lines follow. */
  readonly programLogBytes?: number;
}

/** What remains of the buildspec once it is a program. */
export interface WrittenProgram {
  readonly entry: string;
  /** JSON list of the values that must not appear in the log; sealed. */
  readonly sealedSecrets: string;
  /** To name the command that failed. */
  readonly phases: readonly PlannedPhase[];
  readonly exportedVariables: readonly string[];
  readonly artifacts?: BuildspecArtifacts;
  readonly reports?: Readonly<Record<string, BuildspecReport>>;
  /** The root of the primary source, as the build sees it. */
  readonly sourceFolder: string;
  /** What is to be saved in the S3 cache; absent when nothing is. */
  readonly cache?: WrittenCache;
}

/** An S3 cache that a build is to save when it has succeeded. */
export interface WrittenCache {
  readonly scope: CacheScope;
  readonly generation: number;
  readonly object: string;
  /** Absent for the one cache that every build overwrites. */
  readonly key?: string;
  /** The cache of this very key was restored. */
  readonly isThere: boolean;
  /** The places are not the buildspec's own. */
  readonly isDefault: boolean;
  readonly places: readonly CachePlace[];
}

/** How much of the log file has become log events. */
export interface LogCursor {
  /** Bytes that are certainly delivered. */
  readonly offset: number;
  /** A batch that may or may not have been delivered: up to `end`, every event stamped with `timestamp`. */
  readonly pending?: { readonly end: number; readonly timestamp: number };
}

interface Tables {
  codebuild_builds: {
    id: string;
    uuid: string;
    run: string | null;
    log_cursor: string | null;
    log_version: number;
  };
}

const runs = (db: Db) => db.tables<Tables>();

/** Sets members of what the worker knows; call it in the transaction of the change they belong to. */
export async function changeRun(tx: Db, id: string, change: Partial<BuildRun>): Promise<void> {
  const run = { ...(await findRun(tx, id)), ...change };
  await runs(tx)
    .updateTable('codebuild_builds')
    .set({ run: JSON.stringify(run) })
    .where('id', '=', id)
    .execute();
}

/** Forgets everything that only mattered while the build ran, its sealed secrets above all. */
export async function clearRun(tx: Db, id: string): Promise<void> {
  await runs(tx).updateTable('codebuild_builds').set({ run: null, log_cursor: null }).where('id', '=', id).execute();
}

export async function findRun(db: Db, id: string): Promise<BuildRun | undefined> {
  const row = await runs(db).selectFrom('codebuild_builds').select('run').where('id', '=', id).executeTakeFirst();
  return row?.run ? (JSON.parse(row.run) as BuildRun) : undefined;
}

/** The id of the build with this UUID and what its worker knows. */
export async function findRunByUuid(db: Db, uuid: string): Promise<{ id: string; run: BuildRun } | undefined> {
  const row = await runs(db)
    .selectFrom('codebuild_builds')
    .select(['id', 'run'])
    .where('uuid', '=', uuid)
    .executeTakeFirst();
  return row?.run ? { id: row.id, run: JSON.parse(row.run) as BuildRun } : undefined;
}

/** Makes the caller the only one who may deliver this build's log: whoever did before fails at its next save. */
export async function takeLogCursor(tx: Db, id: string): Promise<{ cursor: LogCursor; version: number } | undefined> {
  const row = await runs(tx)
    .updateTable('codebuild_builds')
    .set((column) => ({ log_version: column('log_version', '+', 1) }))
    .where('id', '=', id)
    .returning(['log_cursor', 'log_version'])
    .executeTakeFirst();
  if (!row) return undefined;
  const cursor = row.log_cursor ? (JSON.parse(row.log_cursor) as LogCursor) : { offset: 0 };
  return { cursor, version: row.log_version };
}

/** False when somebody else has taken the cursor. */
export async function saveLogCursor(tx: Db, id: string, version: number, cursor: LogCursor): Promise<boolean> {
  const result = await runs(tx)
    .updateTable('codebuild_builds')
    .set({ log_cursor: JSON.stringify(cursor) })
    .where('id', '=', id)
    .where('log_version', '=', version)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}
