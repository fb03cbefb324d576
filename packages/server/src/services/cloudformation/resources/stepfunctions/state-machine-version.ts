import type { PublishStateMachineVersionCommandInput } from '@aws-sdk/client-sfn';
import { deleteOnce, unlessGone } from '../calls.ts';
import { type ResourceCall, ResourceFailure, type ResourceType, textOf } from '../resource-type.ts';

const GONE = ['StateMachineDoesNotExist', 'ResourceNotFound'];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachineversion.html */
export const stateMachineVersion: ResourceType = {
  type: 'AWS::StepFunctions::StateMachineVersion',
  properties: { Description: 'replaces', StateMachineArn: 'replaces', StateMachineRevisionId: 'replaces' },
  required: ['StateMachineArn'],
  attributes: ['Arn'],
  async create(call) {
    const { StateMachineRevisionId, ...rest } = call.properties;
    const value = {
      ...rest,
      ...(StateMachineRevisionId === undefined ? {} : { RevisionId: StateMachineRevisionId }),
    };
    const input = call.fit<PublishStateMachineVersionCommandInput>('sfn', 'PublishStateMachineVersion', value);
    const before = call.isRetry ? [] : await versionsOf(call);
    // A revision that has a version already is not published again: its version is answered.
    const { stateMachineVersionArn: physicalId = '' } = await call.aws.stepfunctions.publishStateMachineVersion(input);
    if (before.includes(physicalId))
      throw new ResourceFailure(`The state machine as it is has a version already: ${physicalId}`);
    return { state: 'done', physicalId };
  },
  async read({ aws, physicalId: stateMachineArn }) {
    const found = await unlessGone(GONE, () => aws.stepfunctions.describeStateMachine({ stateMachineArn }));
    return found && { Arn: stateMachineArn };
  },
  async delete({ aws, physicalId: stateMachineVersionArn }) {
    return await deleteOnce(GONE, () => aws.stepfunctions.deleteStateMachineVersion({ stateMachineVersionArn }));
  },
};

async function versionsOf({ aws, properties }: ResourceCall): Promise<string[]> {
  const stateMachineArn = textOf(properties.StateMachineArn) ?? '';
  const versions: string[] = [];
  let nextToken: string | undefined;
  do {
    const more = nextToken === undefined ? {} : { nextToken };
    const page = await aws.stepfunctions.listStateMachineVersions({ stateMachineArn, ...more });
    versions.push(...(page.stateMachineVersions ?? []).map((version) => version.stateMachineVersionArn ?? ''));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return versions;
}
