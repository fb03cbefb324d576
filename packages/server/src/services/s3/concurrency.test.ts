import type { S3 } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LoneS3, startS3 } from './testing/start-s3.ts';

const REFUSALS = ['NoSuchKey', 'NoSuchBucket', 'NoSuchUpload', 'NoSuchVersion', 'InvalidPart', 'BucketNotEmpty'];
const WRITERS = 8;
const STEPS = 25;
const KEYS = ['a', 'b', 'c'];

let lone: LoneS3;
let s3: S3;
beforeAll(async () => {
  lone = await startS3();
  s3 = lone.s3;
});
afterAll(() => lone.stop());

/** Runs `action`, letting through only refusals that another writer can cause. */
async function allow(action: () => Promise<unknown>): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof Error) || !REFUSALS.includes(error.name)) throw error;
  }
}

/** A writer's step, chosen by numbers that differ between writers. */
async function step(Bucket: string, writer: number, n: number): Promise<void> {
  const Key = KEYS[(writer + n) % KEYS.length] ?? 'a';
  const target = { Bucket, Key };
  switch ((writer * 7 + n * 3) % 7) {
    case 0:
      await s3.deleteObject(target);
      return;
    case 1: {
      const { Versions = [] } = await s3.listObjectVersions({ Bucket, Prefix: Key });
      const oldest = Versions.at(-1);
      if (oldest?.VersionId) await s3.deleteObject({ ...target, VersionId: oldest.VersionId });
      return;
    }
    case 2: {
      const { UploadId } = await s3.createMultipartUpload(target);
      const { ETag } = await s3.uploadPart({ ...target, UploadId, PartNumber: 1, Body: `part ${writer}` });
      const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
      // The same request twice at once, as an impatient client sends it.
      const complete = () => allow(() => s3.completeMultipartUpload({ ...target, UploadId, MultipartUpload }));
      await Promise.all([complete(), complete()]);
      return;
    }
    case 3:
      await s3.deleteObjects({ Bucket, Delete: { Objects: [...KEYS].reverse().map((key) => ({ Key: key })) } });
      return;
    case 4:
      await s3.putObjectTagging({ ...target, Tagging: { TagSet: [{ Key: 'w', Value: String(writer) }] } });
      return;
    default:
      await s3.putObject({ ...target, Body: `${writer} ${n}` });
  }
}

it.each(['Enabled', 'Suspended', undefined] as const)(
  'whatever many clients do at once (versioning: %s), every key has one latest version and all bytes are there',
  async (Status) => {
    const Bucket = `crowded-${String(Status).toLowerCase()}`;
    await s3.createBucket({ Bucket });
    if (Status) await s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status } });
    const writer = async (_: unknown, number: number) => {
      for (let n = 0; n < STEPS; n++) await allow(() => step(Bucket, number, n));
    };
    await Promise.all(Array.from({ length: WRITERS }, writer));

    const { Versions = [], DeleteMarkers = [] } = await s3.listObjectVersions({ Bucket });
    const latest = [...Versions, ...DeleteMarkers].filter(({ IsLatest }) => IsLatest).map(({ Key }) => Key);
    const keys = new Set([...Versions, ...DeleteMarkers].map(({ Key }) => Key));
    expect(latest.sort()).toEqual([...keys].sort());
    for (const { Key, VersionId, Size } of Versions) {
      const { Body } = await s3.getObject({ Bucket, Key, VersionId });
      expect((await Body?.transformToByteArray())?.length).toBe(Size);
    }
  },
  60_000,
);

it('a bucket deleted while others write into it is gone, or stays with what they wrote', async () => {
  for (let round = 0; round < 10; round++) {
    const Bucket = `contested-${round}`;
    await s3.createBucket({ Bucket });
    const { UploadId } = await s3.createMultipartUpload({ Bucket, Key: 'upload' });
    const { ETag } = await s3.uploadPart({ Bucket, Key: 'upload', UploadId, PartNumber: 1, Body: 'x' });
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    await Promise.all([
      allow(() => s3.putObject({ Bucket, Key: 'put', Body: 'x' })),
      allow(() => s3.completeMultipartUpload({ Bucket, Key: 'upload', UploadId, MultipartUpload })),
      allow(() => s3.deleteBucket({ Bucket })),
      allow(() => s3.createMultipartUpload({ Bucket, Key: 'another' })),
    ]);
    const exists = await s3.headBucket({ Bucket }).then(
      () => true,
      () => false,
    );
    const { Versions = [] } = exists ? await s3.listObjectVersions({ Bucket }) : {};
    if (exists) expect(Versions.length).toBeGreaterThan(0);
    for (const { Key } of Versions) await (await s3.getObject({ Bucket, Key })).Body?.transformToByteArray();
  }
});
