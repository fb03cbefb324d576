import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { S3 } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClientUnderTest, refusalOf, WAYS } from './testing/ways.ts';

const md5 = (text: string) => createHash('md5').update(text).digest();
const ETAG = `"${md5('hello world').toString('hex')}"`;

describe.each(WAYS)('objects, %s', (_, start) => {
  let client: ClientUnderTest;
  let s3: S3;
  const Bucket = 'objects';
  beforeAll(async () => {
    client = await start();
    s3 = client.s3;
    await s3.createBucket({ Bucket });
    await s3.putObject({ Bucket, Key: 'hello', Body: 'hello world' });
  });
  afterAll(() => client.stop());

  const textOf = async (input: Parameters<S3['getObject']>[0]) => (await s3.getObject(input)).Body?.transformToString();

  it('come back with everything that was put with them', async () => {
    const Expires = new Date('2030-01-02T03:04:05Z');
    const described = {
      CacheControl: 'no-cache',
      ContentDisposition: 'attachment; filename="a b"',
      ContentEncoding: 'gzip',
      ContentLanguage: 'de',
      ContentType: 'text/plain; charset=utf-8',
      Metadata: { one: '1', 'two-words': 'zwei' },
      WebsiteRedirectLocation: '/elsewhere',
      StorageClass: 'STANDARD_IA' as const,
    };
    const put = await s3.putObject({ Bucket, Key: 'full', Body: 'x', Expires, Tagging: 'a=1&b=%2B', ...described });
    expect(put).toMatchObject({ ETag: `"${md5('x').toString('hex')}"`, ServerSideEncryption: 'AES256' });
    const got = await s3.getObject({ Bucket, Key: 'full' });
    expect(got).toMatchObject({ ...described, ContentLength: 1, AcceptRanges: 'bytes', TagCount: 2, Expires });
    expect(await got.Body?.transformToString()).toBe('x');
    const head = await s3.headObject({ Bucket, Key: 'full' });
    expect(head).toMatchObject({ ...described, ContentLength: 1, ETag: put.ETag });
  });

  it('have a type when none was given, and no metadata', async () => {
    const got = await s3.headObject({ Bucket, Key: 'hello' });
    expect(got).toMatchObject({ Metadata: {}, ContentLength: 11, ETag: ETAG });
    // S3's own is binary/octet-stream; the SDK sends one of its own.
    expect(got.ContentType).toMatch(/^(binary|application)\/octet-stream$/);
    expect(got.StorageClass).toBeUndefined();
    expect(got.VersionId).toBeUndefined();
  });

  it('may be empty, and may have any name', async () => {
    for (const Key of ['empty', 'a//b', 'a/../b', '/leading', 'ü/😀 +%20?#&=', 'x'.repeat(1024)]) {
      await s3.putObject({ Bucket, Key, Body: '' });
      expect(await textOf({ Bucket, Key })).toBe('');
      await s3.deleteObject({ Bucket, Key });
      expect(await refusalOf(s3.getObject({ Bucket, Key }))).toBe('NoSuchKey');
    }
    expect(await refusalOf(s3.putObject({ Bucket, Key: 'x'.repeat(1025) }))).toBe('KeyTooLongError');
    expect(await refusalOf(s3.putObject({ Bucket, Key: 'nul\0' }))).toBe('InvalidURI');
    expect(await refusalOf(s3.listObjectsV2({ Bucket, Prefix: '\0' }))).toBe('InvalidURI');
  });

  it('are read in ranges', async () => {
    const range = async (Range: string) => {
      const { Body, ContentRange, ContentLength } = await s3.getObject({ Bucket, Key: 'hello', Range });
      return [await Body?.transformToString(), ContentRange, ContentLength];
    };
    expect(await range('bytes=0-4')).toEqual(['hello', 'bytes 0-4/11', 5]);
    expect(await range('bytes=-5')).toEqual(['world', 'bytes 6-10/11', 5]);
    expect(await range('bytes=6-')).toEqual(['world', 'bytes 6-10/11', 5]);
    expect(await range('bytes=0-1,3-4')).toEqual(['hello world', undefined, 11]);
    expect(await refusalOf(s3.getObject({ Bucket, Key: 'hello', Range: 'bytes=11-' }))).toBe('InvalidRange');
  });

  it('are answered with the headers the request wants instead', async () => {
    const got = await s3.getObject({
      Bucket,
      Key: 'hello',
      ResponseContentType: 'text/html',
      ResponseContentDisposition: 'inline',
      ResponseCacheControl: 'max-age=1',
    });
    expect(got).toMatchObject({ ContentType: 'text/html', ContentDisposition: 'inline', CacheControl: 'max-age=1' });
    expect(await got.Body?.transformToString()).toBe('hello world');
  });

  it('are read only when the conditions hold', async () => {
    const read = (conditions: object) => refusalOf(s3.getObject({ Bucket, Key: 'hello', ...conditions }));
    const head = (conditions: object) => refusalOf(s3.headObject({ Bucket, Key: 'hello', ...conditions }));
    expect(await read({ IfMatch: '"other"' })).toBe('PreconditionFailed');
    expect(await read({ IfNoneMatch: ETAG })).toBe('NotModified');
    expect(await read({ IfModifiedSince: new Date(Date.now() + 3_600_000) })).toBe('NotModified');
    expect(await read({ IfUnmodifiedSince: new Date(0) })).toBe('PreconditionFailed');
    expect(await head({ IfNoneMatch: ETAG })).toBe('NotModified');
    expect(await textOf({ Bucket, Key: 'hello', IfMatch: ETAG })).toBe('hello world');
  });

  it('are written only when the conditions hold', async () => {
    const write = (Key: string, conditions: object) => s3.putObject({ Bucket, Key, Body: 'new', ...conditions });
    expect(await refusalOf(write('hello', { IfNoneMatch: '*' }))).toBe('PreconditionFailed');
    expect(await refusalOf(write('hello', { IfMatch: '"other"' }))).toBe('PreconditionFailed');
    expect(await refusalOf(write('absent', { IfMatch: '"other"' }))).toBe('NoSuchKey');
    expect(await textOf({ Bucket, Key: 'hello' })).toBe('hello world');
    const { ETag } = await write('once', { IfNoneMatch: '*' });
    await write('once', { IfMatch: ETag });
    expect(await textOf({ Bucket, Key: 'once' })).toBe('new');
  });

  it('only one of many who create an object if there is none succeeds', async () => {
    const writes = Array.from({ length: 10 }, (_, n) =>
      s3.putObject({ Bucket, Key: 'contested', Body: `by ${n}`, IfNoneMatch: '*' }),
    );
    const results = await Promise.all(writes.map(refusalOf));
    expect(results.filter((result) => result === 'nothing was refused')).toHaveLength(1);
    expect(results.filter((result) => result === 'PreconditionFailed')).toHaveLength(9);
  });

  it('when many write at once, one is shown and it is whole', async () => {
    await s3.createBucket({ Bucket: 'contested' });
    await s3.putBucketVersioning({ Bucket: 'contested', VersioningConfiguration: { Status: 'Enabled' } });
    const bodies = Array.from({ length: 10 }, (_, n) => String(n).repeat(1000));
    await Promise.all(bodies.map((Body) => s3.putObject({ Bucket: 'contested', Key: 'k', Body })));
    expect(bodies).toContain(await textOf({ Bucket: 'contested', Key: 'k' }));
    const { Versions = [] } = await s3.listObjectVersions({ Bucket: 'contested' });
    expect(Versions).toHaveLength(10);
    expect(Versions.map((version) => version.IsLatest)).toEqual([true, ...Array(9).fill(false)]);
  });

  it('reading goes on while others overwrite', async () => {
    await s3.putObject({ Bucket, Key: 'busy', Body: 'start' });
    const write = async () => {
      for (let n = 0; n < 30; n++) await s3.putObject({ Bucket, Key: 'busy', Body: 'z'.repeat(n + 1) });
    };
    const read = async () => {
      for (let n = 0; n < 60; n++) expect(await textOf({ Bucket, Key: 'busy' })).toMatch(/^(start|z+)$/);
    };
    await Promise.all([write(), read(), read()]);
  });

  it('that are missing are refused, by GET with a code and by HEAD as not found', async () => {
    expect(await refusalOf(s3.getObject({ Bucket, Key: 'absent' }))).toBe('NoSuchKey');
    expect(await refusalOf(s3.getObject({ Bucket: 'no-such-bucket', Key: 'x' }))).toBe('NoSuchBucket');
    expect(await refusalOf(s3.putObject({ Bucket: 'no-such-bucket', Key: 'x', Body: 'y' }))).toBe('NoSuchBucket');
    expect(await refusalOf(s3.headObject({ Bucket, Key: 'absent' }))).toBe('NotFound');
    expect(await refusalOf(s3.headObject({ Bucket: 'no-such-bucket', Key: 'x' }))).toBe('NotFound');
    expect(await refusalOf(s3.deleteObject({ Bucket, Key: 'absent' }))).toBe('nothing was refused');
  });

  it('of another account are refused', async () => {
    const call = s3.getObject({ Bucket, Key: 'hello', ExpectedBucketOwner: '999999999999' });
    expect(await refusalOf(call)).toBe('AccessDenied');
  });

  it('are checked against their Content-MD5', async () => {
    const put = (ContentMD5: string) => refusalOf(s3.putObject({ Bucket, Key: 'md5', Body: 'abc', ContentMD5 }));
    expect(await put(md5('abc').toString('base64'))).toBe('nothing was refused');
    expect(await put(md5('other').toString('base64'))).toBe('BadDigest');
    expect(await put('not base64')).toBe('InvalidDigest');
    expect(await textOf({ Bucket, Key: 'md5' })).toBe('abc');
  });

  it.each([
    ['CRC32', 'ChecksumCRC32', 'y/Q5Jg=='],
    ['CRC32C', 'ChecksumCRC32C', '4waSgw=='],
    ['CRC64NVME', 'ChecksumCRC64NVME', 'rosUhgp5mIg='],
    ['SHA1', 'ChecksumSHA1', '98O8HYCOBHMq32eZZczDTKeuNEE='],
    ['SHA256', 'ChecksumSHA256', 'FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU='],
  ] as const)('are checked against %s, keep it, and tell it when asked', async (algorithm, member, value) => {
    const target = { Bucket, Key: `sum-${algorithm}` };
    const put = await s3.putObject({ ...target, Body: '123456789', [member]: value });
    expect(put).toMatchObject({ [member]: value });
    const got = await s3.headObject({ ...target, ChecksumMode: 'ENABLED' });
    expect(got).toMatchObject({ [member]: value, ChecksumType: 'FULL_OBJECT' });
    expect((await s3.headObject(target))[member]).toBeUndefined();
    const bad = s3.putObject({ ...target, Body: 'something else', [member]: value });
    expect(await refusalOf(bad)).toBe('BadDigest');
    expect(await textOf(target)).toBe('123456789');
    const { Checksum } = await s3.getObjectAttributes({ ...target, ObjectAttributes: ['Checksum', 'ObjectSize'] });
    expect(Checksum).toMatchObject({ [member]: value });
  });

  it('whose checksum is malformed or of a kind we lack are refused', async () => {
    const put = (members: object) => refusalOf(s3.putObject({ Bucket, Key: 'bad', Body: 'x', ...members }));
    expect(await put({ ChecksumCRC32: 'short' })).toBe('InvalidRequest');
    expect(await put({ ChecksumXXHASH64: 'AAAAAAAAAAA=' })).toBe('NotImplemented');
  });

  it('are refused when they ask for what we do not do', async () => {
    const put = (members: object) => refusalOf(s3.putObject({ Bucket, Key: 'bad', Body: 'x', ...members }));
    expect(await put({ StorageClass: 'GLACIER' })).toBe('NotImplemented');
    expect(await put({ StorageClass: 'NOPE' })).toBe('InvalidStorageClass');
    expect(await put({ ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: new Date() })).toBe('NotImplemented');
    expect(await put({ Metadata: { big: 'x'.repeat(2100) } })).toBe('MetadataTooLarge');
    expect(await put({ Tagging: 'a=1&a=2' })).toBe('InvalidTag');
    expect(await put({ ACL: 'public-read' })).toBe('AccessControlListNotSupported');
    expect(await refusalOf(s3.headObject({ Bucket, Key: 'bad' }))).toBe('NotFound');
  });

  it('say how they are encrypted: as asked, or as their bucket says', async () => {
    const kms = { ServerSideEncryption: 'aws:kms' as const, SSEKMSKeyId: 'alias/mine' };
    await s3.putObject({ Bucket, Key: 'kms', Body: 'x', ...kms });
    const SSEKMSKeyId = 'arn:aws:kms:us-east-1:123456789012:alias/mine';
    expect(await s3.headObject({ Bucket, Key: 'kms' })).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId });
    await s3.createBucket({ Bucket: 'encrypted' });
    const byDefault = { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: 'alias/bucket' };
    const Rules = [{ ApplyServerSideEncryptionByDefault: byDefault, BucketKeyEnabled: true }];
    await s3.putBucketEncryption({ Bucket: 'encrypted', ServerSideEncryptionConfiguration: { Rules } });
    const put = await s3.putObject({ Bucket: 'encrypted', Key: 'x', Body: 'x' });
    expect(put).toMatchObject({ ServerSideEncryption: 'aws:kms', BucketKeyEnabled: true });
    expect(put.SSEKMSKeyId).toBe('arn:aws:kms:us-east-1:123456789012:alias/bucket');
  });

  it('have tags that can be read, set and removed', async () => {
    const target = { Bucket, Key: 'tagged' };
    await s3.putObject({ ...target, Body: 'x', Tagging: 'a=1' });
    expect((await s3.getObjectTagging(target)).TagSet).toEqual([{ Key: 'a', Value: '1' }]);
    const TagSet = [{ Key: 'b', Value: 'zwei & drei'.replace('&', '+') }];
    await s3.putObjectTagging({ ...target, Tagging: { TagSet } });
    expect((await s3.getObjectTagging(target)).TagSet).toEqual(TagSet);
    const eleven = Array.from({ length: 11 }, (_, n) => ({ Key: `k${n}`, Value: '' }));
    expect(await refusalOf(s3.putObjectTagging({ ...target, Tagging: { TagSet: eleven } }))).toBe('BadRequest');
    await s3.deleteObjectTagging(target);
    expect((await s3.getObjectTagging(target)).TagSet).toEqual([]);
  });

  it('are copied with their headers, or with new ones', async () => {
    await s3.putObject({
      Bucket,
      Key: 'source',
      Body: 'copied',
      ContentType: 'text/a',
      Metadata: { m: '1' },
      Tagging: 't=1',
    });
    const CopySource = `${Bucket}/source`;
    const copied = await s3.copyObject({ Bucket, Key: 'copy', CopySource });
    expect(copied.CopyObjectResult?.ETag).toBe(`"${md5('copied').toString('hex')}"`);
    expect(await textOf({ Bucket, Key: 'copy' })).toBe('copied');
    const head = await s3.headObject({ Bucket, Key: 'copy' });
    expect(head).toMatchObject({ ContentType: 'text/a', Metadata: { m: '1' }, TagCount: 1 });
    await s3.copyObject({
      Bucket,
      Key: 'copy',
      CopySource,
      MetadataDirective: 'REPLACE',
      ContentType: 'text/b',
      TaggingDirective: 'REPLACE',
      ChecksumAlgorithm: 'SHA256',
    });
    const replaced = await s3.headObject({ Bucket, Key: 'copy', ChecksumMode: 'ENABLED' });
    expect(replaced).toMatchObject({ ContentType: 'text/b', Metadata: {} });
    expect(replaced.TagCount).toBeUndefined();
    expect(replaced.ChecksumSHA256).toBe(createHash('sha256').update('copied').digest('base64'));
    await s3.deleteObject({ Bucket, Key: 'source' });
    expect(await textOf({ Bucket, Key: 'copy' })).toBe('copied');
  });

  it('are not copied from nowhere, onto themselves unchanged, or against a condition', async () => {
    const copy = (CopySource: string, members: object = {}) =>
      refusalOf(s3.copyObject({ Bucket, Key: 'hello', CopySource, ...members }));
    expect(await copy(`${Bucket}/absent`)).toBe('NoSuchKey');
    expect(await copy('no-such-bucket/x')).toBe('NoSuchBucket');
    expect(await copy('nonsense')).toBe('InvalidArgument');
    expect(await copy(`${Bucket}/hello`)).toBe('InvalidRequest');
    expect(await copy(`${Bucket}/hello`, { MetadataDirective: 'REPLACE' })).toBe('nothing was refused');
    expect(await copy(`${Bucket}/full`, { CopySourceIfMatch: '"other"' })).toBe('PreconditionFailed');
    expect(await copy(`${Bucket}/hello`, { CopySourceIfNoneMatch: ETAG })).toBe('PreconditionFailed');
    expect(await textOf({ Bucket, Key: 'hello' })).toBe('hello world');
  });

  it('are deleted many at once, each with its own outcome', async () => {
    for (const Key of ['d1', 'd2']) await s3.putObject({ Bucket, Key, Body: 'x' });
    const Objects = [{ Key: 'd2' }, { Key: 'd1' }, { Key: 'never-there' }, { Key: 'y'.repeat(1025) }];
    const { Deleted, Errors } = await s3.deleteObjects({ Bucket, Delete: { Objects } });
    expect(Deleted?.map((deleted) => deleted.Key)).toEqual(['d2', 'd1', 'never-there']);
    expect(Errors?.map((error) => error.Code)).toEqual(['KeyTooLongError']);
    const quiet = await s3.deleteObjects({ Bucket, Delete: { Objects: [{ Key: 'd1' }], Quiet: true } });
    expect(quiet.Deleted ?? []).toEqual([]);
    const many = Array.from({ length: 1001 }, (_, n) => ({ Key: String(n) }));
    expect(await refusalOf(s3.deleteObjects({ Bucket, Delete: { Objects: many } }))).toBe('MalformedXML');
  });

  it('have an owner and, where the bucket allows it, an access list', async () => {
    const { Owner, Grants } = await s3.getObjectAcl({ Bucket, Key: 'hello' });
    expect(Owner?.ID).toMatch(/^[0-9a-f]{64}$/);
    expect(Grants?.map((grant) => grant.Permission)).toEqual(['FULL_CONTROL']);
    expect(await refusalOf(s3.putObjectAcl({ Bucket, Key: 'hello', ACL: 'public-read' }))).toBe(
      'AccessControlListNotSupported',
    );
    await s3.createBucket({ Bucket: 'with-acl', ObjectOwnership: 'ObjectWriter' });
    await s3.putObject({ Bucket: 'with-acl', Key: 'x', Body: 'x', ACL: 'public-read' });
    const shown = await s3.getObjectAcl({ Bucket: 'with-acl', Key: 'x' });
    expect(shown.Grants?.map((grant) => grant.Permission)).toEqual(['FULL_CONTROL', 'READ']);
    await s3.putObjectAcl({ Bucket: 'with-acl', Key: 'x', ACL: 'private' });
    expect((await s3.getObjectAcl({ Bucket: 'with-acl', Key: 'x' })).Grants).toHaveLength(1);
  });

  it('with versions: each is read by its id, and delete markers hide what is below', async () => {
    const target = { Bucket: 'versioned', Key: 'k' };
    await s3.createBucket({ Bucket: 'versioned' });
    await s3.putObject({ ...target, Body: 'before' });
    await s3.putBucketVersioning({ Bucket: 'versioned', VersioningConfiguration: { Status: 'Enabled' } });
    const { VersionId: one = '' } = await s3.putObject({ ...target, Body: 'one' });
    const { VersionId: two = '' } = await s3.putObject({ ...target, Body: 'two' });
    expect(await textOf({ ...target, VersionId: one })).toBe('one');
    expect(await textOf({ ...target, VersionId: 'null' })).toBe('before');
    expect((await s3.headObject(target)).VersionId).toBe(two);
    const { VersionId: marker = '', DeleteMarker } = await s3.deleteObject(target);
    expect(DeleteMarker).toBe(true);
    expect(await refusalOf(s3.getObject(target))).toBe('NoSuchKey');
    expect(await refusalOf(s3.getObject({ ...target, VersionId: marker }))).toBe('MethodNotAllowed');
    expect(
      await refusalOf(
        s3.getObject({ ...target, VersionId: one.replace(/^./, (first) => (first === '_' ? 'a' : '_')) }),
      ),
    ).toBe('NoSuchVersion');
    expect(await refusalOf(s3.getObject({ ...target, VersionId: 'nonsense' }))).toBe('InvalidArgument');
    await s3.copyObject({ ...target, CopySource: `versioned/k?versionId=${one}` });
    expect(await textOf(target)).toBe('one');
    expect(await refusalOf(s3.deleteBucket({ Bucket: 'versioned' }))).toBe('BucketNotEmpty');
  });

  it('are streamed in and out', async () => {
    const chunk = Buffer.alloc(64 * 1024, 'abcdefgh');
    const hash = createHash('sha256');
    const body = Readable.from(
      (function* () {
        for (let n = 0; n < 64; n++) {
          hash.update(chunk);
          yield chunk;
        }
      })(),
    );
    await s3.putObject({ Bucket, Key: 'streamed', Body: body, ContentLength: 64 * chunk.length });
    const { Body } = await s3.getObject({ Bucket, Key: 'streamed' });
    const back = createHash('sha256');
    for await (const piece of Body as Readable) back.update(piece);
    expect(back.digest('hex')).toBe(hash.digest('hex'));
  });

  it('whose body is shorter than it was said to be are not kept', async () => {
    const put = s3.putObject({ Bucket, Key: 'short', Body: Readable.from([Buffer.from('abc')]), ContentLength: 5 });
    expect(await refusalOf(put)).not.toBe('nothing was refused');
    expect(await refusalOf(s3.headObject({ Bucket, Key: 'short' }))).toBe('NotFound');
  });
});
