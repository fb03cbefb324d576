import { describe, expect, it } from 'vitest';
import { artifactArn, locateArtifacts } from './artifact-location.ts';
import type { Artifacts } from './definition.ts';

const naming = { uuid: 'uuid-1', projectName: 'demo' };
const where = (artifacts: Partial<Artifacts>, more: object = {}) => {
  const target = locateArtifacts({ type: 'S3', location: 'bucket', ...artifacts }, { ...naming, ...more });
  return target && artifactArn(target);
};

describe('where artifacts go', () => {
  it.each<[string, Partial<Artifacts>, string]>([
    ['a name is the whole key: no .zip is added', { name: 'x', packaging: 'ZIP' }, 'bucket/x'],
    ['without a name the project lends its own', { packaging: 'ZIP' }, 'bucket/demo'],
    ['a path comes before the name', { name: 'x', path: 'a/b' }, 'bucket/a/b/x'],
    ['slashes at either end of the path leave no empty folder', { name: 'x', path: '/a//b/' }, 'bucket/a/b/x'],
    ['BUILD_ID adds the uuid', { name: 'x', path: 'a', namespaceType: 'BUILD_ID' }, 'bucket/a/uuid-1/x'],
    ['BUILD_ID alone', { name: 'x', namespaceType: 'BUILD_ID' }, 'bucket/uuid-1/x'],
    ['the name / drops the name', { name: '/', path: 'a', namespaceType: 'BUILD_ID' }, 'bucket/a/uuid-1'],
    ['the name / alone is the root of the bucket', { name: '/' }, 'bucket'],
    ['a ZIP file cannot be the root', { name: '/', packaging: 'ZIP' }, 'bucket/demo'],
    ['a name with slashes makes folders', { name: 'a/b/c.zip', packaging: 'ZIP' }, 'bucket/a/b/c.zip'],
    ['a bucket may be given by its ARN', { name: 'x', location: 'arn:aws:s3:::bucket' }, 'bucket/x'],
    ['a location may hold a prefix', { name: 'x', location: 'bucket/pre' }, 'bucket/pre/x'],
  ])('%s', (_, artifacts, expected) => {
    expect(where(artifacts)).toBe(`arn:aws:s3:::${expected}`);
  });

  it('the buildspec’s name counts only when the project lets it', () => {
    expect(where({ name: 'x' }, { buildspecName: 'b-2026' })).toBe('arn:aws:s3:::bucket/x');
    expect(where({ name: 'x', overrideArtifactName: true }, { buildspecName: 'b/2026' })).toBe(
      'arn:aws:s3:::bucket/b/2026',
    );
    expect(where({ name: 'x', overrideArtifactName: true })).toBe('arn:aws:s3:::bucket/x');
  });

  it('the buildspec’s s3-prefix comes before the build’s id', () => {
    const artifacts = { name: 'x.zip', namespaceType: 'BUILD_ID' } as const;
    expect(where(artifacts, { prefix: 'pre/' })).toBe('arn:aws:s3:::bucket/pre/uuid-1/x.zip');
  });

  it('a pipeline says the whole key itself and always gets a ZIP file', () => {
    const artifacts = { type: 'CODEPIPELINE', location: 'arn:aws:s3:::store/pipe/Out/abc', name: 'x' } as const;
    expect(locateArtifacts(artifacts, naming)).toEqual({ bucket: 'store', key: 'pipe/Out/abc', packaging: 'ZIP' });
  });

  it('projects without artifacts have no place for them', () => {
    expect(locateArtifacts({ type: 'NO_ARTIFACTS' }, naming)).toBeUndefined();
  });
});
