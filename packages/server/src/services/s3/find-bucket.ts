import type { Db } from '../../database/database.ts';
import { accessDenied, keyTooLong, noSuchBucket, unusableKey } from './errors.ts';
import { type Bucket, findBucket, lockBucket } from './store/buckets.ts';

/** The members by which every request names its bucket. */
export interface BucketRequest {
  readonly Bucket: string;
  readonly ExpectedBucketOwner?: string | undefined;
}

/** The bucket of a request; refuses when there is none, or another account was expected to own it. */
export async function requireBucket(db: Db, request: BucketRequest, account: string): Promise<Bucket> {
  checkOwner(request, account);
  const bucket = await findBucket(db, request.Bucket);
  if (!bucket) throw noSuchBucket(request.Bucket);
  return bucket;
}

/** The same inside a transaction, held until its end. */
export async function holdBucket(tx: Db, name: string, strength: 'share' | 'update'): Promise<Bucket> {
  const bucket = await lockBucket(tx, name, strength);
  if (!bucket) throw noSuchBucket(name);
  return bucket;
}

export function checkOwner({ ExpectedBucketOwner }: Pick<BucketRequest, 'ExpectedBucketOwner'>, account: string): void {
  if (ExpectedBucketOwner !== undefined && ExpectedBucketOwner !== account) throw accessDenied();
}

const MAX_KEY_BYTES = 1024;

/** Keys are 1 to 1024 bytes; PostgreSQL could not keep one with a NUL. */
export function checkKey(key: string): void {
  const bytes = Buffer.byteLength(key);
  if (bytes > MAX_KEY_BYTES) throw keyTooLong(bytes, MAX_KEY_BYTES);
  if (key === '' || key.includes('\0')) throw unusableKey();
}
