import { describe, expect, it } from 'vitest';
import type { Invocation } from './command.ts';
import { nextInvocations, statusOf } from './command-progress.ts';

const invocation = (text: string, index: number) => {
  const [status = '', details = status] = text.split('/');
  const isSent = status !== 'Waiting';
  return {
    ...{ instance: `i-${index}`, isSent, results: [] },
    ...{ status: isSent ? status : 'Pending', details: isSent ? details : 'Pending' },
  } as unknown as Invocation;
};

const command = { maxErrors: '0', maxConcurrency: '50', targetCount: 4 };

describe('a command', () => {
  it.each<[string[], string, string, object?]>([
    [[], 'Success', 'NoInstancesInTag'],
    [['Pending', 'Waiting'], 'Pending', 'Pending'],
    [['Success', 'Pending'], 'InProgress', 'InProgress'],
    [['Delayed'], 'InProgress', 'InProgress'],
    [['InProgress', 'Cancelling'], 'Cancelling', 'Cancelling'],
    [['Success', 'Cancelled'], 'Cancelled', 'Cancelled'],
    [['Success', 'Success'], 'Success', 'Success'],
    [['Success', 'Failed'], 'Failed', 'Failed'],
    [['Success', 'Failed'], 'Failed', 'Incomplete', { maxErrors: '1' }],
    [['Success', 'Failed', 'Failed'], 'Failed', 'Failed', { maxErrors: '25%' }],
    [['Success', 'TimedOut/ExecutionTimedOut'], 'TimedOut', 'ExecutionTimedOut'],
    [['Success', 'TimedOut/DeliveryTimedOut'], 'TimedOut', 'DeliveryTimedOut'],
    [['Failed', 'Failed/Terminated'], 'Failed', 'Failed'],
  ])('whose invocations are %j is %s, %s', (invocations, status, details, limits) => {
    expect(statusOf({ ...command, ...limits }, invocations.map(invocation))).toMatchObject({ status, details });
  });

  it.each<[string[], object, string[], string[]]>([
    [['Waiting', 'Waiting', 'Waiting'], { maxConcurrency: '2' }, ['i-0', 'i-1'], []],
    [['Success', 'InProgress', 'Waiting', 'Waiting'], { maxConcurrency: '2' }, ['i-2'], []],
    [['InProgress', 'Waiting', 'Waiting'], { maxConcurrency: '50%' }, ['i-1'], []],
    [['InProgress', 'Waiting'], { maxConcurrency: '1%' }, [], []],
    [['Failed', 'Waiting', 'Waiting'], { maxConcurrency: '1' }, [], ['i-1', 'i-2']],
    [['Failed', 'Waiting'], { maxConcurrency: '1', maxErrors: '1' }, ['i-1'], []],
    [['TimedOut/DeliveryTimedOut', 'Waiting'], { maxConcurrency: '1' }, ['i-1'], []],
  ])('whose invocations are %j, with %j, sends %j and ends %j', (invocations, limits, send, terminate) => {
    const next = nextInvocations({ ...command, ...limits }, invocations.map(invocation));
    const names = (list: readonly Invocation[]) => list.map(({ instance }) => instance);
    expect([names(next.send), names(next.terminate)]).toEqual([send, terminate]);
  });
});
