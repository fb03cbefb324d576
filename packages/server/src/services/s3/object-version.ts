import type { ServerSideEncryption, StorageClass, Tag } from '@aws-sdk/client-s3';
import type { Grants } from './rules/acl.ts';
import type { StoredChecksum } from './rules/checksums.ts';

/** A version of an object, or a delete marker. */
export interface ObjectVersion {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
  /** Its place among the versions of its key: the highest is the latest. */
  readonly sequence: number;
  readonly isLatest: boolean;
  readonly isMarker: boolean;
  /** Where its bytes are; undefined for delete markers. */
  readonly bytesId: string | undefined;
  /** In bytes. */
  readonly size: number;
  /** With its quotes. */
  readonly etag: string;
  /** Milliseconds since the epoch, whole seconds. */
  readonly modifiedAt: number;
  readonly storageClass: StorageClass;
  /** The multipart upload it was made by: its parts are still listed under that. */
  readonly uploadId: string | undefined;
  readonly partCount: number | undefined;
  readonly properties: ObjectProperties;
}

/** What goes with the bytes, as kept in one JSON column. */
export interface ObjectProperties {
  readonly headers: ContentHeaders;
  /** User metadata, names in lower case. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly encryption: Encryption;
  readonly checksum?: StoredChecksum;
  readonly tags: readonly Required<Tag>[];
  /** Absent: the owner only. */
  readonly grants?: Grants;
  readonly redirect?: string;
}

export interface ContentHeaders {
  readonly ContentType: string;
  readonly CacheControl?: string;
  readonly ContentDisposition?: string;
  readonly ContentEncoding?: string;
  readonly ContentLanguage?: string;
  /** As text, because clients may send what is no date. */
  readonly Expires?: string;
}

/** What the client asked for; bytes are protected by the disk alone. */
export interface Encryption {
  readonly ServerSideEncryption: ServerSideEncryption;
  readonly SSEKMSKeyId?: string;
  readonly SSEKMSEncryptionContext?: string;
  readonly BucketKeyEnabled?: boolean;
}
