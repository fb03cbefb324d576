import type { Migrations } from '../../../database/database.ts';

export const migrations: Migrations = {
  'sqs-001-queues': async ({ schema, columns }) => {
    await schema
      .createTable('sqs_queues')
      .addColumn('name', columns.text, (column) => column.primaryKey())
      .addColumn('document', columns.text, (column) => column.notNull())
      .execute();
    await schema
      .createTable('sqs_messages')
      .addColumn('queue', columns.text, (column) => column.notNull())
      .addColumn('id', columns.text, (column) => column.notNull())
      .addColumn('number', columns.text, (column) => column.notNull())
      .addColumn('visible_at', columns.integer, (column) => column.notNull())
      .addColumn('group_id', columns.text, (column) => column.notNull())
      .addColumn('receipt', columns.text, (column) => column.notNull())
      .addColumn('document', columns.text, (column) => column.notNull())
      .addPrimaryKeyConstraint('sqs_messages_key', ['queue', 'id'])
      .execute();
    await schema.createIndex('sqs_messages_in_order').on('sqs_messages').columns(['queue', 'number']).execute();
    await schema
      .createTable('sqs_deduplication')
      .addColumn('queue', columns.text, (column) => column.notNull())
      .addColumn('id', columns.text, (column) => column.notNull())
      .addColumn('message', columns.text, (column) => column.notNull())
      .addColumn('sent_at', columns.integer, (column) => column.notNull())
      .addPrimaryKeyConstraint('sqs_deduplication_key', ['queue', 'id'])
      .execute();
  },
};
