import type { DeleteObjectTaggingCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { changeProperties } from '../change-properties.ts';
import { shownVersionId } from '../find-object.ts';
import type { S3Parts } from '../s3-parts.ts';

export const deleteObjectTagging = operation<DeleteObjectTaggingCommand, S3Parts>(
  'DeleteObjectTagging',
  async (input, parts) => {
    const version = await changeProperties(parts, input, (properties) => ({ ...properties, tags: [] }));
    return { VersionId: shownVersionId(version, input) };
  },
);
