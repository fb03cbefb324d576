import type { GetBucketAclCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { readBucketDocument } from '../bucket-document.ts';
import { ownerGrant } from '../rules/acl.ts';
import { ownerOf, type S3Parts } from '../s3-parts.ts';

export const getBucketAcl = operation<GetBucketAclCommand, S3Parts>('GetBucketAcl', async (input, parts) => {
  const grants = await readBucketDocument(parts, input, 'acl');
  const owner = ownerOf(parts.account);
  return { Owner: owner, Grants: grants ?? [ownerGrant(owner.ID)] };
});
