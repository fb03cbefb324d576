import type { Migrations } from '../../../database/database.ts';

/** `name_key` is the name in lower case: names that differ only in case cannot both exist. Tags are JSON. */
export const migrations: Migrations = {
  'iam-001-roles': async ({ schema, columns }) => {
    await schema
      .createTable('iam_roles')
      .addColumn('name', columns.text, (column) => column.primaryKey())
      .addColumn('name_key', columns.text, (column) => column.notNull().unique())
      .addColumn('id', columns.text, (column) => column.notNull())
      .addColumn('path', columns.text, (column) => column.notNull())
      .addColumn('trust_policy', columns.text, (column) => column.notNull())
      .addColumn('description', columns.text)
      .addColumn('max_session_seconds', columns.integer, (column) => column.notNull())
      .addColumn('boundary', columns.text)
      .addColumn('tags', columns.text, (column) => column.notNull())
      .addColumn('created_at', columns.integer, (column) => column.notNull())
      .execute();
    await schema.createIndex('iam_roles_boundary').on('iam_roles').column('boundary').execute();
    await schema
      .createTable('iam_role_policies')
      .addColumn('role', columns.text, (column) => column.notNull())
      .addColumn('name', columns.text, (column) => column.notNull())
      .addColumn('document', columns.text, (column) => column.notNull())
      .addPrimaryKeyConstraint('iam_role_policies_key', ['role', 'name'])
      .execute();
  },
  'iam-002-policies': async ({ schema, columns }) => {
    await schema
      .createTable('iam_policies')
      .addColumn('arn', columns.text, (column) => column.primaryKey())
      .addColumn('name_key', columns.text, (column) => column.notNull().unique())
      .addColumn('name', columns.text, (column) => column.notNull())
      .addColumn('path', columns.text, (column) => column.notNull())
      .addColumn('id', columns.text, (column) => column.notNull())
      .addColumn('aws_managed', columns.integer, (column) => column.notNull())
      .addColumn('description', columns.text)
      .addColumn('default_version', columns.integer, (column) => column.notNull())
      .addColumn('last_version', columns.integer, (column) => column.notNull())
      .addColumn('tags', columns.text, (column) => column.notNull())
      .addColumn('created_at', columns.integer, (column) => column.notNull())
      .addColumn('updated_at', columns.integer, (column) => column.notNull())
      .execute();
    await schema
      .createTable('iam_policy_versions')
      .addColumn('policy', columns.text, (column) => column.notNull())
      .addColumn('number', columns.integer, (column) => column.notNull())
      .addColumn('document', columns.text, (column) => column.notNull())
      .addColumn('created_at', columns.integer, (column) => column.notNull())
      .addPrimaryKeyConstraint('iam_policy_versions_key', ['policy', 'number'])
      .execute();
    await schema
      .createTable('iam_role_attachments')
      .addColumn('role', columns.text, (column) => column.notNull())
      .addColumn('policy', columns.text, (column) => column.notNull())
      .addPrimaryKeyConstraint('iam_role_attachments_key', ['role', 'policy'])
      .execute();
    const byPolicy = ['policy', 'role'];
    await schema.createIndex('iam_role_attachments_policy').on('iam_role_attachments').columns(byPolicy).execute();
  },
  'iam-003-instance-profiles': async ({ schema, columns }) => {
    await schema
      .createTable('iam_instance_profiles')
      .addColumn('name', columns.text, (column) => column.primaryKey())
      .addColumn('name_key', columns.text, (column) => column.notNull().unique())
      .addColumn('id', columns.text, (column) => column.notNull())
      .addColumn('path', columns.text, (column) => column.notNull())
      .addColumn('role', columns.text)
      .addColumn('tags', columns.text, (column) => column.notNull())
      .addColumn('created_at', columns.integer, (column) => column.notNull())
      .execute();
    await schema
      .createIndex('iam_instance_profiles_role')
      .on('iam_instance_profiles')
      .columns(['role', 'name'])
      .execute();
  },
};
