import { type BucketRequest, checkOwner, holdBucket, requireBucket } from './find-bucket.ts';
import type { S3Parts } from './s3-parts.ts';
import { type BucketDocuments, type DocumentKind, readDocument, writeDocument } from './store/documents.ts';

/** A document of the bucket a request names; undefined when it has none of the kind. */
export async function readBucketDocument<Kind extends DocumentKind>(
  { database, account }: S3Parts,
  request: BucketRequest,
  kind: Kind,
): Promise<BucketDocuments[Kind] | undefined> {
  const bucket = await requireBucket(database, request, account);
  return readDocument(database, bucket.name, kind);
}

/** Sets a document of the bucket a request names; undefined removes it. */
export async function saveBucketDocument<Kind extends DocumentKind>(
  { database, account }: S3Parts,
  request: BucketRequest,
  kind: Kind,
  document: BucketDocuments[Kind] | undefined,
): Promise<void> {
  checkOwner(request, account);
  await database.transaction(async (tx) => {
    const bucket = await holdBucket(tx, request.Bucket, 'share');
    await writeDocument(tx, bucket.name, kind, document);
  });
}
