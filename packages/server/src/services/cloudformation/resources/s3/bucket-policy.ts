import type { PutBucketPolicyCommandInput } from '@aws-sdk/client-s3';
import { deleteOnce, unlessGone } from '../calls.ts';
import { jsonText } from '../property-values.ts';
import { DONE, type ResourceCall, type ResourceType } from '../resource-type.ts';

const GONE = ['NoSuchBucketPolicy', 'NoSuchBucket'];

const bucketOf = ({ properties }: ResourceCall) => String(properties.Bucket);

const write = async (call: ResourceCall) => {
  const value = { Bucket: bucketOf(call), Policy: jsonText(call.properties.PolicyDocument) };
  await call.aws.s3.putBucketPolicy(call.fit<PutBucketPolicyCommandInput>('s3', 'PutBucketPolicy', value));
  return DONE;
};

/**
 * It is known by its bucket, which can have one policy.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucketpolicy.html
 */
export const bucketPolicy: ResourceType = {
  type: 'AWS::S3::BucketPolicy',
  properties: { Bucket: 'replaces', PolicyDocument: 'updates' },
  required: ['Bucket', 'PolicyDocument'],
  attributes: [],
  identify: bucketOf,
  create: write,
  async read({ aws, physicalId: Bucket }) {
    const found = await unlessGone(GONE, () => aws.s3.getBucketPolicy({ Bucket }));
    return found && {};
  },
  update: write,
  delete: async ({ aws, physicalId: Bucket }) => await deleteOnce(GONE, () => aws.s3.deleteBucketPolicy({ Bucket })),
};
