import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { Refusal } from '../../platform/refusal.ts';
import type { Service } from '../service.ts';
import { toyService } from './start-gateway.ts';

interface ObjectName {
  readonly Bucket: string;
  readonly Key: string;
}

/** Just enough of S3 for the aws CLI to copy files to and fro. */
export function memoryBucket(): Service {
  const objects = new Map<string, Buffer>();
  const parts = new Map<string, Map<number, Buffer>>();
  const find = ({ Key }: ObjectName) => {
    const bytes = objects.get(Key);
    if (!bytes) throw new Refusal('NoSuchKey', 'The specified key does not exist.', { status: 404 });
    return { ContentLength: bytes.length, ETag: '"e"', LastModified: new Date(0), AcceptRanges: 'bytes' };
  };
  return toyService('s3', 's3', {
    operations: {
      PutObject: async ({ Key, Body }: ObjectName & { Body: Readable }) => {
        objects.set(Key, await buffer(Body));
        return { ETag: '"e"' };
      },
      HeadObject: find,
      GetObject: (input: ObjectName & { Range?: string }) => {
        const bytes = objects.get(input.Key) ?? Buffer.alloc(0);
        const [, start, end] = /^bytes=(\d+)-(\d*)$/.exec(input.Range ?? '') ?? [];
        if (start === undefined) return { ...find(input), Body: Readable.from([bytes]) };
        const piece = bytes.subarray(Number(start), end ? Number(end) + 1 : undefined);
        const ContentRange = `bytes ${start}-${Number(start) + piece.length - 1}/${bytes.length}`;
        return { ...find(input), Body: Readable.from([piece]), ContentLength: piece.length, ContentRange };
      },
      ListObjectsV2: ({ Bucket }: ObjectName) => ({
        Name: Bucket,
        KeyCount: objects.size,
        IsTruncated: false,
        Contents: [...objects].map(([Key, { length }]) => ({ Key, Size: length, LastModified: new Date(0) })),
      }),
      GetBucketLocation: () => ({ LocationConstraint: 'eu-west-1' }),
      CreateMultipartUpload: ({ Bucket, Key }: ObjectName) => {
        parts.set(Key, new Map());
        return { Bucket, Key, UploadId: 'u' };
      },
      UploadPart: async ({ Key, Body, PartNumber }: ObjectName & { Body: Readable; PartNumber: number }) => {
        parts.get(Key)?.set(PartNumber, await buffer(Body));
        return { ETag: `"${PartNumber}"` };
      },
      CompleteMultipartUpload: ({
        Bucket,
        Key,
        MultipartUpload,
      }: ObjectName & { MultipartUpload: { Parts: { PartNumber: number }[] } }) => {
        const pieces = MultipartUpload.Parts.map(
          ({ PartNumber }) => parts.get(Key)?.get(PartNumber) ?? Buffer.alloc(0),
        );
        objects.set(Key, Buffer.concat(pieces));
        return { Bucket, Key, ETag: '"e"' };
      },
    },
  });
}
