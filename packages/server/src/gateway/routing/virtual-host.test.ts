import { describe, expect, test } from 'vitest';
import { climbsOut, pathWithBucket } from './virtual-host.ts';

describe('the bucket of a virtual host', () => {
  test.each([
    ['b.localhost:4600', '/k', '/b/k'],
    ['b.localhost', '/', '/b'],
    ['b.s3.localhost:4600', '/k', '/b/k'],
    ['b.s3.us-east-1.localhost:4600', '/k', '/b/k'],
    ['dotted.bucket.localhost', '/k', '/dotted.bucket/k'],
    ['s3.localhost', '/b/k', '/b/k'],
    ['localhost:4600', '/b/k', '/b/k'],
    ['127.0.0.1:4600', '/b/k', '/b/k'],
  ])('%s%s is %s', (host, rawPath, path) => {
    expect(pathWithBucket({ method: 'GET', rawPath, rawQuery: '', query: [], headers: { host } })).toBe(path);
  });
});

test.each([
  ['/b/a/../c', false],
  ['/b/.../c', false],
  ['/b/..', true],
  ['/b/a/../../c', true],
  ['/b/%2E%2e/c', true],
  ['/../b', true],
])('%s climbs out of its bucket: %s', (path, climbs) => {
  expect(climbsOut(path)).toBe(climbs);
});
