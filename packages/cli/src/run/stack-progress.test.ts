import type { StackEvent } from '@aws-sdk/client-cloudformation';
import { describe, expect, it } from 'vitest';
import { busyResources, firstFailure, stackProgress } from './stack-progress.ts';

const STACK = 'AWS::CloudFormation::Stack';
const TOPIC = 'AWS::SNS::Topic';

const event = (id: string, status: string, at: number, reason?: string): StackEvent => ({
  ...{ StackId: 's', EventId: `${id}-${at}`, StackName: 'shop', LogicalResourceId: id },
  ...{ ResourceType: id === 'shop' ? STACK : TOPIC, Timestamp: new Date(at) },
  ResourceStatus: status as NonNullable<StackEvent['ResourceStatus']>,
  ...(reason === undefined ? {} : { ResourceStatusReason: reason }),
});

const EVENTS = [
  event('shop', 'CREATE_IN_PROGRESS', 0),
  event('A', 'CREATE_IN_PROGRESS', 1),
  event('B', 'CREATE_IN_PROGRESS', 2),
  event('A', 'CREATE_COMPLETE', 5, 'a note'),
  event('B', 'CREATE_FAILED', 9, 'no such thing'),
  event('C', 'CREATE_FAILED', 9, 'Resource creation cancelled'),
  event('shop', 'DELETE_IN_PROGRESS', 10, 'The following resource(s) failed to create: [B, C].'),
  event('A', 'DELETE_IN_PROGRESS', 11),
  event('A', 'DELETE_COMPLETE', 14),
  event('shop', 'DELETE_COMPLETE', 15),
];

describe('the progress of a stack', () => {
  it('is what ended, how long it took and why it failed', () => {
    expect(stackProgress(EVENTS, 0)).toEqual([
      { type: 'made', id: 'A', resourceType: TOPIC, tookMs: 4, reason: 'a note' },
      { type: 'failed', id: 'B', resourceType: TOPIC, tookMs: 7, reason: 'no such thing' },
      { type: 'failed', id: 'C', resourceType: TOPIC, tookMs: 0, reason: 'Resource creation cancelled' },
      { type: 'rolls-back' },
      { type: 'deleted', id: 'A', resourceType: TOPIC, tookMs: 3 },
    ]);
  });

  it('tells nothing twice, and knows of what began before', () => {
    expect(stackProgress(EVENTS.slice(0, 4), 3)).toMatchObject([{ id: 'A', tookMs: 4 }]);
    expect(stackProgress(EVENTS, EVENTS.length)).toEqual([]);
  });

  it('knows what is busy', () => {
    expect(busyResources(EVENTS.slice(0, 4))).toEqual(['B']);
    expect(busyResources(EVENTS)).toEqual([]);
  });

  it('knows the resource that it failed for, or else what is said of the stack', () => {
    expect(firstFailure(EVENTS)?.LogicalResourceId).toBe('B');
    const only = [event('shop', 'CREATE_FAILED', 1, 'No export named x found.')];
    expect(firstFailure(only)?.ResourceStatusReason).toBe('No export named x found.');
    expect(firstFailure(EVENTS.slice(0, 4))).toBeUndefined();
  });
});
