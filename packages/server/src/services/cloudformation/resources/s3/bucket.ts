import type { CreateBucketCommandInput } from '@aws-sdk/client-s3';
import { asObject } from '@codeyard/engine/template/parse-template';
import { deleteOnce, makeOnce, unlessGone } from '../calls.ts';
import { given, listOf } from '../property-values.ts';
import { DONE, type ResourceCall, ResourceFailure, type ResourceType, textOf } from '../resource-type.ts';
import { tagsOf } from '../tags.ts';
import { cannedAcl, ownershipOf, updateOwnership } from './bucket-ownership.ts';
import { BUCKET_SETTINGS } from './bucket-settings.ts';

/** What our S3 does not have. */
const NOT_HERE = [
  ...['AnalyticsConfigurations', 'IntelligentTieringConfigurations', 'InventoryConfigurations'],
  ...['MetadataConfiguration', 'MetadataTableConfiguration', 'MetricsConfigurations', 'AbacStatus'],
];

const OLDEST_REGION = 'us-east-1';
const GONE = ['NotFound', 'NoSuchBucket'];

const nameOf = (call: ResourceCall) =>
  textOf(call.properties.BucketName) ?? call.newName({ longest: 63, isLowerCase: true });

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html */
export const bucket: ResourceType = {
  type: 'AWS::S3::Bucket',
  properties: {
    ...Object.fromEntries(BUCKET_SETTINGS.map(({ property }) => [property, 'updates' as const])),
    ...Object.fromEntries(NOT_HERE.map((property) => [property, 'updates' as const])),
    ...{ AccessControl: 'updates', OwnershipControls: 'updates', Tags: 'updates' },
    ...{ BucketName: 'replaces', ObjectLockEnabled: 'replaces' },
  },
  attributes: ['Arn', 'DomainName', 'DualStackDomainName', 'RegionalDomainName', 'WebsiteURL'],
  nameProperty: 'BucketName',
  identify: nameOf,
  async create(call) {
    refuseMissing(call);
    const { aws, fit, properties, stack } = call;
    const Bucket = nameOf(call);
    const value = given({
      ...{ Bucket, ACL: cannedAcl(properties), ObjectOwnership: ownershipOf(properties) },
      ObjectLockEnabledForBucket: properties.ObjectLockEnabled,
      CreateBucketConfiguration: stack.region === OLDEST_REGION ? undefined : { LocationConstraint: stack.region },
    });
    const input = fit<CreateBucketCommandInput>('s3', 'CreateBucket', value);
    await makeOnce(call, 'BucketAlreadyOwnedByYou', () => aws.s3.createBucket(input));
    if (tagsOf(call).length > 0) await setTags(call, Bucket);
    for (const { property, set } of BUCKET_SETTINGS) {
      const setting = properties[property];
      if (setting !== undefined && setting !== null) await set(call, Bucket, asObject(setting));
    }
    return DONE;
  },
  async read({ aws, physicalId: Bucket, stack: { region } }) {
    const found = await unlessGone(GONE, () => aws.s3.headBucket({ Bucket }));
    return (
      found && {
        Arn: `arn:aws:s3:::${Bucket}`,
        DomainName: `${Bucket}.s3.amazonaws.com`,
        DualStackDomainName: `${Bucket}.s3.dualstack.${region}.amazonaws.com`,
        RegionalDomainName: `${Bucket}.s3.${region}.amazonaws.com`,
        WebsiteURL: `http://${Bucket}.s3-website${WITH_DASH.includes(region) ? '-' : '.'}${region}.amazonaws.com`,
      }
    );
  },
  async update(call) {
    const { changed, physicalId: Bucket, properties } = call;
    refuseMissing(call);
    await updateOwnership(call);
    for (const { property, set, unset } of BUCKET_SETTINGS.filter((setting) => changed.has(setting.property))) {
      const setting = properties[property];
      await (setting === undefined || setting === null ? unset(call, Bucket) : set(call, Bucket, asObject(setting)));
    }
    if (changed.has('Tags')) await setTags(call, Bucket);
    return DONE;
  },
  delete: async ({ aws, physicalId: Bucket }) => await deleteOnce(GONE, () => aws.s3.deleteBucket({ Bucket })),
};

/** Regions whose website addresses have a dash: https://docs.aws.amazon.com/general/latest/gr/s3.html */
const WITH_DASH = [
  ...['us-east-1', 'us-west-1', 'us-west-2', 'ap-southeast-1', 'ap-southeast-2', 'ap-northeast-1', 'eu-west-1'],
  ...['sa-east-1', 'us-gov-west-1'],
];

function refuseMissing({ properties }: ResourceCall): void {
  for (const name of NOT_HERE) {
    const value = properties[name];
    const isNothing = value === 'Disabled' || listOf(value).length === 0;
    if (!isNothing)
      throw new ResourceFailure(`${name} of buckets is not implemented by Codeyard yet; leave the property out.`);
  }
}

async function setTags(call: ResourceCall, Bucket: string): Promise<void> {
  const TagSet = tagsOf(call);
  if (TagSet.length > 0) await call.aws.s3.putBucketTagging({ Bucket, Tagging: { TagSet } });
  else await call.aws.s3.deleteBucketTagging({ Bucket });
}
