import type { AbortMultipartUploadCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { deleteBytesLater } from '../commit-bytes.ts';
import { noSuchUpload } from '../errors.ts';
import { requireBucket } from '../find-bucket.ts';
import type { S3Parts } from '../s3-parts.ts';
import { discardUpload, lockUpload } from '../store/uploads.ts';

export const abortMultipartUpload = operation<AbortMultipartUploadCommand, S3Parts>(
  'AbortMultipartUpload',
  async (input, parts) => {
    const { Bucket: bucket, Key: key, UploadId: id } = input;
    await requireBucket(parts.database, input, parts.account);
    await parts.database.transaction(async (tx) => {
      if (!(await lockUpload(tx, { bucket, key, id }, 'update'))) throw noSuchUpload(id);
      await deleteBytesLater(tx, parts.queue, await discardUpload(tx, id));
    });
    return {};
  },
);
