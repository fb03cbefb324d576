import type { PutObjectAclCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { changeProperties } from '../change-properties.ts';
import { newGrants } from '../new-grants.ts';
import type { S3Parts } from '../s3-parts.ts';

export const putObjectAcl = operation<PutObjectAclCommand, S3Parts>('PutObjectAcl', async (input, parts) => {
  const grants = await newGrants(parts, input);
  await changeProperties(parts, input, (properties) => ({ ...properties, grants }));
  return {};
});
