import type { GetObjectTaggingCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { findDescribed } from '../change-properties.ts';
import { shownVersionId } from '../find-object.ts';
import type { S3Parts } from '../s3-parts.ts';

export const getObjectTagging = operation<GetObjectTaggingCommand, S3Parts>(
  'GetObjectTagging',
  async (input, parts) => {
    const version = await findDescribed(parts, input);
    return { TagSet: [...version.properties.tags], VersionId: shownVersionId(version, input) };
  },
);
