import { S3 } from '@aws-sdk/client-s3';
import { SQS } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { action, ROLE, until } from './testing/pipeline-lab.ts';
import { BAD, deploy, errorOf, openStackLab, type StackLab, summaryOf, topics } from './testing/stack-lab.ts';

let lab: StackLab;

beforeAll(async () => {
  lab = await openStackLab();
});

afterAll(() => lab?.close());

const outputs = (value: unknown) => ({ Outputs: { Name: { Value: value } } });
const displayName = async (TopicArn = '') => (await lab.sns.getTopicAttributes({ TopicArn })).Attributes?.DisplayName;
const put = (configuration: Record<string, string>, input: string) =>
  action('Deploy/AWS/S3', 'Put', {
    configuration: { BucketName: 'site', ...configuration },
    inputArtifacts: [{ name: input }],
    runOrder: 2,
  });

describe('CREATE_UPDATE', () => {
  it('makes a stack, whose outputs are variables and a file of the output artifact, then updates it', async () => {
    const stack = deploy(
      'life',
      { OutputFileName: 'out/stack.json' },
      { namespace: 'Stack', outputArtifacts: [{ name: 'Out' }] },
    );
    const put1 = put({ ObjectKey: 'life/#{Stack.Name}', Extract: 'true' }, 'Out');
    const files = { 'template.json': topics({ One: { TopicName: 'life-one' } }, outputs({ Ref: 'One' })) };
    const made = await lab.run('life', files, stack, put1);
    expect(await lab.latest('life')).toMatchObject({ status: 'Succeeded' });
    const Name = `arn:aws:sns:us-east-1:${lab.yard.account}:life-one`;
    const { StackId, RoleARN } = await lab.stackThatIs('life', 'CREATE_COMPLETE');
    expect(RoleARN).toBe(ROLE);
    expect(made.output).toMatchObject({
      outputVariables: { Name },
      executionResult: { externalExecutionId: StackId, externalExecutionSummary: 'Stack life was created' },
    });
    expect(made.output?.executionResult?.externalExecutionUrl).toContain(encodeURIComponent(StackId ?? ''));
    expect(JSON.parse(await lab.text('site', `life/${Name}/out/stack.json`))).toEqual({ Name });
    const { StackEvents = [] } = await lab.cloudformation.describeStackEvents({ StackName: 'life' });
    expect(new Set(StackEvents.map((event) => event.ClientRequestToken))).toEqual(new Set([made.actionExecutionId]));

    const same = await lab.run('life', files);
    expect(same).toMatchObject({ status: 'Succeeded', output: { outputVariables: { Name } } });
    expect(summaryOf(same)).toBe('Stack life has no updates to be performed');

    const changed = topics({ One: { TopicName: 'life-one', DisplayName: 'changed' } }, outputs('new'));
    const updated = await lab.run('life', { 'template.json': changed });
    expect(updated.output).toMatchObject({ outputVariables: { Name: 'new' } });
    expect(summaryOf(updated)).toBe('Stack life was updated');
    expect((await lab.stack('life'))?.StackStatus).toBe('UPDATE_COMPLETE');
    expect(await displayName(Name)).toBe('changed');
  });

  it('takes parameters, tags and a policy from a configuration file, and overrides with values of artifacts', async () => {
    const Parameters = Object.fromEntries(
      ['Both', 'Config', 'Bucket', 'Key', 'Url', 'Version'].map((name) => [name, { Type: 'String' }]),
    );
    const Outputs = Object.fromEntries(Object.keys(Parameters).map((name) => [name, { Value: { Ref: name } }]));
    const StackPolicy = { Statement: [{ Effect: 'Allow', Action: 'Update:*', Principal: '*', Resource: '*' }] };
    const configuration = { Parameters: { Both: 'file', Config: 'file' }, Tags: { Team: 'x' }, StackPolicy };
    const ran = await lab.run(
      'values',
      {
        'infra/t.yaml': JSON.stringify({ Parameters, Outputs, Resources: JSON.parse(topics({ One: {} })).Resources }),
        'prod.json': JSON.stringify(configuration),
        'built.json': '{"Version":"7","Other":{}}',
      },
      deploy('values', {
        ...{ TemplatePath: 'Code::infra/t.yaml', TemplateConfiguration: 'Code::prod.json' },
        ParameterOverrides: JSON.stringify({
          Both: 'override #{codepipeline.PipelineExecutionId}',
          Bucket: { 'Fn::GetArtifactAtt': ['Code', 'BucketName'] },
          Key: { 'Fn::GetArtifactAtt': ['Code', 'ObjectKey'] },
          Url: { 'Fn::GetArtifactAtt': ['Code', 'URL'] },
          Version: { 'Fn::GetParam': ['Code', 'built.json', 'Version'] },
        }),
      }),
    );
    const { id } = await lab.latest('values');
    const key = ran.input?.inputArtifacts?.[0]?.s3location?.key ?? '';
    expect(ran.output?.outputVariables).toEqual({
      ...{ Both: `override ${id}`, Config: 'file', Bucket: 'artifacts', Key: key, Version: '7' },
      Url: `${lab.yard.endpoint}/artifacts/${key}`,
    });
    expect((await lab.stack('values'))?.Tags).toEqual([{ Key: 'Team', Value: 'x' }]);
    const { StackPolicyBody = '' } = await lab.cloudformation.getStackPolicy({ StackName: 'values' });
    expect(JSON.parse(StackPolicyBody)).toEqual(StackPolicy);
  });

  it('takes a template that is too long for a request, and leaves nothing of it behind', async () => {
    const template = topics({ One: {} }, { ...outputs('long'), Metadata: { Text: 'x'.repeat(60_000) } });
    const ran = await lab.run('long', { 'template.json': template }, deploy('long'));
    expect(ran).toMatchObject({ status: 'Succeeded', output: { outputVariables: { Name: 'long' } } });
    const { Contents = [] } = await lab.yard.client(S3).listObjectsV2({ Bucket: 'artifacts', Prefix: 'long/' });
    expect(Contents.filter(({ Key }) => Key?.includes('templates'))).toEqual([]);
  });

  it('says which resource failed first, and does not touch what is left of the stack', async () => {
    const broken = { 'template.json': topics({ Bad: BAD }) };
    const failed = await lab.run('broken', broken, deploy('broken'));
    expect(failed.status).toBe('Failed');
    expect(errorOf(failed)).toEqual({
      code: 'JobFailed',
      message: expect.stringMatching(
        /^Failed to create stack\. Current stack status: ROLLBACK_COMPLETE\. Reason: Bad \(AWS::SNS::Topic\) CREATE_FAILED: .*Topic Name/,
      ),
    });
    expect(errorOf(await lab.run('broken', { 'template.json': topics({ Good: {} }) }))).toEqual({
      code: 'JobFailed',
      message: 'Stack exists but with non-updatable status: ROLLBACK_COMPLETE',
    });
    expect((await lab.stack('broken'))?.StackStatus).toBe('ROLLBACK_COMPLETE');
  });

  it('tells of an update that went back, after which it updates again', async () => {
    await lab.run('back', { 'template.json': topics({ One: { DisplayName: 'one' } }) }, deploy('back'));
    const worse = topics({ One: { DisplayName: 'two' }, Bad: BAD });
    const failed = await lab.run('back', { 'template.json': worse });
    expect(errorOf(failed)?.message).toMatch(
      /^Failed to update stack\. Current stack status: UPDATE_ROLLBACK_COMPLETE\. Reason: Bad /,
    );
    const better = topics({ One: { DisplayName: 'three' } });
    expect(await lab.run('back', { 'template.json': better })).toMatchObject({ status: 'Succeeded' });
  });

  it.each<[string, Record<string, string>, Record<string, string>, RegExp]>([
    ['no role', { RoleArn: '' }, {}, /^Configuration Property RoleArn should not be empty in current ActionMode$/],
    ['no file', { TemplatePath: 'Code::no.json' }, {}, /^File \[no\.json\] does not exist in artifact \[Code\]$/],
    ['no artifact', { TemplatePath: 'Other::x' }, {}, /^The action has no input artifact \[Other\]$/],
    [
      'a bad configuration file',
      { TemplateConfiguration: 'Code::c.json' },
      { 'c.json': '[' },
      /^The template configuration is not/,
    ],
    ['overrides that are no JSON', { ParameterOverrides: 'A=b' }, {}, /^ParameterOverrides is not a JSON object$/],
    [
      'a missing value',
      { ParameterOverrides: '{"A":{"Fn::GetParam":["Code","v.json","A"]}}' },
      { 'v.json': '{"B":"b"}' },
      /^Fn::GetParam: v\.json in Code has no text named A$/,
    ],
  ])('cannot work with %s', async (what, configuration, files, message) => {
    const name = `wrong-${what.replaceAll(' ', '-')}`;
    const ran = await lab.run(name, { 'template.json': topics({ One: {} }), ...files }, deploy(name, configuration));
    expect(errorOf(ran)).toEqual({ code: 'ConfigurationError', message: expect.stringMatching(message) });
    expect(await lab.stack(name)).toBeUndefined();
  });

  it.each<[string, string, Record<string, string>, RegExp]>([
    ['a template that is wrong', '{}', {}, /Error Code: ValidationError\)$/],
    [
      'a parameter that is not in it',
      topics({ One: {} }),
      { ParameterOverrides: '{"No":"x"}' },
      /^Parameters: \[No\] do not exist in the template .*Status Code: 400; Error Code: ValidationError\)$/,
    ],
    [
      'a missing capability',
      JSON.stringify({ Resources: { R: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } } } }),
      {},
      /^Requires capabilities : \[CAPABILITY_IAM\] \(Service: AmazonCloudFormation; Status Code: 400; Error Code: InsufficientCapabilitiesException\)$/,
    ],
  ])('hands on what CloudFormation says to %s', async (what, template, configuration, message) => {
    const name = `refused-${what.replaceAll(' ', '-')}`;
    const ran = await lab.run(name, { 'template.json': template }, deploy(name, configuration));
    expect(errorOf(ran)).toEqual({ code: 'JobFailed', message: expect.stringMatching(message) });
  });

  it('acknowledges what a template may do', async () => {
    const Statement = [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }];
    const Properties = { RoleName: 'capable-role', AssumeRolePolicyDocument: { Version: '2012-10-17', Statement } };
    const template = JSON.stringify({ Resources: { R: { Type: 'AWS::IAM::Role', Properties } } });
    const capable = deploy('capable', { Capabilities: 'CAPABILITY_NAMED_IAM,CAPABILITY_AUTO_EXPAND' });
    expect((await lab.run('capable', { 'template.json': template }, capable)).status).toBe('Succeeded');
  });
});

