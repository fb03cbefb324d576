import type { Migrations } from '../../../database/database.ts';

export const migrations: Migrations = {
  'stepfunctions-001-state-machines': async ({ schema, columns }) => {
    await schema
      .createTable('stepfunctions_definitions')
      .addColumn('hash', columns.text, (column) => column.primaryKey())
      .addColumn('text', columns.text, (column) => column.notNull())
      .execute();
    await schema
      .createTable('stepfunctions_machines')
      .addColumn('name', columns.text, (column) => column.primaryKey())
      .addColumn('document', columns.text, (column) => column.notNull())
      .addColumn('versions', columns.integer, (column) => column.notNull())
      .addColumn('tags', columns.text, (column) => column.notNull())
      .execute();
    await schema
      .createTable('stepfunctions_qualifiers')
      .addColumn('machine', columns.text, (column) => column.notNull())
      .addColumn('qualifier', columns.text, (column) => column.notNull())
      .addColumn('kind', columns.text, (column) => column.notNull())
      .addColumn('number', columns.integer, (column) => column.notNull())
      .addColumn('document', columns.text, (column) => column.notNull())
      .addPrimaryKeyConstraint('stepfunctions_qualifiers_key', ['machine', 'qualifier'])
      .execute();
    await schema
      .createTable('stepfunctions_executions')
      .addColumn('arn', columns.text, (column) => column.primaryKey())
      .addColumn('machine', columns.text, (column) => column.notNull())
      .addColumn('started_at', columns.integer, (column) => column.notNull())
      .addColumn('number', columns.text, (column) => column.notNull())
      .addColumn('status', columns.text, (column) => column.notNull())
      .addColumn('document', columns.text, (column) => column.notNull())
      .addColumn('state', columns.text, (column) => column.notNull())
      .execute();
    await schema
      .createIndex('stepfunctions_executions_of')
      .on('stepfunctions_executions')
      .columns(['machine', 'number'])
      .execute();
    await schema
      .createTable('stepfunctions_history')
      .addColumn('execution', columns.text, (column) => column.notNull())
      .addColumn('id', columns.integer, (column) => column.notNull())
      .addColumn('document', columns.text, (column) => column.notNull())
      .addPrimaryKeyConstraint('stepfunctions_history_key', ['execution', 'id'])
      .execute();
    await schema
      .createTable('stepfunctions_activities')
      .addColumn('name', columns.text, (column) => column.primaryKey())
      .addColumn('created_at', columns.integer, (column) => column.notNull())
      .addColumn('tags', columns.text, (column) => column.notNull())
      .execute();
    await schema
      .createTable('stepfunctions_activity_tasks')
      .addColumn('token', columns.text, (column) => column.primaryKey())
      .addColumn('activity', columns.text, (column) => column.notNull())
      .addColumn('number', columns.text, (column) => column.notNull())
      .addColumn('document', columns.text, (column) => column.notNull())
      .execute();
    await schema
      .createIndex('stepfunctions_activity_tasks_of')
      .on('stepfunctions_activity_tasks')
      .columns(['activity', 'number'])
      .execute();
  },
};
