import type { StackEvent } from '@aws-sdk/client-cloudformation';
import { describe, expect, it } from 'vitest';
import { explainFailure } from './explain-failure.ts';

const failed = (type: string, reason: string): StackEvent[] => [
  {
    StackId: 's',
    Timestamp: new Date(0),
    EventId: '1',
    StackName: 'b',
    LogicalResourceId: 'Thing',
    ResourceType: type,
    ResourceStatus: 'CREATE_FAILED',
    ResourceStatusReason: reason,
  },
  {
    StackId: 's',
    Timestamp: new Date(0),
    EventId: '2',
    StackName: 'b',
    LogicalResourceId: 'Other',
    ResourceStatus: 'CREATE_FAILED',
    ResourceStatusReason: 'Resource creation cancelled',
  },
];

describe('a stack that failed', () => {
  it.each([
    ['AWS::CodePipeline::CustomActionType', 'is in use', '--action-version'],
    ['AWS::IAM::Role', 'User is not authorized to perform: iam:CreateRole', 'missing permission'],
    ['AWS::Logs::LogGroup', 'x already exists', '--stack-name'],
    ['AWS::DynamoDB::Table', 'Subscriber limit exceeded', 'quota'],
    ['AWS::SSM::Document', 'odd', 'Put right'],
  ])('%s: %s leads to advice on %s', (type, reason, advice) => {
    const text = explainFailure(failed(type, reason), { flags: ' --aws' });
    expect(text).toContain(`the stack failed: Thing (${type}): ${reason}\n`);
    expect(text).toContain(advice);
    expect(text).toContain('codeyard build-environments install --aws');
  });

  it('is told of even when no resource is', () => {
    expect(explainFailure([], { flags: '' })).toContain('no resource is named');
  });
});
