import type { Migrations } from '../../../database/database.ts';

export const migrations: Migrations = {
  'dynamodb-001-tables': async ({ schema, columns }) => {
    await schema
      .createTable('dynamodb_tables')
      .addColumn('name', columns.text, (column) => column.primaryKey())
      .addColumn('document', columns.text, (column) => column.notNull())
      .execute();
    await schema
      .createTable('dynamodb_items')
      .addColumn('table_name', columns.text, (column) => column.notNull())
      .addColumn('hash_key', columns.text, (column) => column.notNull())
      .addColumn('range_key', columns.text, (column) => column.notNull())
      .addColumn('item', columns.text, (column) => column.notNull())
      .addPrimaryKeyConstraint('dynamodb_items_key', ['table_name', 'hash_key', 'range_key'])
      .execute();
    await schema
      .createTable('dynamodb_tokens')
      .addColumn('token', columns.text, (column) => column.primaryKey())
      .addColumn('fingerprint', columns.text, (column) => column.notNull())
      .addColumn('used_at', columns.integer, (column) => column.notNull())
      .execute();
  },
};
