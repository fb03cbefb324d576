import type { S3 } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClientUnderTest, refusalOf, WAYS } from './testing/ways.ts';

const KEYS = ['a', 'b/1', 'b/2', 'b/c/3', 'd e+f', 'é', '\ue000', '😀'];

describe.each(WAYS)('listings, %s', (_, start) => {
  let client: ClientUnderTest;
  let s3: S3;
  const Bucket = 'listed';
  beforeAll(async () => {
    client = await start();
    s3 = client.s3;
    await s3.createBucket({ Bucket });
    for (const Key of KEYS) await s3.putObject({ Bucket, Key, Body: Key });
  });
  afterAll(() => client.stop());

  const keysOf = (page: { Contents?: { Key?: string | undefined }[] | undefined }) =>
    page.Contents?.map(({ Key }) => Key) ?? [];
  const prefixesOf = (page: { CommonPrefixes?: { Prefix?: string | undefined }[] | undefined }) =>
    page.CommonPrefixes?.map(({ Prefix }) => Prefix) ?? [];

  it('show everything in the order of its bytes', async () => {
    const page = await s3.listObjectsV2({ Bucket });
    expect(keysOf(page)).toEqual(KEYS);
    expect(page).toMatchObject({ IsTruncated: false, KeyCount: 8, MaxKeys: 1000, Name: Bucket });
    expect(page.Contents?.[0]).toMatchObject({ Size: 1, StorageClass: 'STANDARD', ChecksumType: 'FULL_OBJECT' });
    expect(page.Contents?.[0]?.Owner).toBeUndefined();
    expect((await s3.listObjectsV2({ Bucket, FetchOwner: true })).Contents?.[0]?.Owner?.ID).toMatch(/^[0-9a-f]{64}$/);
  });

  it('go on where the last page ended, prefixes included', async () => {
    const seen: unknown[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await s3.listObjectsV2({ Bucket, Delimiter: '/', MaxKeys: 1, ContinuationToken });
      expect(page.KeyCount).toBe(1);
      seen.push(...keysOf(page), ...prefixesOf(page));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
    expect(seen).toEqual(['a', 'b/', 'd e+f', 'é', '\ue000', '😀']);
    const forged = s3.listObjectsV2({ Bucket, ContinuationToken: 'nonsense' });
    expect(await refusalOf(forged)).toBe('InvalidArgument');
  });

  it('show what is below a prefix, rolled up at the delimiter', async () => {
    const page = await s3.listObjectsV2({ Bucket, Prefix: 'b/', Delimiter: '/' });
    expect([keysOf(page), prefixesOf(page)]).toEqual([['b/1', 'b/2'], ['b/c/']]);
    const rolled = await s3.listObjectsV2({ Bucket, Prefix: 'b', Delimiter: '/' });
    expect([keysOf(rolled), prefixesOf(rolled)]).toEqual([[], ['b/']]);
  });

  it('begin after a key', async () => {
    expect(keysOf(await s3.listObjectsV2({ Bucket, StartAfter: 'b/2' }))).toEqual(KEYS.slice(3));
    expect(keysOf(await s3.listObjectsV2({ Bucket, StartAfter: 'c' }))).toEqual(KEYS.slice(4));
  });

  it('write names url-encoded when asked', async () => {
    const page = await s3.listObjectsV2({ Bucket, Prefix: 'd e', EncodingType: 'url' });
    expect(page).toMatchObject({ Prefix: 'd+e', EncodingType: 'url' });
    expect(keysOf(page)).toEqual(['d+e%2Bf']);
  });

  it('of the first version go on by marker', async () => {
    const first = await s3.listObjects({ Bucket, MaxKeys: 2, Delimiter: '/' });
    expect(first).toMatchObject({ IsTruncated: true, NextMarker: 'b/' });
    const second = await s3.listObjects({ Bucket, Delimiter: '/', Marker: first.NextMarker });
    expect([...keysOf(second), ...prefixesOf(second)]).toEqual(['d e+f', 'é', '\ue000', '😀']);
    expect((await s3.listObjects({ Bucket, MaxKeys: 2 })).NextMarker).toBeUndefined();
  });

  it('may show nothing', async () => {
    expect(await s3.listObjectsV2({ Bucket, MaxKeys: 0 })).toMatchObject({ IsTruncated: false, KeyCount: 0 });
    expect(keysOf(await s3.listObjectsV2({ Bucket, Prefix: 'zzz' }))).toEqual([]);
    expect(await refusalOf(s3.listObjectsV2({ Bucket: 'no-such-bucket' }))).toBe('NoSuchBucket');
  });

  it('of versions go on after a version that was deleted meanwhile', async () => {
    await s3.createBucket({ Bucket: 'versions' });
    await s3.putBucketVersioning({ Bucket: 'versions', VersioningConfiguration: { Status: 'Enabled' } });
    for (let n = 0; n < 7; n++) await s3.putObject({ Bucket: 'versions', Key: 'k', Body: String(n) });
    await s3.putObject({ Bucket: 'versions', Key: 'l', Body: 'l' });
    let deleted = 0;
    let marker: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
    for (;;) {
      const page = await s3.listObjectVersions({ Bucket: 'versions', MaxKeys: 3, ...marker });
      for (const { Key = '', VersionId = '' } of page.Versions ?? []) {
        await s3.deleteObject({ Bucket: 'versions', Key, VersionId });
        deleted++;
      }
      if (!page.IsTruncated) break;
      marker = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    }
    expect(deleted).toBe(8);
    await s3.deleteBucket({ Bucket: 'versions' });
  });
});
