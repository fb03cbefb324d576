import type { CreateScheduleGroupCommandInput } from '@aws-sdk/client-scheduler';
import type { JsonObject } from '@codeyard/engine/template/parse-template';
import { deleteOnce, makeOnce, unlessGone } from '../calls.ts';
import { DONE, type ResourceCall, type ResourceType, textOf } from '../resource-type.ts';
import { previousTags, removedTags, tagsOf } from '../tags.ts';

const GONE = 'ResourceNotFoundException';
const WAIT_MS = 2_000;
const nameOf = (call: ResourceCall) => textOf(call.properties.Name) ?? call.newName({ longest: 64 });

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-scheduler-schedulegroup.html */
export const scheduleGroup: ResourceType = {
  type: 'AWS::Scheduler::ScheduleGroup',
  properties: { Name: 'replaces', Tags: 'updates' },
  attributes: ['Arn', 'CreationDate', 'LastModificationDate', 'State'],
  nameProperty: 'Name',
  identify: nameOf,
  async create(call) {
    const value = { Name: nameOf(call), Tags: tagsOf(call) as unknown as JsonObject[], ClientToken: call.token };
    const input = call.fit<CreateScheduleGroupCommandInput>('scheduler', 'CreateScheduleGroup', value);
    return await makeOnce(call, 'ConflictException', () => call.aws.scheduler.createScheduleGroup(input));
  },
  async read({ aws, physicalId: Name }) {
    const found = await unlessGone(GONE, () => aws.scheduler.getScheduleGroup({ Name }));
    return (
      found && {
        ...{ Arn: found.Arn ?? '', State: found.State ?? '' },
        CreationDate: found.CreationDate?.toISOString() ?? '',
        LastModificationDate: found.LastModificationDate?.toISOString() ?? '',
      }
    );
  },
  async update(call) {
    const { aws, changed, physicalId: Name, previous } = call;
    if (!changed.has('Tags')) return DONE;
    const { Arn: ResourceArn } = await aws.scheduler.getScheduleGroup({ Name });
    const Tags = tagsOf(call);
    const TagKeys = removedTags(previousTags(previous), Tags);
    if (TagKeys.length > 0) await aws.scheduler.untagResource({ ResourceArn, TagKeys });
    if (Tags.length > 0) await aws.scheduler.tagResource({ ResourceArn, Tags });
    return DONE;
  },
  async delete({ aws, physicalId: Name }) {
    await deleteOnce(GONE, () => aws.scheduler.deleteScheduleGroup({ Name }));
    // AWS deletes the schedules of a group first.
    const found = await unlessGone(GONE, () => aws.scheduler.getScheduleGroup({ Name }));
    return found ? { state: 'waiting', memo: {}, afterMs: WAIT_MS } : DONE;
  },
};
