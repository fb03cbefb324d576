import type { Migrations } from '../../../database/database.ts';

export const migrations: Migrations = {
  'codepipeline-001-pipelines': async ({ schema, columns }) => {
    await schema
      .createTable('codepipeline_pipelines')
      .addColumn('name', columns.text, (column) => column.primaryKey())
      .addColumn('version', columns.integer, (column) => column.notNull())
      .addColumn('declaration', columns.text, (column) => column.notNull())
      .addColumn('state', columns.text, (column) => column.notNull())
      .addColumn('revision', columns.integer, (column) => column.notNull())
      .addColumn('tags', columns.text, (column) => column.notNull())
      .addColumn('created_at', columns.integer, (column) => column.notNull())
      .addColumn('updated_at', columns.integer, (column) => column.notNull())
      .execute();
    await schema
      .createTable('codepipeline_versions')
      .addColumn('name', columns.text, (column) => column.notNull())
      .addColumn('version', columns.integer, (column) => column.notNull())
      .addColumn('declaration', columns.text, (column) => column.notNull())
      .addColumn('updated_at', columns.integer, (column) => column.notNull())
      .addPrimaryKeyConstraint('codepipeline_versions_key', ['name', 'version'])
      .execute();
  },
  'codepipeline-002-executions': async ({ schema, columns }) => {
    await schema
      .createTable('codepipeline_executions')
      .addColumn('id', columns.text, (column) => column.primaryKey())
      .addColumn('pipeline', columns.text, (column) => column.notNull())
      .addColumn('number', columns.integer, (column) => column.notNull())
      .addColumn('status', columns.text, (column) => column.notNull())
      .addColumn('started_at', columns.integer, (column) => column.notNull())
      .addColumn('updated_at', columns.integer, (column) => column.notNull())
      .addColumn('document', columns.text, (column) => column.notNull())
      .execute();
    await schema
      .createIndex('codepipeline_executions_of')
      .on('codepipeline_executions')
      .columns(['pipeline', 'number'])
      .execute();
    await schema
      .createTable('codepipeline_actions')
      .addColumn('id', columns.text, (column) => column.primaryKey())
      .addColumn('pipeline', columns.text, (column) => column.notNull())
      .addColumn('execution_id', columns.text, (column) => column.notNull())
      .addColumn('number', columns.integer, (column) => column.notNull())
      .addColumn('stage', columns.text, (column) => column.notNull())
      .addColumn('action', columns.text, (column) => column.notNull())
      .addColumn('status', columns.text, (column) => column.notNull())
      .addColumn('started_at', columns.integer, (column) => column.notNull())
      .addColumn('updated_at', columns.integer, (column) => column.notNull())
      .addColumn('document', columns.text, (column) => column.notNull())
      .execute();
    await schema
      .createIndex('codepipeline_actions_of')
      .on('codepipeline_actions')
      .columns(['pipeline', 'number'])
      .execute();
    await schema
      .createIndex('codepipeline_actions_of_execution')
      .on('codepipeline_actions')
      .columns(['execution_id', 'number'])
      .execute();
    await schema
      .createTable('codepipeline_tokens')
      .addColumn('pipeline', columns.text, (column) => column.notNull())
      .addColumn('token', columns.text, (column) => column.notNull())
      .addColumn('fingerprint', columns.text, (column) => column.notNull())
      .addColumn('execution_id', columns.text, (column) => column.notNull())
      .addColumn('created_at', columns.integer, (column) => column.notNull())
      .addPrimaryKeyConstraint('codepipeline_tokens_key', ['pipeline', 'token'])
      .execute();
  },
  'codepipeline-003-conditions': async ({ schema, columns }) => {
    await schema.alterTable('codepipeline_actions').addColumn('condition', columns.text).execute();
    await schema
      .createTable('codepipeline_successes')
      .addColumn('pipeline', columns.text, (column) => column.notNull())
      .addColumn('stage', columns.text, (column) => column.notNull())
      .addColumn('execution_id', columns.text, (column) => column.notNull())
      .addPrimaryKeyConstraint('codepipeline_successes_key', ['pipeline', 'stage', 'execution_id'])
      .execute();
  },
  'codepipeline-004-jobs': async ({ schema, columns }) => {
    await schema
      .createTable('codepipeline_custom_types')
      .addColumn('id', columns.text, (column) => column.primaryKey())
      .addColumn('document', columns.text, (column) => column.notNull())
      .addColumn('deleted', columns.integer, (column) => column.notNull())
      .execute();
    await schema
      .createTable('codepipeline_integrations')
      .addColumn('id', columns.text, (column) => column.primaryKey())
      .addColumn('document', columns.text, (column) => column.notNull())
      .execute();
    await schema
      .createTable('codepipeline_jobs')
      .addColumn('id', columns.text, (column) => column.primaryKey())
      .addColumn('type', columns.text, (column) => column.notNull())
      .addColumn('action_id', columns.text, (column) => column.notNull())
      .addColumn('number', columns.integer, (column) => column.notNull())
      .addColumn('status', columns.text, (column) => column.notNull())
      .addColumn('query', columns.text)
      .addColumn('nonce', columns.integer, (column) => column.notNull())
      .addColumn('visible_at', columns.integer, (column) => column.notNull())
      .addColumn('continuation', columns.text)
      .execute();
    await schema
      .createIndex('codepipeline_jobs_to_poll')
      .on('codepipeline_jobs')
      .columns(['type', 'status', 'number'])
      .execute();
    await schema.createIndex('codepipeline_jobs_of').on('codepipeline_jobs').columns(['action_id']).execute();
  },
  'codepipeline-005-webhooks': async ({ schema, columns }) => {
    await schema
      .createTable('codepipeline_webhooks')
      .addColumn('name', columns.text, (column) => column.primaryKey())
      .addColumn('token_hash', columns.text, (column) => column.notNull().unique())
      .addColumn('sealed', columns.text, (column) => column.notNull())
      .addColumn('tags', columns.text, (column) => column.notNull())
      .addColumn('last_triggered', columns.integer)
      .addColumn('error', columns.text)
      .execute();
    await schema
      .createTable('codepipeline_revisions')
      .addColumn('pipeline', columns.text, (column) => column.notNull())
      .addColumn('action', columns.text, (column) => column.notNull())
      .addColumn('ref', columns.text, (column) => column.notNull())
      .addColumn('revision', columns.text, (column) => column.notNull())
      .addPrimaryKeyConstraint('codepipeline_revisions_key', ['pipeline', 'action', 'ref'])
      .execute();
  },
  'codepipeline-006-results': async ({ schema, columns }) => {
    await schema.alterTable('codepipeline_jobs').addColumn('result', columns.text).execute();
  },
};
