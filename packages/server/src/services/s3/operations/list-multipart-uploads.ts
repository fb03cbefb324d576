import type { ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { requireBucket } from '../find-bucket.ts';
import { nameOf } from '../rules/checksums.ts';
import { listPage, type Start, startAfterMarker } from '../rules/list-page.ts';
import { pageSize } from '../rules/page-size.ts';
import { nameWriter } from '../rules/url-encoding.ts';
import { ownerOf, type S3Parts } from '../s3-parts.ts';
import { fetchUploads } from '../store/listings.ts';
import type { Upload } from '../store/uploads.ts';

export const listMultipartUploads = operation<ListMultipartUploadsCommand, S3Parts>(
  'ListMultipartUploads',
  async (input, parts) => {
    const { Bucket: bucket, Prefix: prefix = '', Delimiter: delimiter = '', KeyMarker: marker = '' } = input;
    await requireBucket(parts.database, input, parts.account);
    const query = { prefix, delimiter, limit: pageSize(input.MaxUploads, 'max-uploads') };
    // Without a key marker, an upload id marker is ignored.
    const past = marker !== '' && input.UploadIdMarker ? { id: input.UploadIdMarker } : undefined;
    const start = marker === '' ? { at: '' } : past ? { after: marker, past } : startAfterMarker(marker, query);
    const page = await listPage(query, start, (from: Start<Pick<Upload, 'id'>>, limit) =>
      fetchUploads(parts.database, { bucket, prefix }, from, limit),
    );
    const write = nameWriter(input.EncodingType);
    const owner = ownerOf(parts.account);
    const last = page.last;
    return {
      Bucket: bucket,
      KeyMarker: write(marker),
      UploadIdMarker: input.UploadIdMarker ?? '',
      Prefix: write(prefix),
      Delimiter: write(input.Delimiter),
      EncodingType: input.EncodingType,
      MaxUploads: query.limit,
      IsTruncated: last !== undefined,
      ...(last && 'row' in last ? { NextKeyMarker: write(last.row.key), NextUploadIdMarker: last.row.id } : {}),
      ...(last && 'prefix' in last ? { NextKeyMarker: write(last.prefix) } : {}),
      Uploads: page.rows.map((upload) => ({
        UploadId: upload.id,
        Key: write(upload.key),
        Initiated: new Date(upload.initiatedAt),
        StorageClass: upload.storageClass,
        Owner: owner,
        Initiator: owner,
        ...(upload.checksum.asked
          ? { ChecksumAlgorithm: nameOf(upload.checksum.algorithm), ChecksumType: upload.checksum.type }
          : {}),
      })),
      CommonPrefixes: page.prefixes.map((common) => ({ Prefix: write(common) })),
    };
  },
);
