import { createHash } from 'node:crypto';
import type { S3 } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestOf } from '../../objects/digests/digest.ts';
import { type ClientUnderTest, refusalOf, WAYS } from './testing/ways.ts';

const MIB = 1024 * 1024;
const part = (letter: string, size = 5 * MIB) => Buffer.alloc(size, letter);
const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest();

describe.each(WAYS)('multipart uploads, %s', (_, start) => {
  let client: ClientUnderTest;
  let s3: S3;
  const Bucket = 'multipart';
  beforeAll(async () => {
    client = await start();
    s3 = client.s3;
    await s3.createBucket({ Bucket });
  });
  afterAll(() => client.stop());

  async function begin(Key: string, members: object = {}) {
    const { UploadId = '' } = await s3.createMultipartUpload({ Bucket, Key, ...members });
    return { Bucket, Key, UploadId };
  }
  type Target = Awaited<ReturnType<typeof begin>>;
  const send = async (target: Target, PartNumber: number, Body: Buffer, members: object = {}) => {
    const { ETag } = await s3.uploadPart({ ...target, PartNumber, Body, ...members });
    return { PartNumber, ETag };
  };

  it('make an object of parts, in the order of their numbers', async () => {
    const target = await begin('joined', { ContentType: 'text/x', Metadata: { m: '1' }, Tagging: 't=1' });
    const second = await send(target, 2, part('b', 100));
    const first = await send(target, 1, part('a'));
    const whole = Buffer.concat([part('a'), part('b', 100)]);
    const etag = `"${md5(Buffer.concat([md5(part('a')), md5(part('b', 100))])).toString('hex')}-2"`;
    const done = await s3.completeMultipartUpload({ ...target, MultipartUpload: { Parts: [first, second] } });
    expect(done).toMatchObject({ ETag: etag, Bucket, Key: 'joined' });
    expect(done.ChecksumCRC64NVME).toBe(digestOf('crc64nvme', whole).toString('base64'));
    const got = await s3.getObject({ Bucket, Key: 'joined' });
    expect(got).toMatchObject({
      ContentType: 'text/x',
      Metadata: { m: '1' },
      TagCount: 1,
      ContentLength: whole.length,
    });
    expect(md5(Buffer.from((await got.Body?.transformToByteArray()) ?? []))).toEqual(md5(whole));
    const across = await s3.getObject({ Bucket, Key: 'joined', Range: `bytes=${5 * MIB - 2}-${5 * MIB + 1}` });
    expect(await across.Body?.transformToString()).toBe('aabb');
    const single = await s3.getObject({ Bucket, Key: 'joined', PartNumber: 2 });
    expect(single).toMatchObject({ PartsCount: 2, ContentLength: 100 });
    expect(await single.Body?.transformToString()).toBe('b'.repeat(100));
    expect(await refusalOf(s3.getObject({ Bucket, Key: 'joined', PartNumber: 3 }))).toBe('InvalidPartNumber');
    const { ObjectParts } = await s3.getObjectAttributes({ Bucket, Key: 'joined', ObjectAttributes: ['ObjectParts'] });
    expect(ObjectParts?.TotalPartsCount).toBe(2);
  });

  it('completed twice are answered the same, and cannot be gone on with', async () => {
    const target = await begin('twice');
    const MultipartUpload = { Parts: [await send(target, 1, part('a', 10))] };
    const once = await s3.completeMultipartUpload({ ...target, MultipartUpload });
    const again = await s3.completeMultipartUpload({ ...target, MultipartUpload });
    expect(again.ETag).toBe(once.ETag);
    expect(await refusalOf(send(target, 2, part('b', 10)))).toBe('NoSuchUpload');
    expect(await refusalOf(s3.abortMultipartUpload(target))).toBe('NoSuchUpload');
  });

  it('are refused with parts that are small, unknown, changed or out of order', async () => {
    const target = await begin('refused');
    const one = await send(target, 1, part('a', 10));
    const two = await send(target, 2, part('b', 10));
    const complete = (Parts: object[]) =>
      refusalOf(s3.completeMultipartUpload({ ...target, MultipartUpload: { Parts } }));
    expect(await complete([one, two])).toBe('EntityTooSmall');
    expect(await complete([two, one])).toBe('InvalidPartOrder');
    expect(await complete([one, one])).toBe('InvalidPartOrder');
    expect(await complete([{ PartNumber: 7, ETag: one.ETag }])).toBe('InvalidPart');
    expect(await complete([{ PartNumber: 1, ETag: two.ETag }])).toBe('InvalidPart');
    expect(await complete([])).toBe('MalformedXML');
    expect(await refusalOf(send(target, 0, part('a', 1)))).toBe('InvalidArgument');
    expect(await refusalOf(send(target, 10_001, part('a', 1)))).toBe('InvalidArgument');
    const condition = { ...target, MultipartUpload: { Parts: [one] }, IfMatch: '"x"' };
    expect(await refusalOf(s3.completeMultipartUpload(condition))).toBe('NoSuchKey');
    expect(await complete([one])).toBe('nothing was refused');
  });

  it('take the last of several bodies of one part number', async () => {
    const target = await begin('replaced');
    await send(target, 1, part('a', 10));
    const last = await send(target, 1, part('b', 10));
    await send(target, 2, part('unused', 10));
    await s3.completeMultipartUpload({ ...target, MultipartUpload: { Parts: [last] } });
    const { Body } = await s3.getObject({ Bucket, Key: 'replaced' });
    expect(await Body?.transformToString()).toBe('b'.repeat(10));
  });

  it('copy parts out of other objects', async () => {
    await s3.putObject({ Bucket, Key: 'source', Body: 'hello world' });
    const target = await begin('copied');
    const CopySource = `${Bucket}/source`;
    const copy = (CopySourceRange: string) =>
      s3.uploadPartCopy({ ...target, PartNumber: 1, CopySource, CopySourceRange });
    expect(await refusalOf(copy('bytes=0-11'))).toBe('InvalidArgument');
    const { CopyPartResult } = await copy('bytes=6-10');
    expect(CopyPartResult?.ETag).toBe(`"${md5(Buffer.from('world')).toString('hex')}"`);
    const Parts = [{ PartNumber: 1, ETag: CopyPartResult?.ETag }];
    await s3.completeMultipartUpload({ ...target, MultipartUpload: { Parts } });
    expect(await (await s3.getObject({ Bucket, Key: 'copied' })).Body?.transformToString()).toBe('world');
  });

  it('a copy of a multipart object is an ordinary object', async () => {
    const target = await begin('for-copy');
    const Parts = [await send(target, 1, part('a')), await send(target, 2, part('b', 3))];
    await s3.completeMultipartUpload({ ...target, MultipartUpload: { Parts } });
    await s3.copyObject({ Bucket, Key: 'ordinary', CopySource: `${Bucket}/for-copy` });
    const { ETag } = await s3.headObject({ Bucket, Key: 'ordinary' });
    expect(ETag).toBe(`"${md5(Buffer.concat([part('a'), part('b', 3)])).toString('hex')}"`);
  });

  it.each([
    ['CRC32', 'COMPOSITE', 'ChecksumCRC32'],
    ['CRC32C', 'FULL_OBJECT', 'ChecksumCRC32C'],
    ['CRC64NVME', 'FULL_OBJECT', 'ChecksumCRC64NVME'],
    ['SHA256', 'COMPOSITE', 'ChecksumSHA256'],
  ] as const)('keep %s checksums of parts and of the whole (%s)', async (ChecksumAlgorithm, ChecksumType, member) => {
    const name = ChecksumAlgorithm.toLowerCase() as 'crc32';
    const target = await begin(`sum-${name}`, { ChecksumAlgorithm, ChecksumType });
    const bodies = [part('a'), part('b', 7)];
    const Parts: object[] = [];
    for (const [index, body] of bodies.entries()) {
      const value = digestOf(name, body).toString('base64');
      const sent = await send(target, index + 1, body, { [member]: value });
      Parts.push({ ...sent, [member]: value });
    }
    const listed = await s3.listParts(target);
    expect(listed.Parts?.[0]?.[member]).toBe(digestOf(name, part('a')).toString('base64'));
    const wrong = [{ ...Parts[0], [member]: digestOf(name, part('c')).toString('base64') }, Parts[1] ?? {}];
    const refused = s3.completeMultipartUpload({ ...target, MultipartUpload: { Parts: wrong } });
    expect(await refusalOf(refused)).toBe('InvalidPart');
    const done = await s3.completeMultipartUpload({ ...target, MultipartUpload: { Parts } });
    const full = digestOf(name, Buffer.concat(bodies)).toString('base64');
    const composite = `${digestOf(name, Buffer.concat(bodies.map((body) => digestOf(name, body)))).toString('base64')}-2`;
    expect(done[member]).toBe(ChecksumType === 'FULL_OBJECT' ? full : composite);
    expect((await s3.headObject({ Bucket, Key: target.Key, ChecksumMode: 'ENABLED' }))[member]).toBe(done[member]);
  });

  it('are refused when the whole is not what the client expects', async () => {
    const target = await begin('expected', { ChecksumAlgorithm: 'CRC32', ChecksumType: 'FULL_OBJECT' });
    const Parts = [await send(target, 1, part('a', 10))];
    const complete = (members: object) =>
      refusalOf(s3.completeMultipartUpload({ ...target, MultipartUpload: { Parts }, ...members }));
    expect(await complete({ ChecksumCRC32: 'AAAAAA==' })).toBe('BadDigest');
    expect(await complete({ MpuObjectSize: 11 })).toBe('InvalidRequest');
    const ChecksumCRC32 = digestOf('crc32', part('a', 10)).toString('base64');
    expect(await complete({ ChecksumCRC32, MpuObjectSize: 10 })).toBe('nothing was refused');
  });

  it('are listed by key, and their parts by number, in pages', async () => {
    await s3.createBucket({ Bucket: 'uploads' });
    const keys = ['a', 'b/1', 'b/1', 'b/2', 'c'];
    const uploads: Target[] = [];
    for (const Key of keys) {
      const { UploadId = '' } = await s3.createMultipartUpload({ Bucket: 'uploads', Key });
      uploads.push({ Bucket: 'uploads', Key, UploadId });
    }
    const seen: unknown[] = [];
    let marker: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } = {};
    for (;;) {
      const page = await s3.listMultipartUploads({ Bucket: 'uploads', MaxUploads: 2, ...marker });
      seen.push(...(page.Uploads ?? []).map(({ Key, UploadId }) => `${Key} ${UploadId}`));
      if (!page.IsTruncated) break;
      marker = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
    }
    expect([...seen].sort()).toEqual(uploads.map(({ Key, UploadId }) => `${Key} ${UploadId}`).sort());
    const rolled = await s3.listMultipartUploads({ Bucket: 'uploads', Delimiter: '/' });
    expect(rolled.CommonPrefixes).toEqual([{ Prefix: 'b/' }]);
    expect(rolled.Uploads?.map(({ Key }) => Key)).toEqual(['a', 'c']);

    const [target] = uploads;
    if (!target) throw new Error('nothing was begun');
    for (const n of [1, 2, 5]) await send(target, n, part('x', 1));
    const first = await s3.listParts({ ...target, MaxParts: 2 });
    expect(first).toMatchObject({ IsTruncated: true, NextPartNumberMarker: '2' });
    const rest = await s3.listParts({ ...target, PartNumberMarker: first.NextPartNumberMarker });
    expect(rest.Parts?.map(({ PartNumber }) => PartNumber)).toEqual([5]);
    await s3.abortMultipartUpload(target);
    expect(await refusalOf(s3.listParts(target))).toBe('NoSuchUpload');
    // Those still open end with their bucket.
    await s3.deleteBucket({ Bucket: 'uploads' });
  });
});
