import type { CreateAliasCommandInput, UpdateAliasCommandInput } from '@aws-sdk/client-lambda';
import { asObject, type JsonObject } from '@codeyard/engine/template/parse-template';
import { deleteOnce, makeOnce, unlessGone } from '../calls.ts';
import { DONE, type ResourceCall, ResourceFailure, type ResourceType, textOf } from '../resource-type.ts';
import { functionNameOf } from './function-names.ts';

const GONE = 'ResourceNotFoundException';
const functionOf = ({ properties }: ResourceCall) => functionNameOf(textOf(properties.FunctionName) ?? '');
const nameOf = ({ properties }: ResourceCall) => textOf(properties.Name) ?? '';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-alias.html */
export const alias: ResourceType = {
  type: 'AWS::Lambda::Alias',
  properties: {
    ...{ Description: 'updates', FunctionName: 'replaces', FunctionVersion: 'updates', Name: 'replaces' },
    ...{ ProvisionedConcurrencyConfig: 'updates', RoutingConfig: 'updates' },
  },
  required: ['FunctionName', 'FunctionVersion', 'Name'],
  attributes: ['AliasArn'],
  nameProperty: 'Name',
  identify(call) {
    const { region, account } = call.stack;
    return `arn:aws:lambda:${region}:${account}:function:${functionOf(call)}:${nameOf(call)}`;
  },
  async create(call) {
    const input = call.fit<CreateAliasCommandInput>('lambda', 'CreateAlias', aliasInput(call));
    return await makeOnce(call, 'ResourceConflictException', () => call.aws.lambda.createAlias(input));
  },
  async read(call) {
    const named = { FunctionName: functionOf(call), Name: nameOf(call) };
    const found = await unlessGone(GONE, () => call.aws.lambda.getAlias(named));
    return found && { AliasArn: found.AliasArn ?? '' };
  },
  async update(call) {
    const value = { Description: '', ...aliasInput(call) };
    await call.aws.lambda.updateAlias(call.fit<UpdateAliasCommandInput>('lambda', 'UpdateAlias', value));
    return DONE;
  },
  async delete(call) {
    const named = { FunctionName: functionOf(call), Name: nameOf(call) };
    return await deleteOnce(GONE, () => call.aws.lambda.deleteAlias(named));
  },
};

function aliasInput(call: ResourceCall): JsonObject {
  const { ProvisionedConcurrencyConfig, RoutingConfig, ...rest } = call.properties;
  if (ProvisionedConcurrencyConfig !== undefined)
    throw new ResourceFailure('Provisioned concurrency of an alias is not implemented by Codeyard yet');
  const { AdditionalVersionWeights: weights = [] } = asObject(RoutingConfig);
  const AdditionalVersionWeights = Object.fromEntries(
    (Array.isArray(weights) ? weights : [weights]).map((weight) => {
      const { FunctionVersion = '', FunctionWeight = 0 } = asObject(weight);
      return [String(FunctionVersion), FunctionWeight];
    }),
  );
  return { ...rest, FunctionName: functionOf(call), RoutingConfig: { AdditionalVersionWeights } };
}
