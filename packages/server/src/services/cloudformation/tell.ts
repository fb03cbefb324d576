import type { Db } from '../../database/database.ts';
import type { Parts } from './parts.ts';
import { type EventDocument, insertEvents } from './store/events.ts';
import type { Stack } from './store/stacks.ts';
import { NOTIFY, type NotifyOrder } from './work-kinds.ts';

/** What happened to a stack or one of its resources, before it has an id and a time. */
export type Happening = Pick<EventDocument, 'logicalId' | 'physicalId' | 'type' | 'status' | 'reason' | 'properties'>;

/** Adds to a stack's story: its events, the bus, and the topics that want to know. Answers the stack, which counts its events. */
export async function tell(tx: Db, parts: Parts, stack: Stack, happenings: readonly Happening[]): Promise<Stack> {
  if (happenings.length === 0) return stack;
  const { token, facts, events: count, lastEventAt = 0 } = stack.document;
  // Clients sort by time: no two events of a stack have the same.
  const first = Math.max(parts.clock.now(), lastEventAt + 1);
  const events = happenings.map((happening, index): EventDocument => {
    const at = first + index;
    const isStack = happening.logicalId === stack.name && happening.type === STACK_TYPE;
    const id = isStack ? parts.ids.uuid() : `${happening.logicalId}-${happening.status}-${new Date(at).toISOString()}`;
    return { ...happening, id, at, ...(token === undefined ? {} : { token }) };
  });
  await insertEvents(tx, stack.id, count, events);
  for (const event of events) {
    await parts.emitEvent(tx, busEvent(stack, event));
    for (const topic of facts.notificationArns) {
      const payload: NotifyOrder = {
        topic,
        subject: 'AWS CloudFormation Notification',
        message: messageOf(stack, event),
      };
      await parts.queue.enqueue(tx, { kind: NOTIFY, key: stack.id, payload });
    }
  }
  const told = { events: count + events.length, lastEventAt: first + events.length - 1 };
  return { ...stack, document: { ...stack.document, ...told } };
}

export const STACK_TYPE = 'AWS::CloudFormation::Stack';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/eventbridge-events.html */
function busEvent(stack: Stack, event: EventDocument) {
  const isStack = event.logicalId === stack.name && event.type === STACK_TYPE;
  const status = { status: event.status, 'status-reason': event.reason ?? '' };
  const detail = {
    'stack-id': stack.id,
    ...(isStack ? {} : { 'logical-resource-id': event.logicalId, 'physical-resource-id': event.physicalId }),
    'status-details': status,
    ...(isStack ? {} : { 'resource-type': event.type }),
    'client-request-token': event.token ?? '',
  };
  return {
    source: 'aws.cloudformation',
    detailType: isStack ? 'CloudFormation Stack Status Change' : 'CloudFormation Resource Status Change',
    resources: [stack.id],
    detail,
    time: event.at,
    key: stack.id,
  };
}

/** The lines of a notification, as topics have had them ever since. */
function messageOf(stack: Stack, event: EventDocument): string {
  const lines = {
    StackId: stack.id,
    Timestamp: new Date(event.at).toISOString(),
    EventId: event.id,
    LogicalResourceId: event.logicalId,
    Namespace: stack.id.split(':')[4] ?? '',
    PhysicalResourceId: event.physicalId,
    PrincipalId: '',
    ResourceProperties: event.properties ?? 'null',
    ResourceStatus: event.status,
    ResourceStatusReason: event.reason ?? '',
    ResourceType: event.type,
    StackName: stack.name,
    ClientRequestToken: event.token ?? 'null',
  };
  return Object.entries(lines)
    .map(([name, value]) => `${name}='${value}'\n`)
    .join('');
}
