import type { PublishVersionCommandInput } from '@aws-sdk/client-lambda';
import { deleteOnce, unlessGone } from '../calls.ts';
import { DONE, type ResourceCall, ResourceFailure, type ResourceType, textOf } from '../resource-type.ts';
import { functionNameOf } from './function-names.ts';

const GONE = 'ResourceNotFoundException';
const NOT_HERE = ['FunctionScalingConfig', 'ProvisionedConcurrencyConfig'];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-version.html */
export const version: ResourceType = {
  type: 'AWS::Lambda::Version',
  properties: {
    ...{ CodeSha256: 'replaces', Description: 'replaces', FunctionName: 'replaces', FunctionScalingConfig: 'updates' },
    ...{ ProvisionedConcurrencyConfig: 'replaces', RuntimePolicy: 'replaces' },
  },
  required: ['FunctionName'],
  attributes: ['FunctionArn', 'Version'],
  async create(call) {
    const { FunctionName = '', CodeSha256, Description } = call.properties;
    refuseUnknown(call);
    const value = {
      FunctionName: functionNameOf(textOf(FunctionName) ?? ''),
      ...(CodeSha256 === undefined ? {} : { CodeSha256 }),
      ...(Description === undefined ? {} : { Description }),
    };
    const input = call.fit<PublishVersionCommandInput>('lambda', 'PublishVersion', value);
    const before = call.isRetry ? [] : await versionsOf(call, value.FunctionName);
    const { FunctionArn = '', Version = '' } = await call.aws.lambda.publishVersion(input);
    // Publishing what has not changed answers the last version, which belongs to somebody else.
    if (before.includes(Version))
      throw new ResourceFailure(
        `A version for this Lambda function exists ( ${Version} ). Modify the function to create a new version.`,
      );
    return { ...DONE, physicalId: FunctionArn };
  },
  async read({ aws, physicalId: FunctionName }) {
    const found = await unlessGone(GONE, () => aws.lambda.getFunctionConfiguration({ FunctionName }));
    return found && { FunctionArn: found.FunctionArn ?? '', Version: found.Version ?? '' };
  },
  async update(call) {
    refuseUnknown(call);
    return DONE;
  },
  async delete({ aws, physicalId }) {
    const at = physicalId.lastIndexOf(':');
    const named = { FunctionName: physicalId.slice(0, at), Qualifier: physicalId.slice(at + 1) };
    return await deleteOnce(GONE, () => aws.lambda.deleteFunction(named));
  },
};

function refuseUnknown({ properties }: ResourceCall): void {
  for (const name of NOT_HERE)
    if (properties[name] !== undefined)
      throw new ResourceFailure(`The property ${name} of a version is not implemented by Codeyard yet`);
}

async function versionsOf({ aws }: ResourceCall, FunctionName: string): Promise<string[]> {
  const names: string[] = [];
  let Marker: string | undefined;
  do {
    const page = await aws.lambda.listVersionsByFunction({ FunctionName, Marker });
    names.push(...(page.Versions ?? []).map(({ Version = '' }) => Version));
    Marker = page.NextMarker || undefined;
  } while (Marker !== undefined);
  return names;
}
