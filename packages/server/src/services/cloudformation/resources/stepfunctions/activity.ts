import type { CreateActivityCommandInput } from '@aws-sdk/client-sfn';
import type { Json } from '@codeyard/engine/template/parse-template';
import { deleteOnce, unlessGone } from '../calls.ts';
import { DONE, type ResourceCall, type ResourceType, textOf } from '../resource-type.ts';
import { apiTags, changeTags } from './tags.ts';

const arnOf = ({ stack, properties }: ResourceCall) =>
  `arn:aws:states:${stack.region}:${stack.account}:activity:${textOf(properties.Name) ?? ''}`;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-activity.html */
export const activity: ResourceType = {
  type: 'AWS::StepFunctions::Activity',
  properties: { EncryptionConfiguration: 'replaces', Name: 'replaces', Tags: 'updates' },
  required: ['Name'],
  attributes: ['Arn', 'Name'],
  nameProperty: 'Name',
  identify: arnOf,
  async create(call) {
    // Making an activity that is there answers it.
    const value = { ...call.properties, Tags: apiTags(call) as unknown as Json };
    await call.aws.stepfunctions.createActivity(call.fit<CreateActivityCommandInput>('sfn', 'CreateActivity', value));
    return DONE;
  },
  async read({ aws, physicalId: activityArn }) {
    const found = await unlessGone('ActivityDoesNotExist', () => aws.stepfunctions.describeActivity({ activityArn }));
    return found && { Arn: activityArn, Name: found.name ?? '' };
  },
  async update(call) {
    if (call.changed.has('Tags')) await changeTags(call);
    return DONE;
  },
  async delete({ aws, physicalId: activityArn }) {
    return await deleteOnce('ActivityDoesNotExist', () => aws.stepfunctions.deleteActivity({ activityArn }));
  },
};
