import type { GetObjectAclCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { findDescribed } from '../change-properties.ts';
import { ownerGrant } from '../rules/acl.ts';
import { ownerOf, type S3Parts } from '../s3-parts.ts';

export const getObjectAcl = operation<GetObjectAclCommand, S3Parts>('GetObjectAcl', async (input, parts) => {
  const { properties } = await findDescribed(parts, input);
  const owner = ownerOf(parts.account);
  return { Owner: owner, Grants: [...(properties.grants ?? [ownerGrant(owner.ID)])] };
});
