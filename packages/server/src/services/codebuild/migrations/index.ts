import type { Migrations } from '../../../database/database.ts';
import { reportMigrations } from './reports.ts';
import { webhookMigrations } from './webhooks.ts';

/** The service's tables. Documents are JSON in text; times are milliseconds since the epoch. */
export const codebuildMigrations: Migrations = {
  ...webhookMigrations,
  'codebuild-001-projects': async ({ schema, columns }) => {
    await schema
      .createTable('codebuild_projects')
      .addColumn('name', columns.text, (column) => column.primaryKey())
      .addColumn('created_at', columns.integer, (column) => column.notNull())
      .addColumn('last_modified_at', columns.integer, (column) => column.notNull())
      .addColumn('last_build_number', columns.integer, (column) => column.notNull())
      .addColumn('concurrent_build_limit', columns.integer)
      .addColumn('document', columns.text, (column) => column.notNull())
      .execute();
  },
  'codebuild-002-builds': async ({ schema, columns }) => {
    await schema
      .createTable('codebuild_builds')
      .addColumn('id', columns.text, (column) => column.primaryKey())
      .addColumn('uuid', columns.text, (column) => column.notNull().unique())
      .addColumn('project', columns.text, (column) => column.notNull())
      .addColumn('number', columns.integer, (column) => column.notNull())
      .addColumn('started_at', columns.integer, (column) => column.notNull())
      .addColumn('phase', columns.text, (column) => column.notNull())
      .addColumn('status', columns.text, (column) => column.notNull())
      .addColumn('complete', columns.integer, (column) => column.notNull())
      .addColumn('deadline_at', columns.integer)
      .addColumn('document', columns.text, (column) => column.notNull())
      .addColumn('overrides', columns.text, (column) => column.notNull())
      .addColumn('run', columns.text)
      .addColumn('log_cursor', columns.text)
      .addColumn('log_version', columns.integer, (column) => column.notNull())
      .execute();
    await schema.createIndex('codebuild_builds_time').on('codebuild_builds').columns(['started_at', 'id']).execute();
    const byProject = ['project', 'number', 'id'];
    await schema.createIndex('codebuild_builds_project').on('codebuild_builds').columns(byProject).execute();
    const open = ['complete', 'project'];
    await schema.createIndex('codebuild_builds_open').on('codebuild_builds').columns(open).execute();
  },
  'codebuild-003-idempotency': async ({ schema, columns }) => {
    await schema
      .createTable('codebuild_idempotency')
      .addColumn('token', columns.text, (column) => column.primaryKey())
      .addColumn('fingerprint', columns.text, (column) => column.notNull())
      .addColumn('build_id', columns.text, (column) => column.notNull())
      .addColumn('expires_at', columns.integer, (column) => column.notNull())
      .execute();
  },
  'codebuild-004-source-credentials': async ({ schema, columns }) => {
    await schema
      .createTable('codebuild_source_credentials')
      .addColumn('server_type', columns.text, (column) => column.primaryKey())
      .addColumn('auth_type', columns.text, (column) => column.notNull())
      .addColumn('username', columns.text)
      .addColumn('sealed_token', columns.text, (column) => column.notNull())
      .execute();
  },
  'codebuild-005-hidden-projects': async ({ schema, columns }) => {
    await schema
      .alterTable('codebuild_projects')
      .addColumn('hidden', columns.integer, (column) => column.notNull().defaultTo(0))
      .execute();
  },
  'codebuild-006-batch-numbers': async ({ schema, columns }) => {
    await schema
      .alterTable('codebuild_projects')
      .addColumn('last_batch_number', columns.integer, (column) => column.notNull().defaultTo(0))
      .execute();
  },
  'codebuild-007-batches': async ({ schema, columns }) => {
    await schema
      .createTable('codebuild_batches')
      .addColumn('id', columns.text, (column) => column.primaryKey())
      .addColumn('project', columns.text, (column) => column.notNull())
      .addColumn('number', columns.integer, (column) => column.notNull())
      .addColumn('started_at', columns.integer, (column) => column.notNull())
      .addColumn('status', columns.text, (column) => column.notNull())
      .addColumn('document', columns.text, (column) => column.notNull())
      .addColumn('overrides', columns.text, (column) => column.notNull())
      .execute();
    await schema.createIndex('codebuild_batches_time').on('codebuild_batches').columns(['started_at', 'id']).execute();
    const byProject = ['project', 'number', 'id'];
    await schema.createIndex('codebuild_batches_project').on('codebuild_batches').columns(byProject).execute();
  },
  ...reportMigrations,
  'codebuild-008-cache-generations': async ({ schema, columns }) => {
    await schema
      .createTable('codebuild_cache_generations')
      .addColumn('scope', columns.text, (column) => column.primaryKey())
      .addColumn('generation', columns.integer, (column) => column.notNull())
      .execute();
  },
  'codebuild-012-sandboxes': async ({ schema, columns }) => {
    await schema
      .alterTable('codebuild_builds')
      .addColumn('sandbox', columns.integer, (column) => column.notNull().defaultTo(0))
      .execute();
    const inTime = ['sandbox', 'project', 'started_at', 'id'];
    await schema.createIndex('codebuild_builds_sandbox').on('codebuild_builds').columns(inTime).execute();
    await schema
      .createTable('codebuild_command_executions')
      .addColumn('id', columns.text, (column) => column.primaryKey())
      .addColumn('sandbox', columns.text, (column) => column.notNull())
      .addColumn('number', columns.integer, (column) => column.notNull())
      .addColumn('open', columns.integer, (column) => column.notNull())
      .addColumn('document', columns.text, (column) => column.notNull())
      .execute();
    const inOrder = ['sandbox', 'number'];
    await schema
      .createIndex('codebuild_command_executions_sandbox')
      .unique()
      .on('codebuild_command_executions')
      .columns(inOrder)
      .execute();
  },
  'codebuild-041-queue': async ({ schema, columns }) => {
    await schema.alterTable('codebuild_builds').addColumn('pool', columns.text).execute();
    await schema.alterTable('codebuild_builds').addColumn('fleet', columns.text).execute();
    for (const [name, value] of Object.entries({ cpus: 0, memory_mib: 0, admitted: 1, overtaken: 0 })) {
      await schema
        .alterTable('codebuild_builds')
        .addColumn(name, columns.integer, (column) => column.notNull().defaultTo(value))
        .execute();
    }
  },
  'codebuild-042-fleets': async ({ schema, columns }) => {
    await schema
      .createTable('codebuild_fleets')
      .addColumn('id', columns.text, (column) => column.primaryKey())
      .addColumn('name', columns.text, (column) => column.notNull().unique())
      .addColumn('created_at', columns.integer, (column) => column.notNull())
      .addColumn('last_modified_at', columns.integer, (column) => column.notNull())
      .addColumn('document', columns.text, (column) => column.notNull())
      .addColumn('pool', columns.text, (column) => column.notNull())
      .addColumn('pool_version', columns.integer, (column) => column.notNull())
      .execute();
    await schema
      .createTable('codebuild_fleet_machines')
      .addColumn('id', columns.text, (column) => column.primaryKey())
      .addColumn('fleet', columns.text, (column) => column.notNull())
      .addColumn('token', columns.text, (column) => column.notNull())
      .addColumn('place', columns.integer, (column) => column.notNull())
      .addColumn('version', columns.text, (column) => column.notNull())
      .addColumn('cpus', columns.integer, (column) => column.notNull())
      .addColumn('memory_mib', columns.integer, (column) => column.notNull())
      .addColumn('launched_at', columns.integer, (column) => column.notNull())
      .addColumn('ended_at', columns.integer)
      .execute();
    const ofFleet = ['fleet', 'token'];
    await schema
      .createIndex('codebuild_fleet_machines_fleet')
      .on('codebuild_fleet_machines')
      .columns(ofFleet)
      .execute();
  },
};
