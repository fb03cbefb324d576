import type { ListPartsCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { requireBucket } from '../find-bucket.ts';
import { checksumMember, nameOf } from '../rules/checksums.ts';
import { pageSize } from '../rules/page-size.ts';
import { ownerOf, type S3Parts } from '../s3-parts.ts';
import { requireUpload } from '../save-part.ts';
import { listUploadParts } from '../store/uploads.ts';

export const listParts = operation<ListPartsCommand, S3Parts>('ListParts', async (input, parts) => {
  const { Bucket: bucket, Key: key, UploadId: id, PartNumberMarker: marker } = input;
  await requireBucket(parts.database, input, parts.account);
  const { checksum, storageClass } = await requireUpload(parts.database, { bucket, key, id });
  const limit = pageSize(input.MaxParts, 'max-parts');
  const found = await listUploadParts(parts.database, id, { after: Number(marker ?? 0), limit: limit + 1 });
  const shown = found.slice(0, limit);
  const isTruncated = limit > 0 && found.length > limit;
  const owner = ownerOf(parts.account);
  return {
    Bucket: bucket,
    Key: key,
    UploadId: id,
    PartNumberMarker: marker ?? '0',
    NextPartNumberMarker: String(shown.at(-1)?.number ?? 0),
    MaxParts: limit,
    IsTruncated: isTruncated,
    Parts: shown.map((part) => {
      const value = part.digests[checksum.algorithm];
      return {
        PartNumber: part.number,
        LastModified: new Date(part.modifiedAt),
        ETag: part.etag,
        Size: part.size,
        ...(checksum.asked && value !== undefined ? checksumMember(checksum.algorithm, value) : {}),
      };
    }),
    Initiator: owner,
    Owner: owner,
    StorageClass: storageClass,
    ...(checksum.asked ? { ChecksumAlgorithm: nameOf(checksum.algorithm), ChecksumType: checksum.type } : {}),
  };
});
