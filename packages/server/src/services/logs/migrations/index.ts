import type { Migrations } from '../../../database/database.ts';
import { logsStoreMigrations } from '../../../logs-store/migrations.ts';

export const migrations: Migrations = {
  ...logsStoreMigrations,
  'logs-001-groups-and-streams': async ({ schema, columns }) => {
    await schema
      .createTable('logs_groups')
      .addColumn('name', columns.text, (column) => column.primaryKey())
      .addColumn('created_at', columns.integer, (column) => column.notNull())
      .addColumn('retention_days', columns.integer)
      .addColumn('kms_key', columns.text)
      .addColumn('class', columns.text, (column) => column.notNull())
      .addColumn('tags', columns.text, (column) => column.notNull())
      .execute();
    await schema
      .createTable('logs_streams')
      .addColumn('id', columns.text, (column) => column.primaryKey())
      .addColumn('group_name', columns.text, (column) => column.notNull())
      .addColumn('name', columns.text, (column) => column.notNull())
      .addColumn('created_at', columns.integer, (column) => column.notNull())
      .addColumn('events', columns.integer, (column) => column.notNull())
      .addColumn('batches', columns.integer, (column) => column.notNull())
      .addColumn('first_event_at', columns.integer)
      .addColumn('last_event_at', columns.integer)
      .addColumn('last_ingested_at', columns.integer)
      .addUniqueConstraint('logs_streams_name', ['group_name', 'name'])
      .execute();
    await schema
      .createIndex('logs_streams_recent')
      .on('logs_streams')
      .columns(['group_name', 'last_event_at', 'name'])
      .execute();
  },
};
