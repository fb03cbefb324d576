import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startYard, type Yard } from '../../testing/start-yard.ts';
import { settled } from './testing/settled.ts';

let yard: Yard;
let cloudformation: CloudFormation;

beforeAll(async () => {
  yard = await startYard();
  cloudformation = yard.client(CloudFormation);
});

afterAll(() => yard?.stop());

const body = (properties: Record<string, object>) =>
  JSON.stringify({
    Resources: Object.fromEntries(
      Object.entries(properties).map(([id, Properties]) => [id, { Type: 'AWS::SNS::Topic', Properties }]),
    ),
  });

it('a change set makes a stack, changes it, and says when there is nothing to change', async () => {
  const StackName = 'by-set';
  const first = { StackName, ChangeSetName: 'first', ChangeSetType: 'CREATE' as const };
  const { Id, StackId } = await cloudformation.createChangeSet({
    ...first,
    TemplateBody: body({ A: { DisplayName: 'a' }, B: {} }),
  });
  expect(await cloudformation.describeChangeSet({ ChangeSetName: Id ?? '' })).toMatchObject({
    ...{ Status: 'CREATE_COMPLETE', ExecutionStatus: 'AVAILABLE', StackId },
    Changes: [
      { ResourceChange: { Action: 'Add', LogicalResourceId: 'A' } },
      { ResourceChange: { Action: 'Add', LogicalResourceId: 'B' } },
    ],
  });
  expect((await cloudformation.describeStacks({ StackName })).Stacks?.[0]?.StackStatus).toBe('REVIEW_IN_PROGRESS');
  await expect(cloudformation.createStack({ StackName, TemplateBody: body({ A: {} }) })).rejects.toThrow(
    'already exists',
  );
  await cloudformation.executeChangeSet({ StackName, ChangeSetName: 'first' });
  // A stack that is quick is done when the answer comes.
  expect((await cloudformation.describeStacks({ StackName })).Stacks?.[0]?.StackStatus).toBe('CREATE_COMPLETE');
  expect(await settled(cloudformation, StackName)).toMatchObject({ StackStatus: 'CREATE_COMPLETE', ChangeSetId: Id });
  expect((await cloudformation.describeChangeSet({ StackName, ChangeSetName: 'first' })).ExecutionStatus).toBe(
    'EXECUTE_COMPLETE',
  );
  await expect(cloudformation.executeChangeSet({ StackName, ChangeSetName: 'first' })).rejects.toThrow(
    /cannot be executed in its current status of \[EXECUTE_COMPLETE\]/,
  );

  await cloudformation.createChangeSet({
    StackName,
    ChangeSetName: 'same',
    TemplateBody: body({ A: { DisplayName: 'a' }, B: {} }),
  });
  expect(await cloudformation.describeChangeSet({ StackName, ChangeSetName: 'same' })).toMatchObject({
    ...{ Status: 'FAILED', ExecutionStatus: 'UNAVAILABLE' },
    StatusReason:
      "The submitted information didn't contain changes. Submit different information to create a change set.",
  });
  await cloudformation.deleteChangeSet({ StackName, ChangeSetName: 'same' });

  const TemplateBody = body({ A: { DisplayName: 'b' }, B: { TopicName: 'named' }, C: { DisplayName: { Ref: 'B' } } });
  await cloudformation.createChangeSet({ StackName, ChangeSetName: 'second', TemplateBody });
  const { Changes = [] } = await cloudformation.describeChangeSet({ StackName, ChangeSetName: 'second' });
  expect(
    Changes.map(({ ResourceChange: change }) => [change?.Action, change?.LogicalResourceId, change?.Replacement]),
  ).toEqual([
    ['Modify', 'A', 'False'],
    ['Modify', 'B', 'True'],
    ['Add', 'C', undefined],
  ]);
  await cloudformation.executeChangeSet({ StackName, ChangeSetName: 'second' });
  expect(await settled(cloudformation, StackName)).toMatchObject({ StackStatus: 'UPDATE_COMPLETE' });
  expect(
    (await cloudformation.listChangeSets({ StackName })).Summaries?.map(({ ChangeSetName }) => ChangeSetName),
  ).toEqual(['second']);
});

