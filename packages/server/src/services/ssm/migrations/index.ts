import type { Migrations } from '../../../database/database.ts';

export const migrations: Migrations = {
  'ssm-001-parameters': async ({ schema, columns }) => {
    await schema
      .createTable('ssm_parameters')
      .addColumn('name', columns.text, (column) => column.primaryKey())
      .addColumn('version', columns.integer, (column) => column.notNull())
      .addColumn('tags', columns.text, (column) => column.notNull())
      .addColumn('current', columns.text, (column) => column.notNull())
      .execute();
    await schema
      .createTable('ssm_parameter_versions')
      .addColumn('name', columns.text, (column) => column.notNull())
      .addColumn('version', columns.integer, (column) => column.notNull())
      .addColumn('labels', columns.text, (column) => column.notNull())
      .addColumn('document', columns.text, (column) => column.notNull())
      .addPrimaryKeyConstraint('ssm_parameter_versions_key', ['name', 'version'])
      .execute();
  },
};
