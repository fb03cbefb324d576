import { S3 } from '@aws-sdk/client-s3';
import { SFN } from '@aws-sdk/client-sfn';
import type { Yard } from '../../../../../testing/start-yard.ts';
import { unlessGone } from '../../calls.ts';
import type { ResourceCase } from '../resource-case.ts';

const ROLE = 'arn:aws:iam::123456789012:role/states';
const LOG_GROUP = 'arn:aws:logs:us-east-1:123456789012:log-group:states:*';

/** Where a definition has a value put in. */
const FILLED = '$'.concat('{it}');
const waits = (seconds: number | string) => ({
  StartAt: 'Wait',
  States: { Wait: { Type: 'Wait', Seconds: seconds, End: true } },
});

async function lookAtMachine(yard: Yard, stateMachineArn: string) {
  const sfn = yard.client(SFN);
  const found = await unlessGone('StateMachineDoesNotExist', () => sfn.describeStateMachine({ stateMachineArn }));
  if (!found) return undefined;
  const { tags } = await sfn.listTagsForResource({ resourceArn: stateMachineArn });
  return { ...found, definition: JSON.parse(found.definition ?? '{}') as unknown, tags };
}

/** A state machine with versions of its own: 1, 2 and so on. */
async function makeMachine(yard: Yard, name: string, versions: number): Promise<string> {
  const sfn = yard.client(SFN);
  await sfn.deleteStateMachine({ stateMachineArn: `arn:aws:states:us-east-1:123456789012:stateMachine:${name}` });
  const made = await sfn.createStateMachine({ name, roleArn: ROLE, definition: JSON.stringify(waits(0)) });
  const stateMachineArn = made.stateMachineArn ?? '';
  for (let version = 1; version <= versions; version++)
    await sfn.updateStateMachine({ stateMachineArn, definition: JSON.stringify(waits(version)), publish: true });
  return stateMachineArn;
}

const lookAtAlias = async (yard: Yard, stateMachineAliasArn: string) =>
  await unlessGone(['ResourceNotFound', 'StateMachineDoesNotExist'], () =>
    yard.client(SFN).describeStateMachineAlias({ stateMachineAliasArn }),
  );

const versionArn = (name: string, version: number) =>
  `arn:aws:states:us-east-1:123456789012:stateMachine:${name}:${version}`;
const to = (version: number, Weight: number | string) => ({
  StateMachineVersionArn: versionArn('routed', version),
  Weight,
});
const gradually = (version: number) => ({
  ...{ StateMachineVersionArn: versionArn('shifted', version), Type: 'LINEAR', Percentage: '40', Interval: 2 },
  Alarms: ['nobody-has-it'],
});

const MACHINES: readonly ResourceCase[] = [
  {
    type: 'AWS::StepFunctions::StateMachine',
    properties: {
      ...{ RoleArn: ROLE, DefinitionSubstitutions: { it: 3 }, TracingConfiguration: { Enabled: 'true' } },
      DefinitionString: JSON.stringify(waits(FILLED)).replace(`"${FILLED}"`, FILLED),
      LoggingConfiguration: {
        ...{ Level: 'ALL', IncludeExecutionData: true },
        Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: LOG_GROUP } }],
      },
      Tags: [{ Key: 'team', Value: 'a' }],
    },
    change: {
      ...{ RoleArn: `${ROLE}-2`, DefinitionSubstitutions: { it: '4' }, Tags: [{ Key: 'group', Value: 'b' }] },
      ...{ TracingConfiguration: { Enabled: false }, LoggingConfiguration: { Level: 'OFF' } },
    },
    replacement: { StateMachineName: 'another' },
    broken: { properties: { DefinitionString: '{"StartAt":"No","States":{}}' }, reason: /Invalid State Machine/ },
    expected: {
      ...{ definition: waits(3), roleArn: ROLE, type: 'STANDARD', tracingConfiguration: { enabled: true } },
      loggingConfiguration: {
        ...{ level: 'ALL', includeExecutionData: true },
        destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: LOG_GROUP } }],
      },
      tags: [{ key: 'team', value: 'a' }],
    },
    expectedChange: {
      ...{ definition: waits(4), roleArn: `${ROLE}-2`, tracingConfiguration: { enabled: false } },
      ...{ loggingConfiguration: { level: 'OFF' }, tags: [{ key: 'group', value: 'b' }] },
    },
    look: lookAtMachine,
  },
  {
    type: 'AWS::StepFunctions::StateMachine',
    async prepare(yard) {
      const s3 = yard.client(S3);
      await s3.createBucket({ Bucket: 'definitions' });
      const Body = `StartAt: Wait\nStates:\n  Wait: { Type: Wait, Seconds: 5, End: true, Comment: "${FILLED}" }\n`;
      await s3.putObject({ Bucket: 'definitions', Key: 'wait.yaml', Body });
      return {};
    },
    properties: {
      ...{ RoleArn: ROLE, StateMachineName: 'stored', StateMachineType: 'EXPRESS' },
      ...{ DefinitionS3Location: { Bucket: 'definitions', Key: 'wait.yaml' }, DefinitionSubstitutions: { it: 'so' } },
    },
    change: {
      ...{ TracingConfiguration: { Enabled: true }, LoggingConfiguration: { Level: 'ERROR' } },
      EncryptionConfiguration: { Type: 'CUSTOMER_MANAGED_KMS_KEY', KmsKeyId: 'alias/mine' },
    },
    broken: {
      properties: { StateMachineName: 'lost', DefinitionS3Location: { Bucket: 'definitions', Key: 'no' } },
      reason: /key/,
    },
    expected: {
      ...{ name: 'stored', type: 'EXPRESS', tracingConfiguration: { enabled: false } },
      ...{ loggingConfiguration: { level: 'OFF' }, definition: { States: { Wait: { Seconds: 5, Comment: 'so' } } } },
    },
    expectedChange: {
      ...{ tracingConfiguration: { enabled: true }, loggingConfiguration: { level: 'ERROR' } },
      encryptionConfiguration: { type: 'CUSTOMER_MANAGED_KMS_KEY', kmsKeyId: 'alias/mine' },
    },
    look: lookAtMachine,
  },
  {
    type: 'AWS::StepFunctions::StateMachine',
    properties: { RoleArn: ROLE, Definition: waits(1) },
    change: { Definition: waits(2) },
    broken: { properties: { DefinitionString: '{}' }, reason: /Exactly one of/ },
    expected: { definition: waits(1) },
    expectedChange: { definition: waits(2) },
    look: lookAtMachine,
  },
];

