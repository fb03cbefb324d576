import type { UploadPartCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { checkOwner } from '../find-bucket.ts';
import { receiveBody } from '../receive-body.ts';
import { checksumMember } from '../rules/checksums.ts';
import { checkPartNumber } from '../rules/complete-upload.ts';
import { etagOf } from '../rules/etag.ts';
import type { S3Parts } from '../s3-parts.ts';
import { commitPart, digestsInBase64, requireUpload } from '../save-part.ts';

export const uploadPart = operation<UploadPartCommand, S3Parts>('UploadPart', async (input, parts) => {
  checkOwner(input, parts.account);
  checkPartNumber(input.PartNumber);
  const name = { bucket: input.Bucket, key: input.Key, id: input.UploadId };
  const upload = await requireUpload(parts.database, name);
  const { bytesId, size, md5, algorithm, digests } = await receiveBody(input, parts, upload.checksum.algorithm);
  const etag = etagOf(md5);
  await commitPart(parts, name, { number: input.PartNumber, bytesId, size, etag, digests: digestsInBase64(digests) });
  return {
    ETag: etag,
    ...checksumMember(algorithm, digests[algorithm]?.toString('base64') ?? ''),
    ...upload.properties.encryption,
  };
});
