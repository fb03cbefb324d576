import type { Migrations } from '../../../database/database.ts';

export const migrations: Migrations = {
  'lambda-001-functions': async ({ schema, columns }) => {
    await schema
      .createTable('lambda_functions')
      .addColumn('name', columns.text, (column) => column.primaryKey())
      .addColumn('document', columns.text, (column) => column.notNull())
      .addColumn('versions', columns.integer, (column) => column.notNull())
      .addColumn('concurrency', columns.integer)
      .addColumn('tags', columns.text, (column) => column.notNull())
      .execute();
    await schema
      .createTable('lambda_versions')
      .addColumn('name', columns.text, (column) => column.notNull())
      .addColumn('version', columns.integer, (column) => column.notNull())
      .addColumn('document', columns.text, (column) => column.notNull())
      .addPrimaryKeyConstraint('lambda_versions_key', ['name', 'version'])
      .execute();
    await schema
      .createTable('lambda_aliases')
      .addColumn('name', columns.text, (column) => column.notNull())
      .addColumn('alias', columns.text, (column) => column.notNull())
      .addColumn('document', columns.text, (column) => column.notNull())
      .addPrimaryKeyConstraint('lambda_aliases_key', ['name', 'alias'])
      .execute();
    await schema
      .createTable('lambda_settings')
      .addColumn('name', columns.text, (column) => column.notNull())
      .addColumn('qualifier', columns.text, (column) => column.notNull())
      .addColumn('kind', columns.text, (column) => column.notNull())
      .addColumn('document', columns.text, (column) => column.notNull())
      .addPrimaryKeyConstraint('lambda_settings_key', ['name', 'kind', 'qualifier'])
      .execute();
    await schema
      .createTable('lambda_layers')
      .addColumn('name', columns.text, (column) => column.notNull())
      .addColumn('version', columns.integer, (column) => column.notNull())
      .addColumn('document', columns.text)
      .addPrimaryKeyConstraint('lambda_layers_key', ['name', 'version'])
      .execute();
  },
};
