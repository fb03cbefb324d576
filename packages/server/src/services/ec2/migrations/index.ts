import type { Migrations } from '../../../database/database.ts';

export const migrations: Migrations = {
  'ec2-001-instances': async ({ schema, columns }) => {
    await schema
      .createTable('ec2_instances')
      .addColumn('id', columns.text, (column) => column.primaryKey())
      .addColumn('number', columns.text, (column) => column.notNull())
      .addColumn('reservation', columns.text, (column) => column.notNull())
      .addColumn('state', columns.text, (column) => column.notNull())
      .addColumn('document', columns.text, (column) => column.notNull())
      .execute();
    await schema.createIndex('ec2_instances_in_order').on('ec2_instances').columns(['number']).execute();
    await schema
      .createTable('ec2_tags')
      .addColumn('resource', columns.text, (column) => column.notNull())
      .addColumn('name', columns.text, (column) => column.notNull())
      .addColumn('value', columns.text, (column) => column.notNull())
      .addPrimaryKeyConstraint('ec2_tags_key', ['resource', 'name'])
      .execute();
    await schema
      .createTable('ec2_client_tokens')
      .addColumn('token', columns.text, (column) => column.primaryKey())
      .addColumn('fingerprint', columns.text, (column) => column.notNull())
      .addColumn('result', columns.text, (column) => column.notNull())
      .execute();
    await schema
      .createTable('ec2_launch_templates')
      .addColumn('id', columns.text, (column) => column.primaryKey())
      .addColumn('name', columns.text, (column) => column.notNull().unique())
      .addColumn('document', columns.text, (column) => column.notNull())
      .execute();
    await schema
      .createTable('ec2_launch_template_versions')
      .addColumn('template', columns.text, (column) => column.notNull())
      .addColumn('version', columns.integer, (column) => column.notNull())
      .addColumn('document', columns.text, (column) => column.notNull())
      .addPrimaryKeyConstraint('ec2_launch_template_versions_key', ['template', 'version'])
      .execute();
    for (const table of ['ec2_spot_requests', 'ec2_fleets']) {
      await schema
        .createTable(table)
        .addColumn('id', columns.text, (column) => column.primaryKey())
        .addColumn('number', columns.text, (column) => column.notNull())
        .addColumn('document', columns.text, (column) => column.notNull())
        .execute();
    }
  },
};
