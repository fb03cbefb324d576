import type { CreateScheduleCommandInput, UpdateScheduleCommandInput } from '@aws-sdk/client-scheduler';
import { deleteOnce, makeOnce, unlessGone } from '../calls.ts';
import {
  DONE,
  type ExistingCall,
  type ResourceCall,
  ResourceFailure,
  type ResourceType,
  textOf,
} from '../resource-type.ts';

const GONE = 'ResourceNotFoundException';
const TAKEN = 'ConflictException';
const nameOf = (call: ResourceCall) => textOf(call.properties.Name) ?? call.newName({ longest: 64 });
const groupOf = (properties: ResourceCall['properties']) => textOf(properties.GroupName) ?? 'default';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-scheduler-schedule.html */
export const schedule: ResourceType = {
  type: 'AWS::Scheduler::Schedule',
  properties: {
    ...{ Description: 'updates', EndDate: 'updates', FlexibleTimeWindow: 'updates', GroupName: 'updates' },
    ...{ KmsKeyArn: 'updates', Name: 'replaces', ScheduleExpression: 'updates', ScheduleExpressionTimezone: 'updates' },
    ...{ StartDate: 'updates', State: 'updates', Target: 'updates' },
  },
  required: ['FlexibleTimeWindow', 'ScheduleExpression', 'Target'],
  attributes: ['Arn'],
  nameProperty: 'Name',
  identify: nameOf,
  async create(call) {
    return await make(call, nameOf(call));
  },
  async read(call) {
    const found = await unlessGone(GONE, () => call.aws.scheduler.getSchedule(placeOf(call)));
    return found && { Arn: found.Arn ?? '' };
  },
  async update(call) {
    const { aws, changed, isRetry, physicalId: Name, previous } = call;
    const old = { Name, GroupName: groupOf(previous) };
    const isThere = await unlessGone(GONE, () => aws.scheduler.getSchedule(placeOf(call)));
    if (changed.has('GroupName')) {
      const isOldThere = await unlessGone(GONE, () => aws.scheduler.getSchedule(old));
      if (isThere && isOldThere && !isRetry)
        throw new ResourceFailure(`Schedule ${Name} already exists in the group ${groupOf(call.properties)}.`);
    }
    if (isThere) {
      const value = { ...call.properties, Name };
      await aws.scheduler.updateSchedule(call.fit<UpdateScheduleCommandInput>('scheduler', 'UpdateSchedule', value));
    } else await make(call, Name);
    return changed.has('GroupName') ? await deleteOnce(GONE, () => aws.scheduler.deleteSchedule(old)) : DONE;
  },
  async delete(call) {
    return await deleteOnce(GONE, () => call.aws.scheduler.deleteSchedule(placeOf(call)));
  },
};

const placeOf = ({ physicalId: Name, properties }: ExistingCall) => ({ Name, GroupName: groupOf(properties) });

async function make(call: ResourceCall, Name: string) {
  const value = { ...call.properties, Name, ClientToken: call.token };
  const input = call.fit<CreateScheduleCommandInput>('scheduler', 'CreateSchedule', value);
  return await makeOnce(call, TAKEN, () => call.aws.scheduler.createSchedule(input));
}
