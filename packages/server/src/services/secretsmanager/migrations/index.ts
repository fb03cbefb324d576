import type { Migrations } from '../../../database/database.ts';

export const migrations: Migrations = {
  'secretsmanager-001-secrets': async ({ schema, columns }) => {
    await schema
      .createTable('secretsmanager_secrets')
      .addColumn('name', columns.text, (column) => column.primaryKey())
      .addColumn('arn', columns.text, (column) => column.notNull().unique())
      .addColumn('document', columns.text, (column) => column.notNull())
      .execute();
    await schema
      .createTable('secretsmanager_versions')
      .addColumn('arn', columns.text, (column) => column.notNull())
      .addColumn('id', columns.text, (column) => column.notNull())
      .addColumn('created_at', columns.integer, (column) => column.notNull())
      .addColumn('stages', columns.text, (column) => column.notNull())
      .addColumn('sealed', columns.text, (column) => column.notNull())
      .addPrimaryKeyConstraint('secretsmanager_versions_key', ['arn', 'id'])
      .execute();
  },
};
