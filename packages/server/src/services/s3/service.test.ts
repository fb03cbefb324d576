import { readdir } from 'node:fs/promises';
import { Readable } from 'node:stream';
import * as sdk from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LoneS3, startS3 } from './testing/start-s3.ts';
import { refusalOf } from './testing/ways.ts';

let lone: LoneS3;
beforeAll(async () => {
  lone = await startS3();
});
afterAll(() => lone.stop());

it('every operation of the SDK client is done or named as not there yet, and none is both', () => {
  const model = Object.keys(sdk).flatMap((name) => /^(\w+)Command$/.exec(name)?.[1] ?? []);
  const known = [...lone.service.operations.map((operation) => operation.name), ...lone.service.notYet];
  expect(known.sort()).toEqual(model.sort());
});

it('keys that look like paths are only names', async () => {
  const { s3 } = lone;
  await s3.createBucket({ Bucket: 'named' });
  for (const Key of ['.', '..', '../../../etc/passwd', '/etc/passwd', 'a\\b', '%2e%2e/x']) {
    await s3.putObject({ Bucket: 'named', Key, Body: Key });
    const { Body } = await s3.getObject({ Bucket: 'named', Key });
    expect(await Body?.transformToString()).toBe(Key);
  }
});

describe('events', () => {
  it('go to EventBridge only from buckets that ask for it', async () => {
    const { s3 } = lone;
    await s3.createBucket({ Bucket: 'quiet' });
    await s3.putObject({ Bucket: 'quiet', Key: 'k', Body: 'x' });
    await s3.createBucket({ Bucket: 'telling' });
    await s3.putBucketVersioning({ Bucket: 'telling', VersioningConfiguration: { Status: 'Enabled' } });
    const NotificationConfiguration = { EventBridgeConfiguration: {} };
    await s3.putBucketNotificationConfiguration({ Bucket: 'telling', NotificationConfiguration });
    const { VersionId } = await s3.putObject({ Bucket: 'telling', Key: 'in.zip', Body: 'hello world' });
    await s3.copyObject({ Bucket: 'telling', Key: 'copy', CopySource: 'telling/in.zip' });
    await s3.deleteObject({ Bucket: 'telling', Key: 'in.zip' });
    await s3.deleteObject({ Bucket: 'telling', Key: 'in.zip', VersionId });

    expect(lone.events).toHaveLength(4);
    expect(lone.events[0]).toMatchObject({
      source: 'aws.s3',
      detailType: 'Object Created',
      resources: ['arn:aws:s3:::telling'],
      detail: {
        version: '0',
        bucket: { name: 'telling' },
        object: { key: 'in.zip', size: 11, etag: '5eb63bbbe01eeed093cb22bb8f5acdc3', 'version-id': VersionId },
        requester: '123456789012',
        reason: 'PutObject',
      },
    });
    const told = lone.events.map(({ detailType, detail }) => {
      const { reason, 'deletion-type': deletion } = detail as { reason: string; 'deletion-type'?: string };
      return [detailType, deletion ?? reason];
    });
    expect(told).toEqual([
      ['Object Created', 'PutObject'],
      ['Object Created', 'CopyObject'],
      ['Object Deleted', 'Delete Marker Created'],
      ['Object Deleted', 'Permanently Deleted'],
    ]);
  });
});

describe('bytes', () => {
  const staged = async () => (await readdir(`${lone.objectsFolder}/staged`)).length;

  it('of refused writes do not stay', async () => {
    const { s3 } = lone;
    await s3.createBucket({ Bucket: 'refusing' });
    const put = (members: object) => s3.putObject({ Bucket: 'refusing', Key: 'k', Body: 'x', ...members });
    expect(await refusalOf(put({ IfMatch: '"none"' }))).toBe('NoSuchKey');
    expect(await refusalOf(put({ ChecksumCRC32: 'AAAAAA==' }))).toBe('BadDigest');
    const broken = Readable.from(
      (async function* () {
        yield Buffer.from('half');
        throw new Error('the client went away');
      })(),
    );
    expect(await refusalOf(put({ Body: broken }))).toBe('Error');
    expect(await staged()).toBe(0);
  });

  it('a process that dies after the commit leaves are found by the next', async () => {
    const { s3, objects, service } = lone;
    await s3.createBucket({ Bucket: 'crashed' });
    const settle = objects.settle;
    // What a crash between the commit and the move leaves behind.
    Object.assign(objects, { settle: async () => {} });
    await s3.putObject({ Bucket: 'crashed', Key: 'committed', Body: 'kept' });
    Object.assign(objects, { settle });
    await objects.put(Readable.from([Buffer.from('its row was never committed')]));
    expect(await staged()).toBe(2);
    await service.start?.();
    expect(await staged()).toBe(0);
    const { Body } = await s3.getObject({ Bucket: 'crashed', Key: 'committed' });
    expect(await Body?.transformToString()).toBe('kept');
  });
});

describe('checksums that come after the body', () => {
  /** A body as the gateway hands it over: the trailing fields are there once the stream has ended. */
  function bodyWithTrailers(text: string, trailers: Record<string, string>): Readable {
    const body = Readable.from([Buffer.from(text)]);
    body.once('end', () => Object.assign(body, { trailers }));
    return body;
  }

  async function put(Body: Readable): Promise<unknown> {
    const operation = lone.service.operations.find(({ name }) => name === 'PutObject');
    const headers = { 'x-amz-trailer': 'x-amz-checksum-crc32', 'x-amz-decoded-content-length': '9' };
    const caller = { kind: 'root', arn: 'arn:aws:iam::123456789012:root', userId: '123456789012' } as const;
    const request = { requestId: 'r', caller, endpoint: '', headers, signal: new AbortController().signal };
    return operation?.handle({ Bucket: 'trailing', Key: 'k', Body, ContentLength: 47 }, request);
  }

  it('are checked, kept and answered', async () => {
    await lone.s3.createBucket({ Bucket: 'trailing' });
    const output = await put(bodyWithTrailers('123456789', { 'x-amz-checksum-crc32': 'y/Q5Jg==' }));
    expect(output).toMatchObject({ ChecksumCRC32: 'y/Q5Jg==' });
    const wrong = put(bodyWithTrailers('12345678X', { 'x-amz-checksum-crc32': 'y/Q5Jg==' }));
    expect(await refusalOf(wrong)).toBe('BadDigest');
    expect(await refusalOf(put(bodyWithTrailers('123456789', {})))).toBe('InvalidRequest');
    expect(await refusalOf(put(bodyWithTrailers('1234', { 'x-amz-checksum-crc32': 'm+NBQw==' })))).toBe(
      'IncompleteBody',
    );
  });
});
