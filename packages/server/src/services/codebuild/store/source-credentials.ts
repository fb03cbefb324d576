import type { Db } from '../../../database/database.ts';

interface Tables {
  codebuild_source_credentials: {
    server_type: string;
    auth_type: string;
    username: string | null;
    sealed_token: string;
  };
}

/** How one kind of git host is spoken to; the token is readable only through the vault. */
export interface SourceCredentials {
  readonly serverType: string;
  readonly authType: string;
  readonly username?: string;
  readonly sealedToken: string;
}

const credentials = (db: Db) => db.tables<Tables>();

/** False when there are some already and they must stay. */
export async function saveSourceCredentials(db: Db, entry: SourceCredentials, overwrite: boolean): Promise<boolean> {
  const values = {
    server_type: entry.serverType,
    auth_type: entry.authType,
    username: entry.username ?? null,
    sealed_token: entry.sealedToken,
  };
  const saved = await credentials(db)
    .insertInto('codebuild_source_credentials')
    .values(values)
    .onConflict((conflict) =>
      overwrite ? conflict.column('server_type').doUpdateSet(values) : conflict.column('server_type').doNothing(),
    )
    .returning('server_type')
    .executeTakeFirst();
  return saved !== undefined;
}

export async function listSourceCredentials(db: Db): Promise<SourceCredentials[]> {
  const rows = await credentials(db)
    .selectFrom('codebuild_source_credentials')
    .selectAll()
    .orderBy('server_type')
    .execute();
  return rows.map((row) => ({
    serverType: row.server_type,
    authType: row.auth_type,
    sealedToken: row.sealed_token,
    ...(row.username === null ? {} : { username: row.username }),
  }));
}

export async function deleteSourceCredentialsRow(db: Db, serverType: string): Promise<boolean> {
  const deleted = await credentials(db)
    .deleteFrom('codebuild_source_credentials')
    .where('server_type', '=', serverType)
    .returning('server_type')
    .executeTakeFirst();
  return deleted !== undefined;
}
