import type { Source } from './definition.ts';

/**
 * Where a source lands below `output/src<digits>/src`, as on AWS: repositories keep their host and path, the inputs of a
 * pipeline are numbered, a single S3 or absent source adds nothing.
 */
export function sourceFolder(source: Source, options: { region: string; index: number }): string {
  const location = source.location ?? '';
  switch (source.type) {
    case 'CODEPIPELINE':
      return `s3/${String(options.index).padStart(2, '0')}`;
    case 'S3':
      return options.index === 0 ? '' : `s3/${String(options.index).padStart(2, '0')}`;
    case 'NO_SOURCE':
      return '';
    case 'CODECOMMIT':
      return safeFolder(repositoryUrl(source, options.region));
    default:
      return safeFolder(location);
  }
}

/** CodeCommit's repositories may be named alone. */
export function repositoryUrl({ type, location = '' }: Source, region: string): string {
  return type === 'CODECOMMIT' && !location.includes('/') ? codecommitUrl(location, region) : location;
}

const codecommitUrl = (repository: string, region: string): string =>
  `https://git-codecommit.${region}.amazonaws.com/v1/repos/${repository}`;

/** CODEBUILD_SOURCE_REPO_URL: where a source is, as a URL; undefined of a pipeline's, which AWS leaves open. */
export function sourceUrl(source: Source, region: string): string | undefined {
  if (source.type === 'CODEPIPELINE' || source.type === 'NO_SOURCE') return undefined;
  if (source.type !== 'S3') return repositoryUrl(source, region);
  return `s3://${(source.location ?? '').replace(S3_ARN, '')}`;
}

const S3_ARN = /^arn:aws[a-z-]*:s3:::/;

/** Host and path of a URL as a relative folder that cannot leave its parent. */
function safeFolder(url: string): string {
  const bare = url
    .replace(/^[a-z+]+:\/\//i, '')
    .replace(/^[^/@]*@/, '')
    .replace(/\.git\/*$/, '');
  const segments = bare.split(/[/:]+/).filter((segment) => segment !== '' && !/^\.+$/.test(segment));
  return segments.map((segment) => segment.replaceAll(/[^\w.@-]/g, '_')).join('/');
}

/** Where an S3 source is: one object, or every object below a prefix that ends in a slash (or is empty). */
export type S3Source = { readonly bucket: string } & (
  | { readonly kind: 'object'; readonly key: string }
  | { readonly kind: 'prefix'; readonly prefix: string }
);

/** Reads `bucket/path/file.zip`, `bucket/prefix/`, `bucket/` or their ARN. */
export function readS3Source(location: string): S3Source {
  const path = location.replace(S3_ARN, '');
  const slash = path.indexOf('/');
  const bucket = slash < 0 ? path : path.slice(0, slash);
  const key = slash < 0 ? '' : path.slice(slash + 1);
  if (key === '' || key.endsWith('/')) return { bucket, kind: 'prefix', prefix: key.replace(/^\/+/, '') };
  return { bucket, kind: 'object', key };
}
