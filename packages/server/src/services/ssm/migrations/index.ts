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
  'ssm-002-documents-and-commands': async ({ schema, columns }) => {
    await schema
      .createTable('ssm_documents')
      .addColumn('name', columns.text, (column) => column.primaryKey())
      .addColumn('document', columns.text, (column) => column.notNull())
      .execute();
    await schema
      .createTable('ssm_document_versions')
      .addColumn('name', columns.text, (column) => column.notNull())
      .addColumn('version', columns.integer, (column) => column.notNull())
      .addColumn('document', columns.text, (column) => column.notNull())
      .addPrimaryKeyConstraint('ssm_document_versions_key', ['name', 'version'])
      .execute();
    await schema
      .createTable('ssm_commands')
      .addColumn('id', columns.text, (column) => column.primaryKey())
      .addColumn('number', columns.text, (column) => column.notNull())
      .addColumn('document', columns.text, (column) => column.notNull())
      .execute();
    await schema.createIndex('ssm_commands_in_order').on('ssm_commands').columns(['number']).execute();
    await schema
      .createTable('ssm_invocations')
      .addColumn('command', columns.text, (column) => column.notNull())
      .addColumn('instance', columns.text, (column) => column.notNull())
      .addColumn('number', columns.text, (column) => column.notNull())
      .addColumn('document', columns.text, (column) => column.notNull())
      .addPrimaryKeyConstraint('ssm_invocations_key', ['command', 'instance'])
      .execute();
    await schema.createIndex('ssm_invocations_of').on('ssm_invocations').columns(['instance', 'number']).execute();
  },
  'ssm-003-sessions': async ({ schema, columns }) => {
    await schema
      .createTable('ssm_sessions')
      .addColumn('id', columns.text, (column) => column.primaryKey())
      .addColumn('target', columns.text, (column) => column.notNull())
      .addColumn('owner', columns.text, (column) => column.notNull())
      .addColumn('reason', columns.text)
      .addColumn('started_at', columns.integer, (column) => column.notNull())
      .addColumn('token_hash', columns.text, (column) => column.notNull())
      .addColumn('token_expires_at', columns.integer, (column) => column.notNull())
      .addColumn('opened', columns.integer, (column) => column.notNull())
      .addColumn('connected', columns.integer, (column) => column.notNull())
      .addColumn('seen_at', columns.integer, (column) => column.notNull())
      .addColumn('ended_at', columns.integer)
      .execute();
    await schema.createIndex('ssm_sessions_in_order').on('ssm_sessions').columns(['started_at', 'id']).execute();
  },
};
