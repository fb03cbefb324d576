import type { Migrations } from '../database/database.ts';

export const logsStoreMigrations: Migrations = {
  'logs-store-001-chunks': async ({ schema, columns }) => {
    await schema
      .createTable('log_chunks')
      .addColumn('stream_id', columns.text, (column) => column.notNull())
      .addColumn('first_place', columns.integer, (column) => column.notNull())
      .addColumn('last_place', columns.integer, (column) => column.notNull())
      .addColumn('first_time', columns.integer, (column) => column.notNull())
      .addColumn('last_time', columns.integer, (column) => column.notNull())
      .addColumn('ingested_at', columns.integer, (column) => column.notNull())
      .addColumn('events', columns.bytes, (column) => column.notNull())
      .addPrimaryKeyConstraint('log_chunks_key', ['stream_id', 'first_place'])
      .execute();
  },
  // Chunks of before count as large: they are left as they are.
  'logs-store-002-bytes': async ({ schema, columns }) => {
    await schema
      .alterTable('log_chunks')
      .addColumn('message_bytes', columns.integer, (column) => column.notNull().defaultTo(1024 * 1024))
      .execute();
  },
};