describe('REPLACE_ON_FAILURE', () => {
  it('makes a stack, makes another in the place of one that failed, and updates one that did not', async () => {
    const replace = deploy('replaced', { ActionMode: 'REPLACE_ON_FAILURE' });
    const failed = await lab.run('replaced', { 'template.json': topics({ Bad: BAD }) }, replace);
    expect(errorOf(failed)?.message).toMatch(/^Failed to create stack\. Current stack status: ROLLBACK_COMPLETE/);
    const before = await lab.stack('replaced');
    const good = { 'template.json': topics({ Good: {} }) };
    expect(await lab.run('replaced', good)).toMatchObject({ status: 'Succeeded' });
    const after = await lab.stackThatIs('replaced', 'CREATE_COMPLETE');
    expect(after.StackId).not.toBe(before?.StackId);
    expect((await lab.stack(before?.StackId ?? ''))?.StackStatus).toBe('DELETE_COMPLETE');
    await lab.run('replaced', { 'template.json': topics({ Good: { DisplayName: 'x' } }) });
    expect(await lab.stackThatIs('replaced', 'UPDATE_COMPLETE')).toMatchObject({ StackId: after.StackId });
  });

  it('fails when what failed cannot be deleted', async () => {
    const bucket = { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'kept-full' } };
    const template = { 'template.json': JSON.stringify({ Resources: { Kept: bucket } }) };
    await lab.run('kept', template, deploy('kept', { ActionMode: 'REPLACE_ON_FAILURE' }));
    await lab.s3.putObject({ Bucket: 'kept-full', Key: 'x', Body: 'x' });
    await lab.cloudformation.deleteStack({ StackName: 'kept' });
    await lab.stackThatIs('kept', 'DELETE_FAILED');
    expect(errorOf(await lab.run('kept', template))?.message).toMatch(
      /^Failed to delete stack\. Current stack status: DELETE_FAILED\. Reason: Kept \(AWS::S3::Bucket\) DELETE_FAILED: /,
    );
  });
});

