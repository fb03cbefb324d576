import type { StorageClass } from '@aws-sdk/client-s3';
import type { Db } from '../../database/database.ts';
import { aclNotSupported, invalidArgument, notImplementedHeader } from './errors.ts';
import type { ObjectProperties } from './object-version.ts';
import { type AclRequest, asksForAcl, CANNED_ACLS, requestedGrants } from './rules/acl.ts';
import { type ContentRequest, chooseStorageClass, contentHeaders, userMetadata } from './rules/content.ts';
import { chooseEncryption, DEFAULT_ENCRYPTION, type EncryptionRequest } from './rules/encryption.ts';
import { checkTags, MAX_OBJECT_TAGS, parseTaggingHeader } from './rules/tags.ts';
import { ownerOf, type S3Parts } from './s3-parts.ts';
import { readDocuments } from './store/documents.ts';

/** The members of PutObject, CopyObject and CreateMultipartUpload that say what the object is to be. */
export interface ObjectRequest extends ContentRequest, EncryptionRequest, AclRequest {
  readonly Bucket: string;
  readonly Metadata?: Readonly<Record<string, string>> | undefined;
  readonly StorageClass?: StorageClass | undefined;
  readonly WebsiteRedirectLocation?: string | undefined;
  readonly Tagging?: string | undefined;
  readonly ObjectLockMode?: string | undefined;
  readonly ObjectLockRetainUntilDate?: Date | undefined;
  readonly ObjectLockLegalHoldStatus?: string | undefined;
}

/** What is asked for and what the bucket adds to it; refuses what cannot be. */
export async function describeObject(
  db: Db,
  request: ObjectRequest,
  parts: S3Parts,
): Promise<{ storageClass: StorageClass; properties: ObjectProperties }> {
  refuseObjectLock(request);
  const documents = await readDocuments(db, request.Bucket, ['encryption', 'ownership']);
  const grants = checkedGrants(request, parts, documents.ownership?.Rules?.[0]?.ObjectOwnership);
  const redirect = request.WebsiteRedirectLocation;
  return {
    storageClass: chooseStorageClass(request.StorageClass),
    properties: {
      headers: contentHeaders(request),
      metadata: userMetadata(request.Metadata),
      encryption: chooseEncryption(request, documents.encryption ?? DEFAULT_ENCRYPTION, (key) => kmsArn(parts, key)),
      tags: checkTags(parseTaggingHeader(request.Tagging), MAX_OBJECT_TAGS),
      ...(grants ? { grants } : {}),
      ...(redirect === undefined ? {} : { redirect }),
    },
  };
}

/** Holding objects back from deletion is not there yet, and must not be promised. */
function refuseObjectLock(request: ObjectRequest): void {
  if (request.ObjectLockMode || request.ObjectLockRetainUntilDate) throw notImplementedHeader('x-amz-object-lock-mode');
  if (request.ObjectLockLegalHoldStatus === 'ON') throw notImplementedHeader('x-amz-object-lock-legal-hold');
}

/** The grants a request asks for; a bucket whose owner owns every object knows none. */
export function checkedGrants(request: AclRequest, parts: S3Parts, ownership: string | undefined) {
  if (request.ACL !== undefined && !CANNED_ACLS.includes(request.ACL)) {
    throw invalidArgument('', 'x-amz-acl', request.ACL);
  }
  if (ownership === 'BucketOwnerEnforced') {
    if (asksForAcl(request)) throw aclNotSupported();
    return undefined;
  }
  return requestedGrants(request, ownerOf(parts.account).ID);
}

/** KMS answers with ARNs, whichever way the key was named. */
function kmsArn({ region, account }: S3Parts, key: string): string {
  if (key.startsWith('arn:')) return key;
  return `arn:aws:kms:${region}:${account}:${key.startsWith('alias/') ? key : `key/${key}`}`;
}
