import { describe, expect, it } from 'vitest';
import { randomIds } from '../../../platform/ids.ts';
import { isValidBucketName } from './bucket-name.ts';
import { parseCopyRange, parseRange } from './byte-range.ts';
import { checkRead, checkWrite } from './conditions.ts';
import { parseCopySource } from './copy-source.ts';
import { urlEncoded } from './url-encoding.ts';
import { newVersionId, sequenceOf } from './version-id.ts';

describe('bucket names', () => {
  it.each(['abc', 'my-bucket', 'my.bucket.1', '0-9', 'a'.repeat(63)])('%s is valid', (name) => {
    expect(isValidBucketName(name)).toBe(true);
  });
  it.each([
    'ab',
    'a'.repeat(64),
    'Upper',
    'under_score',
    '-start',
    'end-',
    '.start',
    'two..dots',
    '192.168.5.4',
    'xn--name',
    'sthree-x',
    'name-s3alias',
    'name--ol-s3',
    '../etc',
    'a/b',
    '',
  ])('%s is not', (name) => {
    expect(isValidBucketName(name)).toBe(false);
  });
});

describe('ranges', () => {
  it.each([
    ['bytes=0-4', { start: 0, end: 4 }],
    ['bytes=5-', { start: 5, end: 9 }],
    ['bytes=5-100', { start: 5, end: 9 }],
    ['bytes=-3', { start: 7, end: 9 }],
    ['bytes=-100', { start: 0, end: 9 }],
    ['bytes=10-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=4-2', undefined],
    ['bytes=0-1,3-4', undefined],
    ['bytes=-', undefined],
    ['lines=0-1', undefined],
    [undefined, undefined],
  ])('%s of ten bytes', (header, expected) => {
    expect(parseRange(header, 10)).toEqual(expected);
  });

  it('no range of an empty object can be satisfied', () => {
    expect(parseRange('bytes=0-', 0)).toBe('unsatisfiable');
    expect(parseRange('bytes=-1', 0)).toBe('unsatisfiable');
  });

  it.each([
    ['bytes=0-9', { start: 0, end: 9 }],
    ['bytes=0-10', undefined],
    ['bytes=3-', undefined],
    ['bytes=-3', undefined],
  ])('a part copy of %s', (header, expected) => {
    expect(parseCopyRange(header, 10)).toEqual(expected);
  });
});

describe('conditions', () => {
  const object = { etag: '"abc"', modifiedAt: 10_000 };
  const before = new Date(9_000);
  const same = new Date(10_000);

  it.each([
    [{}, 'proceed'],
    [{ ifMatch: '"abc"' }, 'proceed'],
    [{ ifMatch: 'abc' }, 'proceed'],
    [{ ifMatch: '*' }, 'proceed'],
    [{ ifMatch: '"x", "abc"' }, 'proceed'],
    [{ ifMatch: '"x"' }, { failed: 'If-Match' }],
    [{ ifNoneMatch: '"abc"' }, 'not-modified'],
    [{ ifNoneMatch: '*' }, 'not-modified'],
    [{ ifNoneMatch: 'W/"abc"' }, 'not-modified'],
    [{ ifNoneMatch: '"x"' }, 'proceed'],
    [{ ifModifiedSince: same }, 'not-modified'],
    [{ ifModifiedSince: before }, 'proceed'],
    [{ ifUnmodifiedSince: before }, { failed: 'If-Unmodified-Since' }],
    [{ ifUnmodifiedSince: same }, 'proceed'],
    [{ ifMatch: '"abc"', ifUnmodifiedSince: before }, 'proceed'],
    [{ ifNoneMatch: '"x"', ifModifiedSince: same }, 'proceed'],
    [{ ifNoneMatch: '"abc"', ifModifiedSince: before }, 'not-modified'],
  ])('reading under %j', (conditions, verdict) => {
    expect(checkRead(conditions, object)).toEqual(verdict);
  });

  it.each([
    [{ ifNoneMatch: '*' }, undefined, 'proceed'],
    [{ ifNoneMatch: '*' }, object, { failed: 'If-None-Match' }],
    [{ ifMatch: '"abc"' }, object, 'proceed'],
    [{ ifMatch: '"x"' }, object, { failed: 'If-Match' }],
    [{ ifMatch: '"abc"' }, undefined, 'no-such-key'],
  ])('writing under %j over %j', (conditions, current, verdict) => {
    expect(checkWrite(conditions, current)).toEqual(verdict);
  });
});

describe('copy sources', () => {
  it.each([
    ['bucket/key', { bucket: 'bucket', key: 'key' }],
    ['/bucket/a/b', { bucket: 'bucket', key: 'a/b' }],
    ['bucket%2Fa%20b%3Fc', { bucket: 'bucket', key: 'a b?c' }],
    ['bucket/key?versionId=v1', { bucket: 'bucket', key: 'key', versionId: 'v1' }],
    ['bucket', undefined],
    ['bucket/', undefined],
    ['/key', undefined],
    ['bucket/%zz', undefined],
    ['bucket/%00', undefined],
  ])('%s', (header, expected) => {
    expect(parseCopySource(header)).toEqual(expected);
  });
});

describe('names in listings', () => {
  it('are encoded as S3 documents it', () => {
    expect(urlEncoded('test_file(3).png')).toBe('test_file%283%29.png');
    expect(urlEncoded("a b/c+d~é'*")).toBe('a+b/c%2Bd%7E%C3%A9%27*');
  });
});

describe('version ids', () => {
  it('are 32 characters that tell their place', () => {
    for (const sequence of [1, 31, 32, 2 ** 40]) {
      const id = newVersionId(sequence, randomIds);
      expect(id).toMatch(/^[A-Za-z0-9._]{32}$/);
      expect(sequenceOf(id)).toBe(sequence);
    }
    expect(sequenceOf('null')).toBeUndefined();
    expect(sequenceOf('3sL4kqtJlcpXroDTDmJ-rmSpXd3dIbrHY')).toBeUndefined();
  });
});
