import type { Migrations } from '../../../database/database.ts';

export const migrations: Migrations = {
  'cloudwatch-001-metrics-and-alarms': async ({ schema, columns }) => {
    await schema
      .createTable('cloudwatch_metrics')
      .addColumn('id', columns.text, (column) => column.primaryKey())
      .addColumn('namespace', columns.text, (column) => column.notNull())
      .addColumn('name', columns.text, (column) => column.notNull())
      .addColumn('dimensions', columns.text, (column) => column.notNull())
      .addColumn('unit', columns.text, (column) => column.notNull())
      .addColumn('updated_at', columns.integer, (column) => column.notNull())
      .execute();
    await schema
      .createTable('cloudwatch_points')
      .addColumn('metric', columns.text, (column) => column.notNull())
      .addColumn('at', columns.integer, (column) => column.notNull())
      .addColumn('document', columns.text, (column) => column.notNull())
      .addPrimaryKeyConstraint('cloudwatch_points_key', ['metric', 'at'])
      .execute();
    await schema
      .createTable('cloudwatch_alarms')
      .addColumn('name', columns.text, (column) => column.primaryKey())
      .addColumn('document', columns.text, (column) => column.notNull())
      .execute();
    await schema
      .createTable('cloudwatch_history')
      .addColumn('alarm', columns.text, (column) => column.notNull())
      .addColumn('number', columns.text, (column) => column.notNull())
      .addColumn('document', columns.text, (column) => column.notNull())
      .addPrimaryKeyConstraint('cloudwatch_history_key', ['alarm', 'number'])
      .execute();
  },
};
