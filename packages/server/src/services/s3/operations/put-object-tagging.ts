import type { PutObjectTaggingCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { changeProperties } from '../change-properties.ts';
import { shownVersionId } from '../find-object.ts';
import { checkTags, MAX_OBJECT_TAGS } from '../rules/tags.ts';
import type { S3Parts } from '../s3-parts.ts';

export const putObjectTagging = operation<PutObjectTaggingCommand, S3Parts>(
  'PutObjectTagging',
  async (input, parts) => {
    const tags = checkTags(input.Tagging.TagSet, MAX_OBJECT_TAGS);
    const version = await changeProperties(parts, input, (properties) => ({ ...properties, tags }));
    return { VersionId: shownVersionId(version, input) };
  },
);
