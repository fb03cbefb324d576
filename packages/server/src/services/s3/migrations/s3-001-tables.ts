import type { MigrationTools } from '../../../database/database.ts';

/** Buckets and their documents, object versions, multipart uploads and parts. */
export async function createTables(tools: MigrationTools): Promise<void> {
  await createBuckets(tools);
  await createVersions(tools);
  await createUploads(tools);
}

async function createBuckets({ schema, columns }: MigrationTools): Promise<void> {
  await schema
    .createTable('s3_buckets')
    .addColumn('name', columns.text, (column) => column.primaryKey())
    .addColumn('created_at', columns.integer, (column) => column.notNull())
    .addColumn('versioning', columns.text, (column) => column.notNull())
    .addColumn('object_lock', columns.integer, (column) => column.notNull())
    .execute();
  await schema
    .createTable('s3_bucket_documents')
    .addColumn('bucket', columns.text, (column) => column.notNull())
    .addColumn('kind', columns.text, (column) => column.notNull())
    .addColumn('document', columns.text, (column) => column.notNull())
    .addPrimaryKeyConstraint('s3_bucket_documents_key', ['bucket', 'kind'])
    .execute();
}

async function createVersions({ schema, columns }: MigrationTools): Promise<void> {
  await schema
    .createTable('s3_versions')
    .addColumn('bucket', columns.text, (column) => column.notNull())
    .addColumn('key', columns.text, (column) => column.notNull())
    .addColumn('version_id', columns.text, (column) => column.notNull())
    .addColumn('sequence', columns.integer, (column) => column.notNull())
    .addColumn('is_latest', columns.integer, (column) => column.notNull())
    .addColumn('is_listed', columns.integer, (column) => column.notNull())
    .addColumn('is_marker', columns.integer, (column) => column.notNull())
    .addColumn('bytes_id', columns.text)
    .addColumn('size', columns.integer, (column) => column.notNull())
    .addColumn('etag', columns.text, (column) => column.notNull())
    .addColumn('modified_at', columns.integer, (column) => column.notNull())
    .addColumn('storage_class', columns.text, (column) => column.notNull())
    .addColumn('upload_id', columns.text)
    .addColumn('part_count', columns.integer)
    .addColumn('properties', columns.text, (column) => column.notNull())
    .addPrimaryKeyConstraint('s3_versions_key', ['bucket', 'key', 'sequence'])
    .execute();
  const index = (name: string, names: string[]) => schema.createIndex(name).on('s3_versions').columns(names);
  await index('s3_versions_id', ['bucket', 'key', 'version_id']).unique().execute();
  await index('s3_versions_listed', ['bucket', 'is_listed', 'key']).execute();
  await index('s3_versions_bytes', ['bytes_id']).execute();
  await index('s3_versions_upload', ['upload_id']).execute();
}

async function createUploads({ schema, columns }: MigrationTools): Promise<void> {
  await schema
    .createTable('s3_uploads')
    .addColumn('id', columns.text, (column) => column.primaryKey())
    .addColumn('bucket', columns.text, (column) => column.notNull())
    .addColumn('key', columns.text, (column) => column.notNull())
    .addColumn('initiated_at', columns.integer, (column) => column.notNull())
    .addColumn('storage_class', columns.text, (column) => column.notNull())
    .addColumn('checksum', columns.text, (column) => column.notNull())
    .addColumn('properties', columns.text, (column) => column.notNull())
    .execute();
  await schema.createIndex('s3_uploads_key').on('s3_uploads').columns(['bucket', 'key', 'id']).execute();
  await schema
    .createTable('s3_parts')
    .addColumn('upload_id', columns.text, (column) => column.notNull())
    .addColumn('number', columns.integer, (column) => column.notNull())
    .addColumn('bytes_id', columns.text)
    .addColumn('size', columns.integer, (column) => column.notNull())
    .addColumn('etag', columns.text, (column) => column.notNull())
    .addColumn('modified_at', columns.integer, (column) => column.notNull())
    .addColumn('digests', columns.text, (column) => column.notNull())
    .addPrimaryKeyConstraint('s3_parts_key', ['upload_id', 'number'])
    .execute();
  await schema.createIndex('s3_parts_bytes').on('s3_parts').columns(['bytes_id']).execute();
}
