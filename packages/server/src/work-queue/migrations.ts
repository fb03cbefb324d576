import type { Migrations } from '../database/database.ts';

export const workQueueMigrations: Migrations = {
  'work-queue-001-work': async ({ schema, columns }) => {
    await schema
      .createTable('work')
      .addColumn('id', columns.text, (column) => column.primaryKey())
      .addColumn('kind', columns.text, (column) => column.notNull())
      .addColumn('key', columns.text)
      .addColumn('payload', columns.text, (column) => column.notNull())
      .addColumn('run_at', columns.integer, (column) => column.notNull())
      .addColumn('sequence', columns.integer, (column) => column.notNull())
      .addColumn('version', columns.integer, (column) => column.notNull())
      .addColumn('attempts', columns.integer, (column) => column.notNull())
      .addColumn('lease_owner', columns.text)
      .addColumn('lease_until', columns.integer, (column) => column.notNull())
      .addColumn('last_error', columns.text)
      .execute();
    await schema.createIndex('work_due').on('work').columns(['run_at', 'sequence']).execute();
    await schema.createIndex('work_key').on('work').columns(['key', 'lease_until']).execute();
  },
  'work-queue-002-kinds': async ({ schema }) => {
    await schema.createIndex('work_kind').on('work').columns(['kind', 'run_at', 'sequence']).execute();
  },
};
