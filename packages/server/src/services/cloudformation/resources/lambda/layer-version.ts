import { createHash } from 'node:crypto';
import type { PublishLayerVersionCommandInput } from '@aws-sdk/client-lambda';
import { asObject } from '@codeyard/engine/template/parse-template';
import { deleteOnce, unlessGone } from '../calls.ts';
import { DONE, type ResourceCall, type ResourceType, textOf } from '../resource-type.ts';

const GONE = 'ResourceNotFoundException';
const nameOf = (call: ResourceCall) => textOf(call.properties.LayerName) ?? call.newName({ longest: 140 });

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-layerversion.html */
export const layerVersion: ResourceType = {
  type: 'AWS::Lambda::LayerVersion',
  properties: {
    ...{ CompatibleArchitectures: 'replaces', CompatibleRuntimes: 'replaces', Content: 'replaces' },
    ...{ Description: 'replaces', LayerName: 'replaces', LicenseInfo: 'replaces' },
  },
  required: ['Content'],
  attributes: ['LayerVersionArn'],
  async create(call) {
    const value = { ...call.properties, LayerName: nameOf(call) };
    const input = call.fit<PublishLayerVersionCommandInput>('lambda', 'PublishLayerVersion', value);
    const found = call.isRetry ? await findPublished(call, input) : undefined;
    const { LayerVersionArn } = found ?? (await call.aws.lambda.publishLayerVersion(input));
    return { ...DONE, physicalId: LayerVersionArn ?? '' };
  },
  async read({ aws, physicalId: Arn }) {
    const found = await unlessGone(GONE, () => aws.lambda.getLayerVersionByArn({ Arn }));
    return found && { LayerVersionArn: Arn };
  },
  async delete({ aws, physicalId }) {
    const at = physicalId.lastIndexOf(':');
    const named = { LayerName: physicalId.slice(0, at), VersionNumber: Number(physicalId.slice(at + 1)) };
    return await deleteOnce(GONE, () => aws.lambda.deleteLayerVersion(named));
  },
};

/** What an earlier try published, for which the API has no token: the newest version, where it is the same in everything. */
async function findPublished(call: ResourceCall, input: PublishLayerVersionCommandInput) {
  const { lambda, s3 } = call.aws;
  const { LayerName, Description = '', LicenseInfo } = input;
  const { LayerVersions: [newest] = [] } = await lambda.listLayerVersions({ LayerName, MaxItems: 1 });
  if (!newest || (newest.Description ?? '') !== Description || newest.LicenseInfo !== LicenseInfo) return undefined;
  const { Content } = await lambda.getLayerVersion({ LayerName, VersionNumber: newest.Version });
  const { S3Bucket, S3Key, S3ObjectVersion } = asObject(call.properties.Content);
  const { Body } = await s3.getObject({
    ...{ Bucket: textOf(S3Bucket), Key: textOf(S3Key) },
    ...(S3ObjectVersion === undefined ? {} : { VersionId: textOf(S3ObjectVersion) }),
  });
  const digest = createHash('sha256');
  for await (const chunk of Body as AsyncIterable<Buffer>) digest.update(chunk);
  return Content?.CodeSha256 === digest.digest('base64') ? newest : undefined;
}
