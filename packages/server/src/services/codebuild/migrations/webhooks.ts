import type { Migrations } from '../../../database/database.ts';

/** Webhooks, what came to them, statuses told to hosts, and resource policies. */
export const webhookMigrations: Migrations = {
  'codebuild-030-webhooks': async ({ schema, columns }) => {
    await schema
      .createTable('codebuild_webhooks')
      .addColumn('project', columns.text, (column) => column.primaryKey())
      .addColumn('token_hash', columns.text, (column) => column.notNull().unique())
      .addColumn('connected', columns.integer, (column) => column.notNull())
      .addColumn('document', columns.text, (column) => column.notNull())
      .addColumn('sealed', columns.text, (column) => column.notNull())
      .execute();
  },
  'codebuild-031-deliveries': async ({ schema, columns }) => {
    await schema
      .createTable('codebuild_deliveries')
      .addColumn('id', columns.text, (column) => column.primaryKey())
      .addColumn('received_at', columns.integer, (column) => column.notNull())
      .execute();
    await schema.createIndex('codebuild_deliveries_time').on('codebuild_deliveries').columns(['received_at']).execute();
    await schema
      .createTable('codebuild_held_requests')
      .addColumn('id', columns.text, (column) => column.primaryKey())
      .addColumn('project', columns.text, (column) => column.notNull())
      .addColumn('document', columns.text, (column) => column.notNull())
      .execute();
  },
  'codebuild-032-reported-statuses': async ({ schema, columns }) => {
    await schema
      .createTable('codebuild_reported_statuses')
      .addColumn('id', columns.text, (column) => column.primaryKey())
      .addColumn('state', columns.text, (column) => column.notNull())
      .execute();
  },
  'codebuild-033-resource-policies': async ({ schema, columns }) => {
    await schema
      .createTable('codebuild_resource_policies')
      .addColumn('arn', columns.text, (column) => column.primaryKey())
      .addColumn('policy', columns.text, (column) => column.notNull())
      .execute();
  },
};
