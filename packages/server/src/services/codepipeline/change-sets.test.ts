import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { action } from './testing/pipeline-lab.ts';
import { BAD, deploy, errorOf, openStackLab, type StackLab, summaryOf, topics } from './testing/stack-lab.ts';

let lab: StackLab;

beforeAll(async () => {
  lab = await openStackLab();
});

afterAll(() => lab?.close());

const replace = (name: string, configuration: Record<string, string> = {}) => ({
  ...deploy(name, { ActionMode: 'CHANGE_SET_REPLACE', ChangeSetName: 'set', ...configuration }),
  name: 'Plan',
  namespace: 'Plan',
});
/** As AWS's own examples have it: with what it does not use. */
const execute = (name: string, configuration: Record<string, string> = {}) => {
  const usual = { ActionMode: 'CHANGE_SET_EXECUTE', ChangeSetName: 'set', RoleArn: '', TemplatePath: 'nonsense' };
  return deploy(name, { ...usual, ...configuration }, { inputArtifacts: [], runOrder: 2, namespace: 'Stack' });
};
const outputs = { Outputs: { Name: { Value: { 'Fn::GetAtt': ['One', 'TopicName'] } } } };

async function planOf(pipelineName: string) {
  const { actionExecutionDetails = [] } = await lab.codepipeline.listActionExecutions({ pipelineName });
  const plan = actionExecutionDetails.find(({ actionName }) => actionName === 'Plan');
  if (!plan) throw new Error('the action has not run');
  return plan;
}

describe('a change set', () => {
  it('is made and executed, replaced by another, and may be empty', async () => {
    const keep = action('Deploy/AWS/S3', 'Keep', {
      configuration: { BucketName: 'site', ObjectKey: 'set/#{Stack.Name}', Extract: 'false' },
      inputArtifacts: [{ name: 'Out' }],
      runOrder: 3,
    });
    const files = { 'template.json': topics({ One: { TopicName: 'set-one' } }, outputs) };
    const done = await lab.run(
      'set',
      files,
      replace('set'),
      { ...execute('set', { OutputFileName: 'stack.json' }), outputArtifacts: [{ name: 'Out' }] },
      keep,
    );
    expect(await lab.latest('set')).toMatchObject({ status: 'Succeeded' });
    const made = await lab.stackThatIs('set', 'CREATE_COMPLETE');
    const first = await planOf('set');
    expect(first.output?.executionResult).toMatchObject({
      externalExecutionId: made.ChangeSetId,
      externalExecutionSummary: 'Change set set was created',
    });
    expect(first.output?.outputVariables ?? {}).toEqual({});
    expect(done.output).toMatchObject({
      outputVariables: { Name: 'set-one' },
      executionResult: { externalExecutionId: made.StackId, externalExecutionSummary: 'Stack set was created' },
    });
    expect((await lab.s3.headObject({ Bucket: 'site', Key: 'set/set-one' })).ContentLength).toBeGreaterThan(0);

    const unchanged = await lab.run('set', files);
    expect(unchanged).toMatchObject({ status: 'Succeeded', output: { outputVariables: { Name: 'set-one' } } });
    expect(summaryOf(unchanged)).toBe('Change set set has no changes to execute');
    const empty = await planOf('set');
    expect(empty).toMatchObject({ status: 'Succeeded', output: { outputVariables: { Name: 'set-one' } } });
    expect(summaryOf(empty)).toBe('Change set set has no changes');
    expect((await lab.stack('set'))?.StackStatus).toBe('CREATE_COMPLETE');

    const changed = topics({ One: { TopicName: 'set-one', DisplayName: 'changed' } }, outputs);
    expect(summaryOf(await lab.run('set', { 'template.json': changed }))).toBe('Stack set was updated');
    const updated = await lab.stackThatIs('set', 'UPDATE_COMPLETE');
    expect(updated.ChangeSetId).not.toBe(made.ChangeSetId);
  });

  it('says why what it describes cannot be, and what is left can have no other', async () => {
    const broken = { 'template.json': topics({ Bad: BAD }) };
    const failed = await lab.run('bad', broken, replace('bad'), execute('bad'));
    expect(errorOf(failed)).toEqual({
      code: 'JobFailed',
      message: expect.stringMatching(
        /^Failed to execute change set\. Current stack status: ROLLBACK_COMPLETE\. Reason: Bad \(AWS::SNS::Topic\) CREATE_FAILED: /,
      ),
    });
    const { StackId } = await lab.stackThatIs('bad', 'ROLLBACK_COMPLETE');
    await lab.begin('bad', { 'template.json': topics({ Good: {} }) });
    expect(await lab.outcome('bad')).toBe('Failed');
    expect(errorOf(await planOf('bad'))).toEqual({
      code: 'JobFailed',
      message: `Stack:${StackId} is in ROLLBACK_COMPLETE state and can not be updated. (Service: AmazonCloudFormation; Status Code: 400; Error Code: ValidationError)`,
    });
  });

  it('of an update that fails leaves the stack as it was', async () => {
    await lab.run('worse', { 'template.json': topics({ One: {} }) }, replace('worse'), execute('worse'));
    const failed = await lab.run('worse', { 'template.json': topics({ One: {}, Bad: BAD }) });
    expect(errorOf(failed)?.message).toMatch(
      /^Failed to execute change set\. Current stack status: UPDATE_ROLLBACK_COMPLETE\. Reason: Bad /,
    );
    const better = { 'template.json': topics({ One: { DisplayName: 'better' } }) };
    expect(summaryOf(await lab.run('worse', better))).toBe('Stack worse was updated');
  });

  it('that is not there cannot be executed, nor can one of a stack that is not there', async () => {
    const nowhere = await lab.run('nowhere', { x: '' }, execute('nowhere'));
    expect(errorOf(nowhere)).toEqual({
      code: 'JobFailed',
      message: expect.stringMatching(/nowhere.* does not exist \(Service: AmazonCloudFormation; Status Code: 400;/),
    });
    await lab.cloudformation.createStack({ StackName: 'without', TemplateBody: topics({ One: {} }) });
    await lab.stackThatIs('without', 'CREATE_COMPLETE');
    expect(errorOf(await lab.run('without', { x: '' }, execute('without')))).toEqual({
      code: 'JobFailed',
      message:
        'ChangeSet [set] does not exist (Service: AmazonCloudFormation; Status Code: 404; Error Code: ChangeSetNotFound)',
    });
  });

  it('that was executed is not executed again', async () => {
    await lab.run('once', { 'template.json': topics({ One: {} }) }, replace('once'), execute('once'));
    const again = await lab.run('once-more', { x: '' }, execute('once'));
    expect(errorOf(again)?.message).toMatch(
      /^ChangeSet \[arn:.*\] cannot be executed in its current status of \[EXECUTE_COMPLETE\] .*Error Code: InvalidChangeSetStatus\)$/,
    );
  });

  it('needs a name', async () => {
    const ran = await lab.run('unnamed', { x: '' }, execute('unnamed', { ChangeSetName: '' }));
    expect(errorOf(ran)).toEqual({
      code: 'ConfigurationError',
      message: 'Configuration Property ChangeSetName should not be empty in current ActionMode',
    });
  });
});
