import type { Artifacts } from './definition.ts';

export interface ArtifactTarget {
  readonly bucket: string;
  /** The key of the ZIP file, or the folder (without a slash at its end) of loose files; may be empty for a bucket's root. */
  readonly key: string;
  readonly packaging: 'ZIP' | 'NONE';
}

/** What may differ from the project's own words once the build ran. */
export interface ArtifactNaming {
  readonly uuid: string;
  readonly projectName: string;
  /** The buildspec's `artifacts.name`, expanded; only counts with `overrideArtifactName`. */
  readonly buildspecName?: string;
  /** The buildspec's `s3-prefix`. */
  readonly prefix?: string;
}

const parts = (path: string | undefined) => (path ?? '').split('/').filter((part) => part !== '');

/** Splits `bucket`, `bucket/prefix` or their ARN. */
function splitS3Location(location: string): { bucket: string; key: string } {
  const [bucket = '', ...key] = location.replace(/^arn:aws[a-z-]*:s3:::/, '').split('/');
  return { bucket, key: key.join('/') };
}

/** Where artifacts go: `location / [path] / [build uuid] / name`; nothing for projects without artifacts. */
export function locateArtifacts(artifacts: Artifacts, naming: ArtifactNaming): ArtifactTarget | undefined {
  if (artifacts.type === 'NO_ARTIFACTS' || !artifacts.location) return undefined;
  const { bucket, key } = splitS3Location(artifacts.location);
  if (artifacts.type === 'CODEPIPELINE') return { bucket, key, packaging: 'ZIP' };
  const overridden = artifacts.overrideArtifactName ? naming.buildspecName : undefined;
  const packaging = artifacts.packaging ?? 'NONE';
  const segments = [
    ...parts(key),
    ...parts(artifacts.path),
    ...parts(naming.prefix),
    ...(artifacts.namespaceType === 'BUILD_ID' ? [naming.uuid] : []),
    ...parts(overridden || artifacts.name || naming.projectName),
  ];
  // A ZIP file needs a key of its own: with a name of `/` and nothing else to go by it takes the project's name.
  if (segments.length === 0 && packaging === 'ZIP') segments.push(naming.projectName);
  return { bucket, key: segments.join('/'), packaging };
}

/** As builds show it: an ARN without the slash that a bucket's root would leave. */
export function artifactArn({ bucket, key }: { bucket: string; key: string }): string {
  return key === '' ? `arn:aws:s3:::${bucket}` : `arn:aws:s3:::${bucket}/${key}`;
}
