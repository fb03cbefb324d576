import type { CreateStateMachineCommandInput, UpdateStateMachineCommandInput } from '@aws-sdk/client-sfn';
import type { Json, JsonObject } from '@codeyard/engine/template/parse-template';
import { deleteOnce, unlessGone } from '../calls.ts';
import { DONE, type ResourceCall, type ResourceType, textOf } from '../resource-type.ts';
import { readDefinition } from './read-definition.ts';
import { apiTags, changeTags } from './tags.ts';

const POLL_MS = 2_000;

const DEFINITION = ['Definition', 'DefinitionString', 'DefinitionS3Location', 'DefinitionSubstitutions'];

/** What becomes of a setting that an update takes away: UpdateStateMachine leaves alone what it is not told. */
const DEFAULTS: Readonly<Record<string, Json>> = {
  EncryptionConfiguration: { Type: 'AWS_OWNED_KEY' },
  LoggingConfiguration: { Level: 'OFF', IncludeExecutionData: false },
  TracingConfiguration: { Enabled: false },
};
const SETTINGS = ['RoleArn', ...Object.keys(DEFAULTS)];

const nameOf = (call: ResourceCall) => textOf(call.properties.StateMachineName) ?? call.newName({ longest: 80 });
const arnOf = (call: ResourceCall) =>
  `arn:aws:states:${call.stack.region}:${call.stack.account}:stateMachine:${nameOf(call)}`;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html */
export const stateMachine: ResourceType = {
  type: 'AWS::StepFunctions::StateMachine',
  properties: {
    ...Object.fromEntries([...DEFINITION, ...SETTINGS, 'Tags'].map((name) => [name, 'updates' as const])),
    ...{ StateMachineName: 'replaces', StateMachineType: 'replaces' },
  },
  required: ['RoleArn'],
  attributes: ['Arn', 'Name', 'StateMachineRevisionId'],
  nameProperty: 'StateMachineName',
  identify: arnOf,
  async create(call) {
    // Making a state machine that is there with the same definition answers it.
    const { StateMachineType } = call.properties;
    const value = {
      ...settingsOf(call.properties),
      ...{ Name: nameOf(call), Definition: await readDefinition(call), Tags: apiTags(call) as unknown as Json },
      ...(StateMachineType === undefined ? {} : { Type: StateMachineType }),
    };
    const input = call.fit<CreateStateMachineCommandInput>('sfn', 'CreateStateMachine', value);
    await call.aws.stepfunctions.createStateMachine(input);
    return DONE;
  },
  async read({ aws, physicalId: stateMachineArn }) {
    const found = await unlessGone('StateMachineDoesNotExist', () =>
      aws.stepfunctions.describeStateMachine({ stateMachineArn }),
    );
    if (!found || found.status === 'DELETING') return undefined;
    // AWS names the revision of a machine that never changed so.
    const StateMachineRevisionId = found.revisionId ?? 'INITIAL';
    return { Arn: stateMachineArn, Name: found.name ?? '', StateMachineRevisionId };
  },
  async update(call) {
    const { changed, physicalId, properties } = call;
    const settings = [...DEFINITION, ...SETTINGS];
    if (settings.some((name) => changed.has(name))) {
      const gone = [...changed].filter((name) => properties[name] === undefined && name in DEFAULTS);
      const value = {
        ...Object.fromEntries(gone.map((name) => [name, DEFAULTS[name] ?? null])),
        ...settingsOf(properties),
        ...{ StateMachineArn: physicalId, Definition: await readDefinition(call) },
      };
      const input = call.fit<UpdateStateMachineCommandInput>('sfn', 'UpdateStateMachine', value);
      await call.aws.stepfunctions.updateStateMachine(input);
    }
    if (changed.has('Tags')) await changeTags(call);
    return DONE;
  },
  async delete({ aws, physicalId: stateMachineArn }) {
    const machine = { stateMachineArn };
    await deleteOnce('StateMachineDoesNotExist', () => aws.stepfunctions.deleteStateMachine(machine));
    // Executions that run may keep it for a while.
    const left = await unlessGone('StateMachineDoesNotExist', () => aws.stepfunctions.describeStateMachine(machine));
    return left ? { state: 'waiting', memo: {}, afterMs: POLL_MS } : DONE;
  },
};

const settingsOf = (properties: JsonObject): JsonObject =>
  Object.fromEntries(
    SETTINGS.filter((name) => properties[name] !== undefined).map((name) => [name, properties[name] ?? null]),
  );
