import type { GetObjectAttributesCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { findDescribed } from '../change-properties.ts';
import { shownVersionId } from '../find-object.ts';
import type { ObjectVersion } from '../object-version.ts';
import { checksumMember, checksumMembers } from '../rules/checksums.ts';
import { pageSize } from '../rules/page-size.ts';
import type { S3Parts } from '../s3-parts.ts';
import { listUploadParts } from '../store/uploads.ts';

export const getObjectAttributes = operation<GetObjectAttributesCommand, S3Parts>(
  'GetObjectAttributes',
  async (input, parts) => {
    const version = await findDescribed(parts, input);
    const asked = new Set<string>(input.ObjectAttributes);
    const { checksum } = version.properties;
    return {
      LastModified: new Date(version.modifiedAt),
      VersionId: shownVersionId(version, input),
      ...(asked.has('ETag') ? { ETag: version.etag.replaceAll('"', '') } : {}),
      ...(asked.has('Checksum') && checksum ? { Checksum: checksumMembers(checksum) } : {}),
      ...(asked.has('ObjectParts') && version.uploadId
        ? { ObjectParts: await describeParts(version, version.uploadId) }
        : {}),
      ...(asked.has('StorageClass') ? { StorageClass: version.storageClass } : {}),
      ...(asked.has('ObjectSize') ? { ObjectSize: version.size } : {}),
    };

    /** The parts themselves are listed only when they have checksums of their own. */
    async function describeParts({ partCount, properties }: ObjectVersion, uploadId: string) {
      const total = { TotalPartsCount: partCount };
      if (properties.checksum?.type !== 'COMPOSITE') return total;
      const { algorithm } = properties.checksum;
      const limit = pageSize(input.MaxParts, 'max-parts');
      const after = Number(input.PartNumberMarker ?? 0);
      const found = await listUploadParts(parts.database, uploadId, { after, limit: limit + 1 });
      const shown = found.slice(0, limit);
      return {
        ...total,
        PartNumberMarker: String(after),
        NextPartNumberMarker: String(shown.at(-1)?.number ?? 0),
        MaxParts: limit,
        IsTruncated: found.length > limit,
        Parts: shown.map(({ number, size, digests }) => ({
          PartNumber: number,
          Size: size,
          ...checksumMember(algorithm, digests[algorithm] ?? ''),
        })),
      };
    }
  },
);