describe('DELETE_ONLY', () => {
  const remove = (name: string) =>
    deploy(
      name,
      { ActionMode: 'DELETE_ONLY', OutputFileName: 'none.json' },
      { inputArtifacts: [], namespace: 'Stack' },
    );

  it('deletes a stack, and one that is not there too', async () => {
    await lab.cloudformation.createStack({ StackName: 'gone', TemplateBody: topics({ One: {} }, outputs('x')) });
    const { StackId } = await lab.stackThatIs('gone', 'CREATE_COMPLETE');
    const ran = await lab.run('gone', { x: '' }, remove('gone'));
    expect(ran.output?.executionResult).toMatchObject({
      externalExecutionId: StackId,
      externalExecutionSummary: 'Stack gone was deleted',
    });
    expect(ran.output?.outputVariables ?? {}).toEqual({});
    expect((await lab.stack(StackId ?? ''))?.StackStatus).toBe('DELETE_COMPLETE');
    const again = await lab.run('gone', { x: '' });
    expect(again.status).toBe('Succeeded');
    expect(summaryOf(again)).toBe('Stack gone does not exist');
  });

  it('deletes one that was rolled back, or that has nothing but a change set', async () => {
    await lab.cloudformation.createStack({ StackName: 'ruin', TemplateBody: topics({ Bad: BAD }) });
    await lab.stackThatIs('ruin', 'ROLLBACK_COMPLETE');
    expect((await lab.run('ruin', { x: '' }, remove('ruin'))).status).toBe('Succeeded');
    const set = { StackName: 'plan', ChangeSetName: 'set', ChangeSetType: 'CREATE' as const };
    await lab.cloudformation.createChangeSet({ ...set, TemplateBody: topics({ One: {} }) });
    expect((await lab.run('plan', { x: '' }, remove('plan'))).status).toBe('Succeeded');
    expect(await lab.stack('plan')).toBeUndefined();
  });

  it('says why a stack is still there', async () => {
    const TemplateBody = topics({ One: {} });
    await lab.cloudformation.createStack({ StackName: 'safe', TemplateBody, EnableTerminationProtection: true });
    await lab.stackThatIs('safe', 'CREATE_COMPLETE');
    expect(errorOf(await lab.run('safe', { x: '' }, remove('safe')))?.message).toBe(
      'Stack [safe] cannot be deleted while TerminationProtection is enabled (Service: AmazonCloudFormation; Status Code: 400; Error Code: ValidationError)',
    );
  });
});