it('a stack that has nothing but a change set leaves no trace', async () => {
  const about = { StackName: 'reviewed', ChangeSetName: 'only' };
  await cloudformation.createChangeSet({ ...about, ChangeSetType: 'CREATE', TemplateBody: body({ A: {} }) });
  await cloudformation.deleteStack({ StackName: 'reviewed' });
  await expect(cloudformation.describeStacks({ StackName: 'reviewed' })).rejects.toThrow(
    'Stack with id reviewed does not exist',
  );
  await expect(
    cloudformation.describeChangeSet({ ...about, StackName: undefined, ChangeSetName: 'only' }),
  ).rejects.toThrow('does not exist');
});

it('a change set whose execution failed says so, and gives its name to another', async () => {
  const StackName = 'failed-set';
  const bad = body({ A: { TopicName: 'no name' } });
  const about = { StackName, ChangeSetName: 'set' };
  await cloudformation.createChangeSet({ ...about, ChangeSetType: 'CREATE', TemplateBody: body({ B: {} }) });
  await cloudformation.executeChangeSet(about);
  await settled(cloudformation, StackName);
  await cloudformation.deleteChangeSet(about);
  await cloudformation.createChangeSet({ ...about, TemplateBody: bad });
  await cloudformation.executeChangeSet(about);
  expect(await settled(cloudformation, StackName)).toMatchObject({ StackStatus: 'UPDATE_ROLLBACK_COMPLETE' });
  expect((await cloudformation.describeChangeSet(about)).ExecutionStatus).toBe('EXECUTE_FAILED');
  await cloudformation.deleteChangeSet(about);
  await cloudformation.createChangeSet({ ...about, TemplateBody: body({ B: { DisplayName: 'b' } }) });
  await cloudformation.executeChangeSet(about);
  expect(await settled(cloudformation, StackName)).toMatchObject({ StackStatus: 'UPDATE_COMPLETE' });
});

it('the same request again is answered with the change set that it made; another one is refused, until it was executed', async () => {
  const StackName = 'again';
  const asked = {
    ...{ StackName, ChangeSetName: 'release', ChangeSetType: 'CREATE' as const, ClientToken: 'token' },
    TemplateBody: body({ A: {} }),
  };
  const { Id } = await cloudformation.createChangeSet(asked);
  expect((await cloudformation.createChangeSet(asked)).Id).toBe(Id);
  const refusal = (attribute: string) => ({
    name: 'AlreadyExistsException',
    message: `ChangeSet release cannot be created due to a mismatch with existing attribute ${attribute}`,
  });
  await expect(cloudformation.createChangeSet({ ...asked, ClientToken: 'other' })).rejects.toMatchObject(
    refusal('ClientToken'),
  );
  await expect(cloudformation.createChangeSet({ ...asked, TemplateBody: body({ B: {} }) })).rejects.toMatchObject(
    refusal('Template'),
  );
  await cloudformation.executeChangeSet({ StackName, ChangeSetName: 'release' });
  await settled(cloudformation, StackName);
  const same = { ...asked, ChangeSetName: 'same', ChangeSetType: 'UPDATE' as const };
  const failed = await cloudformation.createChangeSet({ ...same, Description: 'at one' });
  expect((await cloudformation.createChangeSet({ ...same, Description: 'at one' })).Id).toBe(failed.Id);
  expect((await cloudformation.createChangeSet({ ...same, Description: 'at two' })).Id).not.toBe(failed.Id);
  const update = { ...asked, ChangeSetType: 'UPDATE' as const, TemplateBody: body({ B: {} }) };
  expect((await cloudformation.createChangeSet(update)).Id).not.toBe(Id);
  await cloudformation.executeChangeSet({ StackName, ChangeSetName: 'release' });
  expect((await settled(cloudformation, StackName)).StackStatus).toBe('UPDATE_COMPLETE');
  const { Id: next } = await cloudformation.createChangeSet(update);
  expect((await cloudformation.describeChangeSet({ ChangeSetName: next ?? '' })).Status).toBe('FAILED');
});
