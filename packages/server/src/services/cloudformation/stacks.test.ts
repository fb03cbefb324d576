import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { SNS } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startYard, type Yard } from '../../testing/start-yard.ts';
import { settled } from './testing/settled.ts';

let yard: Yard;
let cloudformation: CloudFormation;

beforeAll(async () => {
  yard = await startYard();
  cloudformation = yard.client(CloudFormation);
});

afterAll(() => yard?.stop());

const topic = (DisplayName: unknown, rest: object = {}) => ({
  Type: 'AWS::SNS::Topic',
  Properties: { DisplayName },
  ...rest,
});
const template = (Resources: object, rest: object = {}) => JSON.stringify({ ...rest, Resources });
const topicsOf = async (stack: string) =>
  ((await yard.client(SNS).listTopics({})).Topics ?? []).flatMap(({ TopicArn = '' }) =>
    TopicArn.includes(`:${stack}-`) ? [TopicArn] : [],
  );

async function events(StackName: string) {
  const { StackEvents = [] } = await cloudformation.describeStackEvents({ StackName });
  return StackEvents.reverse().map(({ LogicalResourceId, ResourceStatus }) => `${LogicalResourceId} ${ResourceStatus}`);
}

describe('a stack', () => {
  it('is made, told of, updated, and deleted', async () => {
    const first = template(
      { One: topic('one'), Two: topic({ 'Fn::GetAtt': ['One', 'TopicName'] }, { DependsOn: 'One' }) },
      { Outputs: { Arn: { Value: { Ref: 'One' }, Description: 'it', Export: { Name: 'the-topic' } } } },
    );
    const { StackId } = await cloudformation.createStack({
      StackName: 'life',
      TemplateBody: first,
      Tags: [{ Key: 'a', Value: 'b' }],
    });
    const made = await settled(cloudformation, 'life');
    expect(made).toMatchObject({ StackStatus: 'CREATE_COMPLETE', StackId, Tags: [{ Key: 'a', Value: 'b' }] });
    expect(made.Outputs).toEqual([
      {
        OutputKey: 'Arn',
        OutputValue: expect.stringMatching(/:life-One-[A-Z0-9]{12}$/),
        Description: 'it',
        ExportName: 'the-topic',
      },
    ]);
    expect(await events('life')).toEqual([
      'life CREATE_IN_PROGRESS',
      ...['One CREATE_IN_PROGRESS', 'One CREATE_IN_PROGRESS', 'One CREATE_COMPLETE'],
      ...['Two CREATE_IN_PROGRESS', 'Two CREATE_IN_PROGRESS', 'Two CREATE_COMPLETE'],
      'life CREATE_COMPLETE',
    ]);
    await expect(cloudformation.updateStack({ StackName: 'life', TemplateBody: first })).rejects.toThrow(
      'No updates are to be performed.',
    );
    const second = template({ One: topic('changed'), Three: topic('three') });
    await cloudformation.updateStack({ StackName: 'life', TemplateBody: second });
    const updated = await settled(cloudformation, 'life');
    expect(updated).toMatchObject({ StackStatus: 'UPDATE_COMPLETE', Tags: [{ Key: 'a', Value: 'b' }] });
    expect(updated.Outputs ?? []).toEqual([]);
    expect((await topicsOf('life')).map((arn) => arn.split('-').at(-2)).sort()).toEqual(['One', 'Three']);
    const { StackResources = [] } = await cloudformation.describeStackResources({ StackName: 'life' });
    expect(StackResources.map(({ LogicalResourceId, ResourceStatus }) => [LogicalResourceId, ResourceStatus])).toEqual([
      ['One', 'UPDATE_COMPLETE'],
      ['Three', 'CREATE_COMPLETE'],
    ]);
    await cloudformation.deleteStack({ StackName: 'life' });
    expect(await settled(cloudformation, StackId ?? '')).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
    expect(await topicsOf('life')).toEqual([]);
    await expect(cloudformation.describeStacks({ StackName: 'life' })).rejects.toThrow(
      'Stack with id life does not exist',
    );
    await cloudformation.deleteStack({ StackName: 'life' });
  });

  it('that cannot be made leaves nothing', async () => {
    const body = template({
      Good: topic('good'),
      Bad: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'no name' }, DependsOn: 'Good' },
    });
    await cloudformation.createStack({ StackName: 'broken', TemplateBody: body });
    const stack = await settled(cloudformation, 'broken');
    expect(stack).toMatchObject({ StackStatus: 'ROLLBACK_COMPLETE' });
    expect(await topicsOf('broken')).toEqual([]);
    const { StackEvents = [] } = await cloudformation.describeStackEvents({ StackName: 'broken' });
    const reasons = StackEvents.filter(({ ResourceStatus = '' }) => /FAILED|ROLLBACK_IN/.test(ResourceStatus));
    expect(reasons.map(({ ResourceStatusReason }) => ResourceStatusReason)).toEqual([
      'The following resource(s) failed to create: [Bad]. Rollback requested by user.',
      expect.stringMatching(/^Resource handler returned message: "Invalid parameter: Topic Name/),
    ]);
  });

  it('waits for a custom resource as long as the template says', async () => {
    const TemplateBody = template({
      Topic: topic('asked'),
      Silent: { Type: 'Custom::Silent', Properties: { ServiceToken: { Ref: 'Topic' }, ServiceTimeout: 1 } },
    });
    await cloudformation.createStack({ StackName: 'silent', TemplateBody, OnFailure: 'DO_NOTHING' });
    expect(await settled(cloudformation, 'silent')).toMatchObject({ StackStatus: 'CREATE_FAILED' });
    const { StackResourceDetail: silent } = await cloudformation.describeStackResource({
      StackName: 'silent',
      LogicalResourceId: 'Silent',
    });
    expect(silent?.ResourceStatusReason).toMatch(
      /^CloudFormation did not receive a response from your Custom Resource/,
    );
  });

  it('whose update fails is what it was', async () => {
    await cloudformation.createStack({
      StackName: 'back',
      TemplateBody: template({ One: topic('one'), Two: topic('two') }),
    });
    await settled(cloudformation, 'back');
    const before = await topicsOf('back');
    const TemplateBody = template({
      One: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: 'other', TopicName: 'back-renamed' } },
      Two: topic('changed'),
      Bad: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'no name' }, DependsOn: ['One', 'Two'] },
    });
    await cloudformation.updateStack({ StackName: 'back', TemplateBody });
    expect(await settled(cloudformation, 'back')).toMatchObject({ StackStatus: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(await topicsOf('back')).toEqual(before);
    const { StackResources = [] } = await cloudformation.describeStackResources({ StackName: 'back' });
    expect(StackResources.map(({ PhysicalResourceId }) => PhysicalResourceId).sort()).toEqual(before);
    expect(new Set(StackResources.map(({ ResourceStatus }) => ResourceStatus))).toEqual(new Set(['UPDATE_COMPLETE']));
    const names = await Promise.all(
      before.map(async (TopicArn) => (await yard.client(SNS).getTopicAttributes({ TopicArn })).Attributes?.DisplayName),
    );
    expect(names.sort()).toEqual(['one', 'two']);
  });
});
