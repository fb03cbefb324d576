import { describe, expect, it } from 'vitest';
import { keyOf, locateCache, scopeOfCache } from './cache-objects.ts';
import { cachedFolder, fixedPart, placeCachePath } from './cache-places.ts';

describe('a cache path', () => {
  const container = { sourceFolder: '/codebuild/output/src1/src', homeFolder: '/root', buildRoot: '/codebuild' };
  const process = {
    sourceFolder: '/w/codebuild/output/src1/src',
    homeFolder: '/w/private/home',
    buildRoot: '/w/codebuild',
  };
  it.each([
    ['node_modules/**/*', 'src', 'node_modules/**/*'],
    ['./a//b/', 'src', 'a/b'],
    ['.', 'src', '.'],
    ['/codebuild/output/src1/src/dist', 'src', 'dist'],
    ['/root/.m2/**/*', 'home', '.m2/**/*'],
    ['~/.npm', 'home', '.npm'],
    ['~', 'home', '.'],
    ['/opt/tool/../other/*', 'root', 'opt/other/*'],
  ])('%s lies in its root', (path, root, pattern) => {
    expect(placeCachePath(path, container)).toEqual({ root, pattern });
  });

  it('of AWS’s home lies in the home that the build has here', () => {
    for (const path of ['/root/.m2', '/w/private/home/.m2'])
      expect(placeCachePath(path, process)).toEqual({ root: 'home', pattern: '.m2' });
  });

  it.each(['../x', 'a/../../x', '/', '/**', '/*/x', '/codebuild', '/codebuild/output/tmp/env.sh'])(
    '%s is none that can be kept',
    (path) => expect(placeCachePath(path, container)).toBeUndefined(),
  );

  it.each([
    ['a/b/*.jar', 'a/b'],
    ['a/b', 'a/b'],
    ['*', '.'],
  ])('%s has the fixed part %s', (pattern, fixed) => expect(fixedPart(pattern)).toBe(fixed));

  it.each([
    ['a/b/**/*', 'a/b'],
    ['a/**', 'a'],
    ['a', 'a'],
    ['a/*', undefined],
    ['a/*.jar', undefined],
    ['.', undefined],
  ])('%s names the directory %s', (pattern, folder) => {
    expect(cachedFolder({ root: 'src', pattern })?.pattern).toBe(folder);
  });
});

describe('the object of a cache', () => {
  const scope = scopeOfCache({ location: 'arn:aws:s3:::bucket/a//b/' }, 'web');
  if (!scope) throw new Error('it has a bucket');
  const objects = locateCache(scope, { generation: 3, paths: ['x', 'y'] });

  it('lies below the prefix, the project and the generation', () => {
    expect(objects.bucket).toBe('bucket');
    expect(objects.rolling).toBe('a/b/codebuild-cache/project/web/3/latest.tar.gz');
    expect(scopeOfCache({ location: 'bucket', cacheNamespace: 'x/..' }, 'web')?.base).toBe(
      'codebuild-cache/namespace/x%2F%2E%2E',
    );
    expect(scopeOfCache({}, 'web')).toBeUndefined();
  });

  it('has a version made of the paths in any order', () => {
    const same = locateCache(scope, { generation: 3, paths: ['y', 'x', 'x'] });
    const other = locateCache(scope, { generation: 3, paths: ['x'] });
    expect(same.keyed('k')).toBe(objects.keyed('k'));
    expect(other.keyed('k')).not.toBe(objects.keyed('k'));
  });

  it.each(['npm-1', '../../up', 'ünï/☃', 'a.b', '.', '\ud800', 'latest.tar.gz'])('the key %s stays itself', (key) => {
    const object = objects.keyed(key) ?? '';
    expect(object).toMatch(/^a\/b\/codebuild-cache\/project\/web\/3\/[0-9a-f]{32}\/[^/]+\.tar\.gz$/);
    expect(keyOf(object)).toBe(Buffer.from(key).toString());
    expect(object.startsWith(objects.startingWith(key.slice(0, 1)))).toBe(true);
  });

  it('has no key that is too long', () => expect(objects.keyed('k'.repeat(1_000))).toBeUndefined());
});
