import type { Migrations } from '../../../database/database.ts';

export const migrations: Migrations = {
  'scheduler-001-schedules': async ({ schema, columns }) => {
    await schema
      .createTable('scheduler_groups')
      .addColumn('name', columns.text, (column) => column.primaryKey())
      .addColumn('document', columns.text, (column) => column.notNull())
      .execute();
    await schema
      .createTable('scheduler_schedules')
      .addColumn('group_name', columns.text, (column) => column.notNull())
      .addColumn('name', columns.text, (column) => column.notNull())
      .addColumn('document', columns.text, (column) => column.notNull())
      .addPrimaryKeyConstraint('scheduler_schedules_key', ['group_name', 'name'])
      .execute();
  },
};
