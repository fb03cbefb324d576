import type { CreateStateMachineAliasCommandInput, RoutingConfigurationListItem } from '@aws-sdk/client-sfn';
import { asObject, type Json } from '@codeyard/engine/template/parse-template';
import { deleteOnce, makeOnce, unlessGone } from '../calls.ts';
import { DONE, type ResourceCall, ResourceFailure, type ResourceType, textOf } from '../resource-type.ts';
import { preferenceOf, shiftTraffic } from './shift-traffic.ts';

const GONE = ['StateMachineDoesNotExist', 'ResourceNotFound'];

/** Of the state machine that the alias's versions belong to. */
function arnOf(call: ResourceCall): string {
  const { Name, RoutingConfiguration, DeploymentPreference } = call.properties;
  const [route] = Array.isArray(RoutingConfiguration) ? RoutingConfiguration : [];
  const version = asObject(route ?? DeploymentPreference).StateMachineVersionArn;
  const name = textOf(Name) ?? call.newName({ longest: 80 });
  return `${(textOf(version) ?? '').replace(/:[^:]*$/, '')}:${name}`;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachinealias.html */
export const stateMachineAlias: ResourceType = {
  type: 'AWS::StepFunctions::StateMachineAlias',
  properties: {
    ...{ DeploymentPreference: 'updates', Description: 'updates', RoutingConfiguration: 'updates' },
    ...{ Name: 'replaces', StateMachineArn: 'replaces' },
  },
  attributes: ['Arn'],
  nameProperty: 'Name',
  identify: arnOf,
  async create(call) {
    const { aws } = call;
    const name = arnOf(call).split(':').at(-1) ?? '';
    const input = aliasOf(call, name);
    await makeOnce(call, 'ConflictException', () => aws.stepfunctions.createStateMachineAlias(input));
    return DONE;
  },
  async read({ aws, physicalId: stateMachineAliasArn }) {
    const found = await unlessGone(GONE, () => aws.stepfunctions.describeStateMachineAlias({ stateMachineAliasArn }));
    return found && { Arn: stateMachineAliasArn };
  },
  async update(call) {
    const { aws, changed, physicalId: stateMachineAliasArn, properties } = call;
    const { description = '', routingConfiguration } = aliasOf(call, 'name');
    const isGradual = properties.DeploymentPreference !== undefined;
    await aws.stepfunctions.updateStateMachineAlias({
      stateMachineAliasArn,
      ...(changed.has('Description') ? { description } : {}),
      ...(isGradual ? {} : { routingConfiguration }),
    });
    return isGradual ? await shiftTraffic(call) : DONE;
  },
  async delete({ aws, physicalId: stateMachineAliasArn }) {
    return await deleteOnce(GONE, () => aws.stepfunctions.deleteStateMachineAlias({ stateMachineAliasArn }));
  },
};

/** As it is when it is made: what is to be shifted to gradually later gets everything at first. */
function aliasOf(call: ResourceCall, name: string): CreateStateMachineAliasCommandInput {
  const { DeploymentPreference, RoutingConfiguration, Description } = call.properties;
  if ((DeploymentPreference === undefined) === (RoutingConfiguration === undefined))
    throw new ResourceFailure('Exactly one of RoutingConfiguration and DeploymentPreference must be given');
  const routes: Json = RoutingConfiguration ?? [
    { StateMachineVersionArn: preferenceOf(call.properties).target, Weight: 100 },
  ];
  const value = {
    ...{ Name: name, RoutingConfiguration: routes },
    ...(Description === undefined ? {} : { Description }),
  };
  return call.fit<CreateStateMachineAliasCommandInput & { routingConfiguration: RoutingConfigurationListItem[] }>(
    'sfn',
    'CreateStateMachineAlias',
    value,
  );
}
