import type { Migrations } from '../../../database/database.ts';

export const migrations: Migrations = {
  'sts-001-sessions': async ({ schema, columns }) => {
    await schema
      .createTable('sts_sessions')
      .addColumn('access_key_id', columns.text, (column) => column.primaryKey())
      .addColumn('sealed', columns.text, (column) => column.notNull())
      .addColumn('caller', columns.text, (column) => column.notNull())
      .addColumn('policies', columns.text, (column) => column.notNull())
      .addColumn('expires_at', columns.integer, (column) => column.notNull())
      .execute();
    await schema.createIndex('sts_sessions_expiry').on('sts_sessions').column('expires_at').execute();
  },
};
