import type { PutFunctionEventInvokeConfigCommandInput } from '@aws-sdk/client-lambda';
import { deleteOnce, unlessGone } from '../calls.ts';
import { DONE, type ResourceCall, type ResourceType, textOf } from '../resource-type.ts';

const GONE = 'ResourceNotFoundException';
const placeOf = ({ properties }: ResourceCall) => ({
  FunctionName: textOf(properties.FunctionName) ?? '',
  Qualifier: textOf(properties.Qualifier) ?? '',
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventinvokeconfig.html */
export const eventInvokeConfig: ResourceType = {
  type: 'AWS::Lambda::EventInvokeConfig',
  properties: {
    ...{ DestinationConfig: 'updates', FunctionName: 'replaces', MaximumEventAgeInSeconds: 'updates' },
    ...{ MaximumRetryAttempts: 'updates', Qualifier: 'replaces' },
  },
  required: ['FunctionName', 'Qualifier'],
  attributes: [],
  identify(call) {
    const { FunctionName, Qualifier } = placeOf(call);
    return `${FunctionName}|${Qualifier}`;
  },
  create: put,
  async read(call) {
    const found = await unlessGone(GONE, () => call.aws.lambda.getFunctionEventInvokeConfig(placeOf(call)));
    return found && {};
  },
  update: put,
  async delete(call) {
    return await deleteOnce(GONE, () => call.aws.lambda.deleteFunctionEventInvokeConfig(placeOf(call)));
  },
};

/** Replaces all that there is. */
async function put(call: ResourceCall) {
  const input = call.fit<PutFunctionEventInvokeConfigCommandInput>(
    'lambda',
    'PutFunctionEventInvokeConfig',
    call.properties,
  );
  await call.aws.lambda.putFunctionEventInvokeConfig(input);
  return DONE;
}
