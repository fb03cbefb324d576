import {
  badChecksum,
  entityTooSmall,
  invalidArgument,
  invalidPart,
  invalidPartOrder,
  invalidRequest,
  malformedXml,
} from '../errors.ts';
import type { Upload, UploadPart } from '../store/uploads.ts';
import {
  type ChecksumMembers,
  checksumOfParts,
  givenChecksums,
  isWellFormed,
  nameOf,
  type StoredChecksum,
} from './checksums.ts';
import { sameEtag } from './etag.ts';

export const MAX_PARTS = 10_000;
export const MIN_PART_BYTES = 5 * 1024 ** 2;

/** A part as CompleteMultipartUpload names it. */
export interface NamedPart extends ChecksumMembers {
  readonly PartNumber?: number | undefined;
  readonly ETag?: string | undefined;
}

export function checkPartNumber(number: number): void {
  if (Number.isInteger(number) && number >= 1 && number <= MAX_PARTS) return;
  throw invalidArgument(`Part number must be an integer between 1 and ${MAX_PARTS}, inclusive`, 'partNumber', number);
}

/** The parts an upload is to be completed with, in order; refuses what S3 refuses. */
export function chooseParts(
  upload: Upload,
  named: readonly NamedPart[],
  saved: readonly UploadPart[],
): readonly UploadPart[] {
  if (named.length === 0 || named.length > MAX_PARTS) throw malformedXml();
  const byNumber = new Map(saved.map((part) => [part.number, part]));
  let before = 0;
  const chosen = named.map((part) => {
    const { PartNumber: number, ETag: etag } = part;
    if (number === undefined || etag === undefined) throw malformedXml();
    if (number <= before) throw invalidPartOrder(upload.id);
    before = number;
    const found = byNumber.get(number);
    if (!found || !sameEtag(found.etag, etag)) throw invalidPart(upload.id, number, etag);
    checkPartChecksum(upload, part, found);
    return found;
  });
  for (const part of chosen.slice(0, -1)) if (part.size < MIN_PART_BYTES) throw entityTooSmall(part, MIN_PART_BYTES);
  return chosen;
}

function checkPartChecksum(upload: Upload, named: NamedPart, found: UploadPart): void {
  const given = givenChecksums(named);
  for (const { algorithm, value } of given) {
    if (found.digests[algorithm] !== value) throw invalidPart(upload.id, found.number, found.etag);
  }
  const { algorithm, type, asked } = upload.checksum;
  if (asked && type === 'COMPOSITE' && given.length === 0) {
    throw invalidRequest(
      `The upload was created using a ${algorithm} checksum. The complete request must include the checksum for each part. It was missing for part ${found.number} in the request.`,
    );
  }
}

/** The checksum of the object, checked against what the client expects of it. */
export function checksumOfUpload(
  { checksum: { algorithm, type } }: Upload,
  parts: readonly UploadPart[],
  expected: ChecksumMembers,
): StoredChecksum {
  const digests = parts.map(({ digests, size }) => ({ digest: Buffer.from(digests[algorithm] ?? '', 'base64'), size }));
  const checksum = checksumOfParts(algorithm, type, digests);
  for (const given of givenChecksums(expected)) {
    if (given.algorithm !== algorithm) {
      throw invalidRequest(
        `Checksum Type mismatch occurred, expected checksum Type: ${algorithm}, actual checksum Type: ${given.algorithm}`,
      );
    }
    const bare = { ...given, value: given.value.replace(/-\d+$/, '') };
    if (!isWellFormed(bare)) throw invalidRequest(`Value for x-amz-checksum-${algorithm} header is invalid.`);
    if (bare.value !== checksum.value.replace(/-\d+$/, '')) throw badChecksum(nameOf(algorithm));
  }
  return checksum;
}
