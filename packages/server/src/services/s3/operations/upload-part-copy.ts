import type { UploadPartCopyCommand } from '@aws-sdk/client-s3';
import { type InputOf, operation } from '../../../gateway/operation.ts';
import type { ByteRange } from '../../../objects/object-store.ts';
import { conditionsOfCopy, requireSource } from '../copy-source.ts';
import { entityTooLarge, invalidArgument } from '../errors.ts';
import { checkOwner } from '../find-bucket.ts';
import { type ReadableObject, shownVersionId, withBytes } from '../find-object.ts';
import { MAX_PUT_BYTES } from '../receive-body.ts';
import { parseCopyRange } from '../rules/byte-range.ts';
import { checksumMember } from '../rules/checksums.ts';
import { checkPartNumber } from '../rules/complete-upload.ts';
import { etagOf } from '../rules/etag.ts';
import type { S3Parts } from '../s3-parts.ts';
import { commitPart, digestsInBase64, requireUpload } from '../save-part.ts';

export const uploadPartCopy = operation<UploadPartCopyCommand, S3Parts>('UploadPartCopy', async (input, parts) => {
  checkOwner(input, parts.account);
  checkPartNumber(input.PartNumber);
  const name = { bucket: input.Bucket, key: input.Key, id: input.UploadId };
  const upload = await requireUpload(parts.database, name);
  const { algorithm } = upload.checksum;
  const find = () => requireSource(parts, input, conditionsOfCopy(input));
  const { source, stored } = await withBytes(find, async (object) => {
    const body = await parts.objects.get(object.bytesId, copyRange(input, object));
    return { source: object, stored: await parts.objects.put(body, { digests: ['md5', algorithm] }) };
  });
  const { id: bytesId, size, digests } = stored;
  const etag = etagOf(digests.md5 ?? Buffer.alloc(0));
  const part = { number: input.PartNumber, bytesId, size, etag, digests: digestsInBase64(digests) };
  const modifiedAt = await commitPart(parts, name, part);
  return {
    CopySourceVersionId: shownVersionId(source),
    CopyPartResult: {
      ETag: etag,
      LastModified: new Date(modifiedAt),
      ...(upload.checksum.asked ? checksumMember(algorithm, digests[algorithm]?.toString('base64') ?? '') : {}),
    },
    ...upload.properties.encryption,
  };
});

function copyRange(input: InputOf<UploadPartCopyCommand>, source: ReadableObject): ByteRange | undefined {
  const { CopySourceRange: header } = input;
  const range = header === undefined ? undefined : parseCopyRange(header, source.size);
  if (header !== undefined && !range) {
    throw invalidArgument(
      `Range specified is not valid for source object of size: ${source.size}`,
      'x-amz-copy-source-range',
      header,
    );
  }
  const size = range ? range.end - range.start + 1 : source.size;
  if (size > MAX_PUT_BYTES) throw entityTooLarge(MAX_PUT_BYTES);
  return range;
}
