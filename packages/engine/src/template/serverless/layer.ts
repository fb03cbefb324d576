import { objectOf } from './code-location.ts';
import { type Expansion, renamed, type ServerlessResource } from './expansion.ts';

/** A layer version, which stays unless it is told to go. */
export function expandLayer({ id, properties }: ServerlessResource): Expansion {
  const content = objectOf(properties.ContentUri, { Bucket: 'S3Bucket', Key: 'S3Key', Version: 'S3ObjectVersion' });
  const retains =
    properties.RetentionPolicy === undefined || String(properties.RetentionPolicy).toLowerCase() === 'retain';
  const same = ['CompatibleArchitectures', 'CompatibleRuntimes', 'Description', 'LicenseInfo'];
  return {
    problems: content ? [] : [{ message: "Missing required property 'ContentUri'." }],
    resources: {
      [id]: {
        type: 'AWS::Lambda::LayerVersion',
        properties: {
          ...renamed(properties, Object.fromEntries(same.map((name) => [name, name]))),
          ...{ LayerName: properties.LayerName ?? id, Content: content ?? {} },
        },
        deletionPolicy: retains ? 'Retain' : 'Delete',
      },
    },
  };
}
