import type { CreateLogGroupCommandInput, PutRetentionPolicyCommandInput } from '@aws-sdk/client-cloudwatch-logs';
import { deleteOnce, makeOnce, unlessGone } from '../calls.ts';
import { given } from '../property-values.ts';
import {
  DONE,
  type ResourceCall,
  ResourceFailure,
  type ResourceType,
  textOf,
  type UpdateCall,
} from '../resource-type.ts';
import { previousTags, removedTags, tagMap, tagsOf } from '../tags.ts';
import { EXTRA_PROPERTIES, groupArn, setExtras } from './log-group-extras.ts';

const GONE = 'ResourceNotFoundException';
const DEFAULT_CLASS = 'STANDARD';

const nameOf = (call: ResourceCall) => textOf(call.properties.LogGroupName) ?? call.newName({ longest: 512 });

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html */
export const logGroup: ResourceType = {
  type: 'AWS::Logs::LogGroup',
  properties: {
    ...Object.fromEntries(EXTRA_PROPERTIES.map((property) => [property, 'updates' as const])),
    ...{ KmsKeyId: 'updates', LogGroupClass: 'updates', RetentionInDays: 'updates', Tags: 'updates' },
    LogGroupName: 'replaces',
  },
  attributes: ['Arn'],
  nameProperty: 'LogGroupName',
  identify: nameOf,
  async create(call) {
    const logGroupName = nameOf(call);
    const { KmsKeyId: kmsKeyId, LogGroupClass: logGroupClass } = call.properties;
    const tags = tagMap(call);
    const hasTags = Object.keys(tags).length > 0;
    const value = given({ logGroupName, kmsKeyId, logGroupClass, tags: hasTags ? tags : undefined });
    const input = call.fit<CreateLogGroupCommandInput>('cloudwatch-logs', 'CreateLogGroup', value);
    await makeOnce(call, 'ResourceAlreadyExistsException', () => call.aws.logs.createLogGroup(input));
    await setRetention(call, logGroupName);
    await setExtras(call, logGroupName, new Set(EXTRA_PROPERTIES.filter((name) => name in call.properties)));
    return DONE;
  },
  async read({ aws, physicalId }) {
    const found = await aws.logs.describeLogGroups({ logGroupNamePrefix: physicalId });
    const group = found.logGroups?.find(({ logGroupName }) => logGroupName === physicalId);
    return group && given({ Arn: group.arn });
  },
  async update(call) {
    const { aws, changed, physicalId: logGroupName, previous, properties } = call;
    checkClass(call);
    if (changed.has('RetentionInDays')) await setRetention(call, logGroupName);
    if (changed.has('KmsKeyId')) {
      const kmsKeyId = textOf(properties.KmsKeyId);
      if (kmsKeyId) await aws.logs.associateKmsKey({ logGroupName, kmsKeyId });
      else await aws.logs.disassociateKmsKey({ logGroupName });
    }
    await setExtras(call, logGroupName, changed);
    if (changed.has('Tags')) {
      const resourceArn = groupArn(call, logGroupName);
      const tagKeys = removedTags(previousTags(previous), tagsOf(call));
      if (tagKeys.length > 0) await aws.logs.untagResource({ resourceArn, tagKeys });
      const tags = tagMap(call);
      if (Object.keys(tags).length > 0) await aws.logs.tagResource({ resourceArn, tags });
    }
    return DONE;
  },
  delete: async ({ aws, physicalId: logGroupName }) =>
    await deleteOnce(GONE, () => aws.logs.deleteLogGroup({ logGroupName })),
};

/** Without a retention, events never expire. */
async function setRetention({ aws, fit, properties }: ResourceCall, logGroupName: string): Promise<void> {
  const retentionInDays = properties.RetentionInDays;
  if (retentionInDays === undefined || retentionInDays === null)
    await unlessGone(GONE, () => aws.logs.deleteRetentionPolicy({ logGroupName }));
  else
    await aws.logs.putRetentionPolicy(
      fit<PutRetentionPolicyCommandInput>('cloudwatch-logs', 'PutRetentionPolicy', { logGroupName, retentionInDays }),
    );
}

/** AWS has no way to change the class of a group either. */
function checkClass({ previous, properties }: UpdateCall): void {
  if ((properties.LogGroupClass ?? DEFAULT_CLASS) !== (previous.LogGroupClass ?? DEFAULT_CLASS))
    throw new ResourceFailure('LogGroupClass cannot be changed; give the log group another name to make a new one.');
}
