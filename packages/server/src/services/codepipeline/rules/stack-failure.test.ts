import type { ResourceStatus, StackEvent } from '@aws-sdk/client-cloudformation';
import { describe, expect, it } from 'vitest';
import { failureText, firstFailure, isDenial, isRefusal, refusalText } from './stack-failure.ts';

const event = (
  LogicalResourceId: string,
  ResourceStatus: ResourceStatus,
  ResourceStatusReason?: string,
): StackEvent => ({
  ...{ StackId: 'arn', EventId: 'x', StackName: 'app', Timestamp: new Date(0), LogicalResourceId, ResourceStatus },
  PhysicalResourceId: LogicalResourceId === 'app' ? 'arn' : 'x',
  ResourceType: 'AWS::SNS::Topic',
  ...(ResourceStatusReason === undefined ? {} : { ResourceStatusReason }),
});

describe('a failed stack', () => {
  it('failed for the reason of the resource that failed first by itself', () => {
    const newestFirst = [
      event('app', 'UPDATE_ROLLBACK_FAILED', 'all'),
      event('C', 'CREATE_FAILED', 'later'),
      event('B', 'UPDATE_FAILED', 'first'),
      event('A', 'CREATE_FAILED', 'Resource creation cancelled'),
      event('A', 'CREATE_IN_PROGRESS'),
    ];
    const first = firstFailure(newestFirst);
    expect(first?.LogicalResourceId).toBe('B');
    const failure = { work: 'update stack', status: 'UPDATE_ROLLBACK_COMPLETE', reason: 'its own' };
    expect(failureText(failure, first)).toBe(
      'Failed to update stack. Current stack status: UPDATE_ROLLBACK_COMPLETE. Reason: B (AWS::SNS::Topic) UPDATE_FAILED: first',
    );
    expect(failureText(failure, firstFailure([]))).toMatch(/Reason: its own$/);
    expect(failureText({ ...failure, reason: undefined }, undefined)).toMatch(/Reason: No reason was provided\.$/);
  });
});

describe('a call that CloudFormation refuses', () => {
  it('is told of in the words of CodePipeline, whether ours or Amazon’s refuses', () => {
    const name = 'ChangeSetNotFoundException';
    expect(refusalText({ name, message: 'ChangeSet [x] does not exist', status: 404 })).toBe(
      'ChangeSet [x] does not exist (Service: AmazonCloudFormation; Status Code: 404; Error Code: ChangeSetNotFound)',
    );
    const $metadata = { httpStatusCode: 400, requestId: 'r' };
    expect(refusalText({ name: 'ValidationError', message: 'No', $metadata })).toBe(
      'No (Service: AmazonCloudFormation; Status Code: 400; Error Code: ValidationError; Request ID: r)',
    );
  });

  it('is not called again; another fault is', () => {
    const told = (name: string) => [isRefusal({ name, message: '' }), isDenial({ name, message: '' })];
    expect(told('ValidationError')).toEqual([true, false]);
    expect(told('InsufficientCapabilitiesException')).toEqual([true, false]);
    expect(told('AccessDenied')).toEqual([true, true]);
    expect(told('ThrottlingException')).toEqual([false, false]);
    expect(told('TimeoutError')).toEqual([false, false]);
  });
});
