import type { Migrations } from '../../../database/database.ts';

/** Tags, targets' inputs and policies are JSON in text; times are milliseconds since the epoch. */
export const migrations: Migrations = {
  'events-001-buses': async ({ schema, columns }) => {
    await schema
      .createTable('events_buses')
      .addColumn('name', columns.text, (column) => column.primaryKey())
      .addColumn('description', columns.text)
      .addColumn('policy', columns.text)
      .addColumn('tags', columns.text, (column) => column.notNull())
      .addColumn('created_at', columns.integer, (column) => column.notNull())
      .addColumn('updated_at', columns.integer, (column) => column.notNull())
      .execute();
  },
  'events-002-rules': async ({ schema, columns }) => {
    await schema
      .createTable('events_rules')
      .addColumn('bus', columns.text, (column) => column.notNull())
      .addColumn('name', columns.text, (column) => column.notNull())
      .addColumn('pattern', columns.text)
      .addColumn('schedule', columns.text)
      .addColumn('state', columns.text, (column) => column.notNull())
      .addColumn('description', columns.text)
      .addColumn('role_arn', columns.text)
      .addColumn('tags', columns.text, (column) => column.notNull())
      .addColumn('scheduled_from', columns.integer)
      .addColumn('fires_at', columns.integer)
      .addPrimaryKeyConstraint('events_rules_key', ['bus', 'name'])
      .execute();
    await schema
      .createTable('events_targets')
      .addColumn('bus', columns.text, (column) => column.notNull())
      .addColumn('rule', columns.text, (column) => column.notNull())
      .addColumn('id', columns.text, (column) => column.notNull())
      .addColumn('arn', columns.text, (column) => column.notNull())
      .addColumn('document', columns.text, (column) => column.notNull())
      .addPrimaryKeyConstraint('events_targets_key', ['bus', 'rule', 'id'])
      .execute();
    const byArn = ['arn', 'bus', 'rule'];
    await schema.createIndex('events_targets_arn').on('events_targets').columns(byArn).execute();
  },
};