export const STEPFUNCTIONS_CASES: readonly ResourceCase[] = [
  ...MACHINES,
  {
    type: 'AWS::StepFunctions::Activity',
    properties: { Name: 'suite-activity', Tags: [{ Key: 'team', Value: 'a' }] },
    change: { Tags: [{ Key: 'group', Value: 'b' }] },
    replacement: { Name: 'another-activity' },
    broken: { properties: { Name: 'no name' }, reason: /Invalid Name/ },
    expected: { tags: [{ key: 'team', value: 'a' }] },
    expectedChange: { tags: [{ key: 'group', value: 'b' }] },
    async look(yard, activityArn) {
      const sfn = yard.client(SFN);
      const found = await unlessGone('ActivityDoesNotExist', () => sfn.describeActivity({ activityArn }));
      const { tags } = found ? await sfn.listTagsForResource({ resourceArn: activityArn }) : {};
      return found && { ...found, tags };
    },
  },
  {
    type: 'AWS::StepFunctions::StateMachineVersion',
    prepare: async (yard) => ({ StateMachineArn: await makeMachine(yard, 'versioned', 0) }),
    properties: { Description: 'first' },
    broken: { properties: { StateMachineRevisionId: 'of-yore' }, reason: /is not the current one/ },
    expected: { description: 'first', stateMachineArn: versionArn('versioned', 1) },
    look: async (yard, stateMachineArn) =>
      await unlessGone(['ResourceNotFound', 'StateMachineDoesNotExist'], () =>
        yard.client(SFN).describeStateMachine({ stateMachineArn }),
      ),
  },
  {
    type: 'AWS::StepFunctions::StateMachineAlias',
    async prepare(yard) {
      await makeMachine(yard, 'routed', 2);
      return {};
    },
    properties: { Name: 'live', Description: 'one', RoutingConfiguration: [to(1, '100')] },
    change: { Description: 'two', RoutingConfiguration: [to(1, 30), to(2, '70')] },
    replacement: { Name: 'another' },
    broken: { properties: { Name: 'half', RoutingConfiguration: [to(1, 50)] }, reason: /add up to 100/ },
    expected: { name: 'live', description: 'one', routingConfiguration: [{ weight: 100 }] },
    expectedChange: { description: 'two', routingConfiguration: [{ weight: 30 }, { weight: 70 }] },
    look: lookAtAlias,
  },
  {
    type: 'AWS::StepFunctions::StateMachineAlias',
    needsLab: true,
    async prepare(yard) {
      await makeMachine(yard, 'shifted', 2);
      return {};
    },
    properties: { DeploymentPreference: gradually(1) },
    change: { Description: 'said', DeploymentPreference: gradually(2) },
    broken: { properties: { RoutingConfiguration: [to(1, 100)] }, reason: /Exactly one of/ },
    expected: {
      ...{ routingConfiguration: [{ stateMachineVersionArn: versionArn('shifted', 1), weight: 100 }] },
    },
    expectedChange: {
      description: 'said',
      routingConfiguration: [{ stateMachineVersionArn: versionArn('shifted', 2), weight: 100 }],
    },
    look: lookAtAlias,
  },
];
