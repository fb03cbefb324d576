import { REVISION } from '../rules/artifact-revision.ts';
import { type ActionJob, type ActionProvider, configurationError, jobFailed } from './action-provider.ts';

/** Copies an object of a versioned bucket into the artifact store as it is. */
export const s3Source: ActionProvider = {
  types: ['Source/S3'],
  async start(job) {
    const { S3Bucket: Bucket = '' } = job.configuration;
    const override = (type: string) => job.overrides.find(({ revisionType }) => revisionType === type)?.revisionValue;
    const otherKey = override('S3_OBJECT_KEY');
    if (otherKey !== undefined && job.configuration.AllowOverrideForS3ObjectKey !== 'true') {
      return configurationError('The object key cannot be overridden: AllowOverrideForS3ObjectKey is not true');
    }
    const Key = otherKey ?? job.configuration.S3ObjectKey ?? '';
    const VersionId = override('S3_OBJECT_VERSION_ID');
    try {
      return await copy(job, { Bucket, Key, ...(VersionId ? { VersionId } : {}) });
    } catch (error) {
      const { name } = error as Error;
      if (['NoSuchBucket', 'NoSuchKey', 'NoSuchVersion', 'NotFound', '404'].includes(name)) {
        return configurationError(
          `The Amazon S3 object with key "${Key}" from bucket "${Bucket}" does not exist (${name})`,
        );
      }
      throw error;
    }
  },
};

async function copy(job: ActionJob, object: { Bucket: string; Key: string; VersionId?: string }) {
  const [target] = job.outputs;
  if (!target) return configurationError('A source action needs an output artifact');
  const head = await job.aws.s3.headObject(object);
  const versionId = head.VersionId;
  if (!versionId || versionId === 'null') {
    return configurationError(
      `The bucket ${object.Bucket} must have versioning enabled to be the source of a pipeline`,
    );
  }
  const source = encodeURI(`${object.Bucket}/${object.Key}`);
  const refused = await job.aws.s3
    .copyObject({
      Bucket: target.bucket,
      Key: target.key,
      CopySource: `${source}?versionId=${versionId}`,
      MetadataDirective: 'REPLACE',
      ...(head.ContentType ? { ContentType: head.ContentType } : {}),
      Metadata: { ...head.Metadata, [REVISION]: versionId },
    })
    .then(
      () => undefined,
      (error: Error) => error,
    );
  if (refused) return jobFailed(`The artifact could not be put into ${target.bucket}: ${refused.message}`);
  const revision = { id: versionId, summary: `Amazon S3 version id: ${versionId}` };
  return {
    state: 'succeeded' as const,
    externalId: versionId,
    summary: revision.summary,
    revision,
    outputs: [{ ...target, revision }],
    variables: { BucketName: object.Bucket, ObjectKey: object.Key, ETag: head.ETag ?? '', VersionId: versionId },
  };
}
