import type { Migrations } from '../../../database/database.ts';

export const migrations: Migrations = {
  'cloudformation-001-stacks': async ({ schema, columns }) => {
    await schema
      .createTable('cloudformation_stacks')
      .addColumn('id', columns.text, (column) => column.primaryKey())
      .addColumn('name', columns.text, (column) => column.notNull())
      // The name while the stack is there; names of deleted stacks are free.
      .addColumn('live_name', columns.text, (column) => column.unique())
      .addColumn('parent', columns.text)
      .addColumn('number', columns.text, (column) => column.notNull())
      .addColumn('status', columns.text, (column) => column.notNull())
      .addColumn('document', columns.text, (column) => column.notNull())
      .addColumn('state', columns.text, (column) => column.notNull())
      .execute();
    await schema.createIndex('cloudformation_stacks_by_number').on('cloudformation_stacks').column('number').execute();
    await schema
      .createTable('cloudformation_versions')
      .addColumn('stack', columns.text, (column) => column.notNull())
      .addColumn('version', columns.integer, (column) => column.notNull())
      .addColumn('template', columns.text, (column) => column.notNull())
      .addColumn('sealed', columns.text, (column) => column.notNull())
      .addPrimaryKeyConstraint('cloudformation_versions_key', ['stack', 'version'])
      .execute();
    await schema
      .createTable('cloudformation_resources')
      .addColumn('stack', columns.text, (column) => column.notNull())
      .addColumn('logical_id', columns.text, (column) => column.notNull())
      .addColumn('physical_id', columns.text, (column) => column.notNull())
      .addColumn('type', columns.text, (column) => column.notNull())
      .addColumn('status', columns.text, (column) => column.notNull())
      .addColumn('reason', columns.text)
      .addColumn('updated_at', columns.integer, (column) => column.notNull())
      .addPrimaryKeyConstraint('cloudformation_resources_key', ['stack', 'logical_id'])
      .execute();
    await schema
      .createIndex('cloudformation_resources_by_physical_id')
      .on('cloudformation_resources')
      .column('physical_id')
      .execute();
    await schema
      .createTable('cloudformation_physicals')
      .addColumn('stack', columns.text, (column) => column.notNull())
      .addColumn('logical_id', columns.text, (column) => column.notNull())
      .addColumn('physical_id', columns.text, (column) => column.notNull())
      .addColumn('sealed', columns.text, (column) => column.notNull())
      .addPrimaryKeyConstraint('cloudformation_physicals_key', ['stack', 'logical_id', 'physical_id'])
      .execute();
    await schema
      .createTable('cloudformation_tasks')
      .addColumn('stack', columns.text, (column) => column.notNull())
      .addColumn('key', columns.text, (column) => column.notNull())
      .addColumn('sealed', columns.text, (column) => column.notNull())
      .addPrimaryKeyConstraint('cloudformation_tasks_key', ['stack', 'key'])
      .execute();
    await schema
      .createTable('cloudformation_events')
      .addColumn('stack', columns.text, (column) => column.notNull())
      .addColumn('number', columns.integer, (column) => column.notNull())
      .addColumn('document', columns.text, (column) => column.notNull())
      .addPrimaryKeyConstraint('cloudformation_events_key', ['stack', 'number'])
      .execute();
    await schema
      .createTable('cloudformation_exports')
      .addColumn('name', columns.text, (column) => column.primaryKey())
      .addColumn('stack', columns.text, (column) => column.notNull())
      .addColumn('value', columns.text, (column) => column.notNull())
      .execute();
    await schema
      .createTable('cloudformation_imports')
      .addColumn('name', columns.text, (column) => column.notNull())
      .addColumn('stack', columns.text, (column) => column.notNull())
      .addColumn('turn', columns.integer, (column) => column.notNull())
      .addPrimaryKeyConstraint('cloudformation_imports_key', ['name', 'stack'])
      .execute();
    await schema
      .createTable('cloudformation_change_sets')
      .addColumn('id', columns.text, (column) => column.primaryKey())
      .addColumn('stack', columns.text, (column) => column.notNull())
      .addColumn('name', columns.text, (column) => column.notNull())
      .addColumn('number', columns.text, (column) => column.notNull())
      .addColumn('document', columns.text, (column) => column.notNull())
      .addColumn('template', columns.text, (column) => column.notNull())
      .addColumn('sealed', columns.text, (column) => column.notNull())
      .addUniqueConstraint('cloudformation_change_sets_name', ['stack', 'name'])
      .execute();
  },
};
