import type { AccessControlPolicy } from '@aws-sdk/client-s3';
import { checkedGrants } from './describe-object.ts';
import { aclNotSupported, malformedXml } from './errors.ts';
import type { AclRequest, Grants } from './rules/acl.ts';
import type { S3Parts } from './s3-parts.ts';
import { readDocument } from './store/documents.ts';

interface PutAclRequest extends AclRequest {
  readonly Bucket: string;
  readonly AccessControlPolicy?: AccessControlPolicy | undefined;
}

/** The grants a PutBucketAcl or PutObjectAcl request sets; refused where the bucket's owner owns everything. */
export async function newGrants(parts: S3Parts, request: PutAclRequest): Promise<Grants> {
  const controls = await readDocument(parts.database, request.Bucket, 'ownership');
  const ownership = controls?.Rules?.[0]?.ObjectOwnership;
  if (ownership === 'BucketOwnerEnforced') throw aclNotSupported();
  const grants = request.AccessControlPolicy?.Grants ?? checkedGrants(request, parts, ownership);
  if (!grants) throw malformedXml();
  return grants;
}
