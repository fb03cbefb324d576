/** The tables of this service, as its migrations make them. Booleans are 0 and 1, times milliseconds. */
export interface Tables {
  s3_buckets: BucketRow;
  s3_bucket_documents: DocumentRow;
  s3_versions: VersionRow;
  s3_uploads: UploadRow;
  s3_parts: PartRow;
}

export interface BucketRow {
  name: string;
  created_at: number;
  /** Empty until it is set once. */
  versioning: string;
  object_lock: number;
}

interface DocumentRow {
  bucket: string;
  kind: string;
  document: string;
}

export interface VersionRow {
  bucket: string;
  key: string;
  version_id: string;
  sequence: number;
  is_latest: number;
  /** 1 when it is what its key shows: the latest and no delete marker. */
  is_listed: number;
  is_marker: number;
  bytes_id: string | null;
  size: number;
  etag: string;
  modified_at: number;
  storage_class: string;
  upload_id: string | null;
  part_count: number | null;
  properties: string;
}

export interface UploadRow {
  id: string;
  bucket: string;
  key: string;
  initiated_at: number;
  storage_class: string;
  checksum: string;
  properties: string;
}

export interface PartRow {
  upload_id: string;
  number: number;
  /** Null once the object made of the parts has the bytes. */
  bytes_id: string | null;
  size: number;
  etag: string;
  modified_at: number;
  digests: string;
}
