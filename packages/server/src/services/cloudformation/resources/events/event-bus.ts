import type { CreateEventBusCommandInput, UpdateEventBusCommandInput } from '@aws-sdk/client-eventbridge';
import type { JsonObject } from '@codeyard/engine/template/parse-template';
import { deleteOnce, makeOnce, unlessGone } from '../calls.ts';
import { DONE, type ResourceCall, type ResourceType, textOf } from '../resource-type.ts';
import { previousTags, removedTags, tagsOf } from '../tags.ts';

const GONE = 'ResourceNotFoundException';
const nameOf = ({ properties }: ResourceCall) => textOf(properties.Name) ?? '';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-eventbus.html */
export const eventBus: ResourceType = {
  type: 'AWS::Events::EventBus',
  properties: {
    ...{ DeadLetterConfig: 'updates', Description: 'updates', EventSourceName: 'updates', KmsKeyIdentifier: 'updates' },
    ...{ LogConfig: 'updates', Name: 'replaces', Policy: 'updates', Tags: 'updates' },
  },
  required: ['Name'],
  attributes: ['Arn', 'Name'],
  nameProperty: 'Name',
  identify: nameOf,
  async create(call) {
    const { Policy, ...properties } = call.properties;
    const value = { ...properties, Tags: tagsOf(call) as unknown as JsonObject[] };
    const input = call.fit<CreateEventBusCommandInput>('eventbridge', 'CreateEventBus', value);
    await makeOnce(call, 'ResourceAlreadyExistsException', () => call.aws.events.createEventBus(input));
    if (Policy !== undefined) await putPolicy(call);
    return DONE;
  },
  async read({ aws, physicalId: Name }) {
    const found = await unlessGone(GONE, () => aws.events.describeEventBus({ Name }));
    return found && { Arn: found.Arn ?? '', Name };
  },
  async update(call) {
    const { aws, changed, physicalId: Name, previous } = call;
    const { Policy, Tags: _, EventSourceName: __, ...properties } = call.properties;
    if (['DeadLetterConfig', 'Description', 'KmsKeyIdentifier', 'LogConfig'].some((name) => changed.has(name))) {
      const value = { Description: '', KmsKeyIdentifier: '', DeadLetterConfig: {}, ...properties, Name };
      await aws.events.updateEventBus(call.fit<UpdateEventBusCommandInput>('eventbridge', 'UpdateEventBus', value));
    }
    if (changed.has('Policy')) {
      if (Policy !== undefined) await putPolicy(call);
      else await aws.events.removePermission({ EventBusName: Name, RemoveAllPermissions: true });
    }
    if (changed.has('Tags')) {
      const { Arn: ResourceARN } = await aws.events.describeEventBus({ Name });
      const Tags = tagsOf(call);
      await aws.events.untagResource({ ResourceARN, TagKeys: removedTags(previousTags(previous), Tags) });
      await aws.events.tagResource({ ResourceARN, Tags });
    }
    return DONE;
  },
  async delete({ aws, physicalId: Name }) {
    return await deleteOnce(GONE, () => aws.events.deleteEventBus({ Name }));
  },
};

async function putPolicy(call: ResourceCall): Promise<void> {
  const { Policy } = call.properties;
  const text = typeof Policy === 'string' ? Policy : JSON.stringify(Policy);
  await call.aws.events.putPermission({ EventBusName: nameOf(call), Policy: text });
}