/** A stack with a resource that is made when the test says so. */
describe('an action while its stack is at work', () => {
  const waiting = (rest: Record<string, object> = {}) =>
    JSON.stringify({ Resources: { Wait: { Type: 'Custom::Wait', Properties: { ServiceToken: topic } }, ...rest } });
  let topic: string;
  let sqs: SQS;
  let QueueUrl: string;

  beforeAll(async () => {
    sqs = lab.yard.client(SQS);
    topic = (await lab.sns.createTopic({ Name: 'asked' })).TopicArn ?? '';
    QueueUrl = (await sqs.createQueue({ QueueName: 'asked' })).QueueUrl ?? '';
    const Endpoint = topic.replace(':sns:', ':sqs:');
    await lab.sns.subscribe({ TopicArn: topic, Protocol: 'sqs', Endpoint, Attributes: { RawMessageDelivery: 'true' } });
  });

  /** Says that the resource that is waited for was made. */
  async function answer(stackId: string) {
    await until(async () => {
      const { Messages } = await sqs.receiveMessage({ QueueUrl, VisibilityTimeout: 0, MaxNumberOfMessages: 10 });
      const asked = Messages?.map(({ Body = '' }) => JSON.parse(Body)).find(({ StackId }) => StackId === stackId);
      if (!asked) return undefined;
      const { StackId, RequestId, LogicalResourceId, ResponseURL } = asked;
      const body = { Status: 'SUCCESS', PhysicalResourceId: 'made', StackId, RequestId, LogicalResourceId };
      return (await fetch(ResponseURL, { method: 'PUT', body: JSON.stringify(body) })).ok || undefined;
    });
  }

  async function abandon(name: string) {
    const { id } = await lab.latest(name);
    await lab.codepipeline.stopPipelineExecution({ pipelineName: name, pipelineExecutionId: id, abandon: true });
    expect(await lab.outcome(name)).toBe('Stopped');
  }

  it('goes on with it on a server that was started again', async () => {
    await lab.begin('kept-on', { 'template.json': waiting() }, deploy('kept-on'));
    const StackId = await lab.shown('kept-on');
    await lab.yard.restart();
    await answer(StackId);
    expect(await lab.ended('kept-on')).toMatchObject({ status: 'Succeeded' });
    const { StackEvents = [] } = await lab.cloudformation.describeStackEvents({ StackName: StackId });
    expect(StackEvents.filter((event) => event.ResourceStatus === 'CREATE_COMPLETE').length).toBe(2);
  });

  it('when it is abandoned takes back an update', async () => {
    await lab.run('slow', { 'template.json': topics({ One: { DisplayName: 'one' } }) }, deploy('slow'));
    const { Resources } = JSON.parse(topics({ One: { DisplayName: 'two' } }));
    await lab.begin('slow', { 'template.json': waiting(Resources) });
    const StackId = await lab.shown('slow');
    await abandon('slow');
    await answer(StackId);
    await until(async () => (/ROLLBACK/.test((await lab.stack('slow'))?.StackStatus ?? '') ? true : undefined));
  });

  it('when it is abandoned lets a stack go on that is being made, which cannot be called off', async () => {
    await lab.begin('making', { 'template.json': waiting() }, deploy('making'));
    const StackId = await lab.shown('making');
    await abandon('making');
    expect((await lab.ended('making')).status).toBe('Abandoned');
    await answer(StackId);
    await lab.stackThatIs('making', 'CREATE_COMPLETE');
  });

  it('leaves alone what somebody else has begun', async () => {
    await lab.run('others', { 'template.json': topics({ One: {} }) }, deploy('others'));
    await lab.cloudformation.updateStack({ StackName: 'others', TemplateBody: waiting() });
    expect(errorOf(await lab.run('others', { 'template.json': topics({ One: {} }) }))).toEqual({
      code: 'JobFailed',
      message: 'Stack exists but with non-updatable status: UPDATE_IN_PROGRESS',
    });
    expect((await lab.stack('others'))?.StackStatus).toBe('UPDATE_IN_PROGRESS');
  });
});
