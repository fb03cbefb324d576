import type { Migrations } from '../../../database/database.ts';

/** Attributes and tags are JSON in text; times are milliseconds since the epoch. */
export const migrations: Migrations = {
  'sns-001-topics': async ({ schema, columns }) => {
    await schema
      .createTable('sns_topics')
      .addColumn('name', columns.text, (column) => column.primaryKey())
      .addColumn('attributes', columns.text, (column) => column.notNull())
      .addColumn('tags', columns.text, (column) => column.notNull())
      .execute();
  },
  'sns-002-subscriptions': async ({ schema, columns }) => {
    await schema
      .createTable('sns_subscriptions')
      .addColumn('id', columns.text, (column) => column.primaryKey())
      .addColumn('topic', columns.text, (column) => column.notNull())
      .addColumn('protocol', columns.text, (column) => column.notNull())
      .addColumn('endpoint', columns.text, (column) => column.notNull())
      .addColumn('attributes', columns.text, (column) => column.notNull())
      .addColumn('confirmed', columns.integer, (column) => column.notNull())
      .addColumn('sealed_token', columns.text, (column) => column.notNull())
      .addUniqueConstraint('sns_subscriptions_endpoint', ['topic', 'protocol', 'endpoint'])
      .execute();
    await schema.createIndex('sns_subscriptions_topic').on('sns_subscriptions').columns(['topic', 'id']).execute();
  },
};
