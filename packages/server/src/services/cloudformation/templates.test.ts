import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { S3 } from '@aws-sdk/client-s3';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { SNS } from '@aws-sdk/client-sns';
import { SSM } from '@aws-sdk/client-ssm';
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

async function displayName(StackName: string, LogicalResourceId = 'It'): Promise<string | undefined> {
  const { StackResourceDetail } = await cloudformation.describeStackResource({ StackName, LogicalResourceId });
  const TopicArn = StackResourceDetail?.PhysicalResourceId ?? '';
  return (await yard.client(SNS).getTopicAttributes({ TopicArn })).Attributes?.DisplayName;
}

async function made(StackName: string, template: object, rest: object = {}): Promise<void> {
  await cloudformation.createStack({ StackName, TemplateBody: JSON.stringify(template), ...rest });
  const stack = await settled(cloudformation, StackName);
  expect([stack.StackStatus, stack.StackStatusReason]).toEqual(['CREATE_COMPLETE', undefined]);
}

describe('parameters', () => {
  it('come from the request, the version before, or their defaults, and secrets are shown nowhere', async () => {
    const template = (extra = {}) => ({
      Parameters: { Secret: { Type: 'String', NoEcho: true }, Word: { Type: 'String', Default: 'word' } },
      Resources: { It: topic({ 'Fn::Join': [' ', [{ Ref: 'Word' }, { Ref: 'Secret' }]] }), ...extra },
    });
    await made('secret', template(), { Parameters: [{ ParameterKey: 'Secret', ParameterValue: 'hush-hush' }] });
    expect(await displayName('secret')).toBe('word hush-hush');
    await cloudformation.updateStack({
      StackName: 'secret',
      TemplateBody: JSON.stringify(template({ Other: topic('other') })),
      Parameters: [
        { ParameterKey: 'Secret', UsePreviousValue: true },
        { ParameterKey: 'Word', ParameterValue: 'new' },
      ],
    });
    const stack = await settled(cloudformation, 'secret');
    expect(stack.Parameters).toEqual([
      { ParameterKey: 'Secret', ParameterValue: '****' },
      { ParameterKey: 'Word', ParameterValue: 'new' },
    ]);
    expect(await displayName('secret')).toBe('new hush-hush');
    const { StackEvents } = await cloudformation.describeStackEvents({ StackName: 'secret' });
    expect(JSON.stringify(StackEvents)).not.toContain('hush-hush');
    expect(JSON.stringify(StackEvents)).toContain('new ****');
    await expect(made('missing', template())).rejects.toThrow('Parameters: [Secret] must have values');
  });

  it('may name one of the parameter store, and texts may refer to secrets', async () => {
    const ssm = yard.client(SSM);
    await ssm.putParameter({ Name: '/name/of/it', Value: 'stored', Type: 'String' });
    await yard.client(SecretsManager).createSecret({ Name: 'vault', SecretString: '{"key":"kept"}' });
    const template = {
      Parameters: { Name: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/name/of/it' } },
      Resources: {
        It: topic({ Ref: 'Name' }),
        Two: topic('{{resolve:ssm:/name/of/it}} {{resolve:secretsmanager:vault:SecretString:key}}'),
      },
    };
    await made('stored', template);
    const [stack] = (await cloudformation.describeStacks({ StackName: 'stored' })).Stacks ?? [];
    expect(stack?.Parameters).toEqual([
      { ParameterKey: 'Name', ParameterValue: '/name/of/it', ResolvedValue: 'stored' },
    ]);
    expect([await displayName('stored'), await displayName('stored', 'Two')]).toEqual(['stored', 'stored kept']);
    await ssm.putParameter({ Name: '/name/of/it', Value: 'changed', Type: 'String', Overwrite: true });
    await cloudformation.updateStack({ StackName: 'stored', UsePreviousTemplate: true });
    await settled(cloudformation, 'stored');
    expect(await displayName('stored')).toBe('changed');
    await expect(
      made('absent', {
        ...template,
        Parameters: { Name: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/no' } },
      }),
    ).rejects.toThrow('Unable to fetch parameters [/no] from parameter store for this account.');
  });
});

describe('a template', () => {
  it('is refused with everything that is wrong in it, each with its place', async () => {
    const TemplateBody = [
      'Resources:',
      '  One:',
      '    Type: AWS::SNS::Topic',
      '    Properties: {DisplayNam: x}',
      '  Two:',
      '    Type: AWS::SNS::Topic',
      '    Properties: {Colour: red}',
    ].join('\n');
    await expect(cloudformation.createStack({ StackName: 'wrong', TemplateBody })).rejects.toThrow(
      /DisplayNam \(One, AWS::SNS::Topic\) .*\(line 4, column 18\); .* Colour \(Two, AWS::SNS::Topic\) .*\(line 7, column 18\)/,
    );
    await expect(
      cloudformation.validateTemplate({ TemplateBody: 'Resources: {A: {Type: "AWS::No::Such"}}' }),
    ).rejects.toThrow(/Unrecognized resource types: \[AWS::No::Such\].*\(line 1/);
    const attribute = { Resources: { It: topic({ 'Fn::GetAtt': ['Other', 'Nothing'] }), Other: topic('x') } };
    await expect(cloudformation.validateTemplate({ TemplateBody: JSON.stringify(attribute) })).rejects.toThrow(
      'Template error: resource Other does not support attribute type Nothing in Fn::GetAtt',
    );
    await expect(cloudformation.createStack({ StackName: 'no_name', TemplateBody })).rejects.toThrow(/stackName/);
    await expect(cloudformation.describeStacks({ StackName: 'wrong' })).rejects.toThrow('does not exist');
  });

  it('is found in a bucket, and told of before it is used', async () => {
    const s3 = yard.client(S3);
    await s3.createBucket({ Bucket: 'templates' });
    const template = {
      Description: 'A topic',
      Parameters: { Word: { Type: 'String', Default: 'x', Description: 'a word' } },
      Resources: { It: topic({ Ref: 'Word' }) },
    };
    await s3.putObject({ Bucket: 'templates', Key: 'a/b.json', Body: JSON.stringify(template) });
    const TemplateURL = `${yard.endpoint}/templates/a/b.json`;
    expect(await cloudformation.getTemplateSummary({ TemplateURL })).toMatchObject({
      Description: 'A topic',
      Parameters: [{ ParameterKey: 'Word', ParameterType: 'String', DefaultValue: 'x', Description: 'a word' }],
      ResourceTypes: ['AWS::SNS::Topic'],
    });
    await cloudformation.createStack({ StackName: 'by-url', TemplateURL });
    expect(await settled(cloudformation, 'by-url')).toMatchObject({
      StackStatus: 'CREATE_COMPLETE',
      Description: 'A topic',
    });
    expect((await cloudformation.getTemplate({ StackName: 'by-url' })).TemplateBody).toBe(JSON.stringify(template));
    await expect(
      cloudformation.createStack({ StackName: 'lost', TemplateURL: `${yard.endpoint}/templates/none` }),
    ).rejects.toThrow(/S3 error/);
  });
});

describe('what stacks share', () => {
  it('is exported by one and imported by others, and stays as long as they need it', async () => {
    const exporting = (name: string) => ({
      Resources: { It: topic('shared') },
      Outputs: { Name: { Value: { 'Fn::GetAtt': ['It', 'TopicName'] }, Export: { Name: name } } },
    });
    await made('source', exporting('shared-name'));
    await made('user', { Resources: { It: topic({ 'Fn::ImportValue': 'shared-name' }) } });
    expect(await displayName('user')).toMatch(/^source-It-/);
    expect((await cloudformation.listExports({})).Exports?.map(({ Name }) => Name)).toEqual(['shared-name']);
    expect((await cloudformation.listImports({ ExportName: 'shared-name' })).Imports).toEqual(['user']);
    await cloudformation.createStack({ StackName: 'thief', TemplateBody: JSON.stringify(exporting('shared-name')) });
    expect(await settled(cloudformation, 'thief')).toMatchObject({
      StackStatus: 'ROLLBACK_COMPLETE',
      StackStatusReason: 'Export with name shared-name is already exported by stack source',
    });
    await cloudformation.deleteStack({ StackName: 'source' });
    expect(await settled(cloudformation, 'source')).toMatchObject({
      StackStatus: 'CREATE_COMPLETE',
      StackStatusReason: 'Delete canceled. Cannot delete export shared-name as it is in use by user.',
    });
    const { StackEvents = [] } = await cloudformation.describeStackEvents({ StackName: 'source' });
    expect(StackEvents.slice(0, 2).map(({ ResourceStatus }) => ResourceStatus)).toEqual([
      'CREATE_COMPLETE',
      'DELETE_IN_PROGRESS',
    ]);
    await cloudformation.updateStack({ StackName: 'source', TemplateBody: JSON.stringify(exporting('other-name')) });
    expect(await settled(cloudformation, 'source')).toMatchObject({
      StackStatus: 'UPDATE_ROLLBACK_COMPLETE',
      StackStatusReason: 'Delete canceled. Cannot delete export shared-name as it is in use by user.',
    });
    expect(await displayName('source')).toBe('shared');
    await cloudformation.deleteStack({ StackName: 'user' });
    await settled(cloudformation, 'user').catch(() => undefined);
    await cloudformation.deleteStack({ StackName: 'source' });
    await expect(settled(cloudformation, 'source')).rejects.toThrow('does not exist');
    expect((await cloudformation.listExports({})).Exports ?? []).toEqual([]);
  });
});

describe('a stack is kept', () => {
  it('by its protection, its policy, and the policies of its resources', async () => {
    const kept = (name: string, extra = {}) => ({
      Resources: {
        It: { Type: 'AWS::SNS::Topic', DeletionPolicy: 'Retain', Properties: { DisplayName: name } },
        ...extra,
      },
    });
    const StackPolicyBody = JSON.stringify({
      Statement: [
        { Effect: 'Allow', Action: 'Update:*', Principal: '*', Resource: '*' },
        { Effect: 'Deny', Action: 'Update:Modify', Principal: '*', Resource: 'LogicalResourceId/It' },
      ],
    });
    await made('kept', kept('one'), { EnableTerminationProtection: true, StackPolicyBody });
    await cloudformation.updateStack({ StackName: 'kept', TemplateBody: JSON.stringify(kept('two')) });
    expect(await settled(cloudformation, 'kept')).toMatchObject({ StackStatus: 'UPDATE_ROLLBACK_COMPLETE' });
    const { StackEvents = [] } = await cloudformation.describeStackEvents({ StackName: 'kept' });
    expect(StackEvents.map(({ ResourceStatusReason }) => ResourceStatusReason)).toContain(
      'Action denied by stack policy: Statement [#2] does not allow [Update:Modify] for resource [LogicalResourceId/It]',
    );
    await cloudformation.updateStack({
      StackName: 'kept',
      TemplateBody: JSON.stringify(kept('two')),
      StackPolicyDuringUpdateBody: JSON.stringify({
        Statement: [{ Effect: 'Allow', Action: 'Update:*', Resource: '*' }],
      }),
    });
    expect(await settled(cloudformation, 'kept')).toMatchObject({ StackStatus: 'UPDATE_COMPLETE' });
    await expect(cloudformation.deleteStack({ StackName: 'kept' })).rejects.toThrow(
      'Stack [kept] cannot be deleted while TerminationProtection is enabled',
    );
    await cloudformation.updateTerminationProtection({ StackName: 'kept', EnableTerminationProtection: false });
    const { StackResourceDetail } = await cloudformation.describeStackResource({
      StackName: 'kept',
      LogicalResourceId: 'It',
    });
    const [{ StackId = '' } = {}] = (await cloudformation.describeStacks({ StackName: 'kept' })).Stacks ?? [];
    await cloudformation.deleteStack({ StackName: 'kept' });
    expect(await settled(cloudformation, StackId)).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
    const TopicArn = StackResourceDetail?.PhysicalResourceId ?? '';
    expect((await yard.client(SNS).getTopicAttributes({ TopicArn })).Attributes?.DisplayName).toBe('two');
  });
});
