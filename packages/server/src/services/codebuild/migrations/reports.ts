import type { Migrations } from '../../../database/database.ts';

/** What belongs to reports: groups, their reports, and what each of these holds. */
export const reportMigrations: Migrations = {
  'codebuild-021-report-groups': async ({ schema, columns }) => {
    await schema
      .createTable('codebuild_report_groups')
      .addColumn('name', columns.text, (column) => column.primaryKey())
      .addColumn('created_at', columns.integer, (column) => column.notNull())
      .addColumn('last_modified_at', columns.integer, (column) => column.notNull())
      .addColumn('document', columns.text, (column) => column.notNull())
      .execute();
  },
  'codebuild-022-reports': async ({ schema, columns }) => {
    await schema
      .createTable('codebuild_reports')
      .addColumn('id', columns.text, (column) => column.primaryKey())
      .addColumn('group_name', columns.text, (column) => column.notNull())
      .addColumn('status', columns.text, (column) => column.notNull())
      .addColumn('created_at', columns.integer, (column) => column.notNull())
      .addColumn('expires_at', columns.integer, (column) => column.notNull())
      .addColumn('document', columns.text, (column) => column.notNull())
      .execute();
    await schema.createIndex('codebuild_reports_time').on('codebuild_reports').columns(['created_at', 'id']).execute();
    const byGroup = ['group_name', 'created_at', 'id'];
    await schema.createIndex('codebuild_reports_group').on('codebuild_reports').columns(byGroup).execute();
  },
  'codebuild-023-test-cases': async ({ schema, columns }) => {
    await schema
      .createTable('codebuild_test_cases')
      .addColumn('report', columns.text, (column) => column.notNull())
      .addColumn('position', columns.integer, (column) => column.notNull())
      .addColumn('status', columns.text, (column) => column.notNull())
      .addColumn('name', columns.text, (column) => column.notNull())
      .addColumn('prefix', columns.text, (column) => column.notNull())
      .addColumn('document', columns.text, (column) => column.notNull())
      .addPrimaryKeyConstraint('codebuild_test_cases_key', ['report', 'position'])
      .execute();
  },
  'codebuild-024-code-coverages': async ({ schema, columns }) => {
    await schema
      .createTable('codebuild_code_coverages')
      .addColumn('report', columns.text, (column) => column.notNull())
      .addColumn('position', columns.integer, (column) => column.notNull())
      .addColumn('file_path', columns.text, (column) => column.notNull())
      /** Hundredths of a percent. */
      .addColumn('line_coverage', columns.integer, (column) => column.notNull())
      .addColumn('document', columns.text, (column) => column.notNull())
      .addPrimaryKeyConstraint('codebuild_code_coverages_key', ['report', 'position'])
      .execute();
  },
};
