import type {
  CreateFunctionCommandInput,
  UpdateFunctionCodeCommandInput,
  UpdateFunctionConfigurationCommandInput,
} from '@aws-sdk/client-lambda';
import { asObject, type JsonObject } from '@codeyard/engine/template/parse-template';
import { deleteOnce, makeOnce, unlessGone } from '../calls.ts';
import {
  DONE,
  type ExistingCall,
  type Progress,
  type ResourceCall,
  ResourceFailure,
  type ResourceType,
  textOf,
  type UpdateCall,
} from '../resource-type.ts';
import { previousTags, removedTags, tagMap, tagsOf } from '../tags.ts';
import { zipInlineCode } from './inline-code.ts';

const GONE = 'ResourceNotFoundException';
const WAIT_MS = 1_000;

/** What UpdateFunctionConfiguration changes, and what each is when a template does not say it. */
const settingsWithout = (name: string): JsonObject => ({
  Description: '',
  Timeout: 3,
  MemorySize: 128,
  Environment: { Variables: {} },
  DeadLetterConfig: { TargetArn: '' },
  TracingConfig: { Mode: 'PassThrough' },
  VpcConfig: { SubnetIds: [], SecurityGroupIds: [] },
  Layers: [],
  FileSystemConfigs: [],
  KMSKeyArn: '',
  EphemeralStorage: { Size: 512 },
  SnapStart: { ApplyOn: 'None' },
  LoggingConfig: { LogFormat: 'Text', LogGroup: `/aws/lambda/${name}` },
});

/** Properties that are settings by the same name, all of them. */
const SETTINGS = [
  ...[
    'Description',
    'Timeout',
    'MemorySize',
    'Environment',
    'DeadLetterConfig',
    'TracingConfig',
    'VpcConfig',
    'Layers',
  ],
  ...['FileSystemConfigs', 'KmsKeyArn', 'EphemeralStorage', 'SnapStart', 'LoggingConfig', 'Role', 'Handler', 'Runtime'],
  ...['ImageConfig', 'CapacityProviderConfig', 'DurableConfig'],
];

/** Only of functions on capacity providers, which there are none of. */
const NOT_HERE = ['FunctionScalingConfig', 'PublishToLatestPublished'];

const nameOf = (call: ResourceCall) => textOf(call.properties.FunctionName) ?? call.newName({ longest: 64 });
const pick = (properties: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(names.flatMap((name) => (properties[name] === undefined ? [] : [[name, properties[name]]])));

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html */
export const lambdaFunction: ResourceType = {
  type: 'AWS::Lambda::Function',
  properties: {
    ...{
      Architectures: 'updates',
      CapacityProviderConfig: 'updates',
      Code: 'updates',
      CodeSigningConfigArn: 'updates',
    },
    ...{ DeadLetterConfig: 'updates', Description: 'updates', DurableConfig: 'updates', Environment: 'updates' },
    ...{ EphemeralStorage: 'updates', FileSystemConfigs: 'updates', FunctionName: 'replaces' },
    ...{ FunctionScalingConfig: 'updates', Handler: 'updates', ImageConfig: 'updates', KmsKeyArn: 'updates' },
    ...{ Layers: 'updates', LoggingConfig: 'updates', MemorySize: 'updates', PackageType: 'replaces' },
    ...{ PublishToLatestPublished: 'updates', RecursiveLoop: 'updates', ReservedConcurrentExecutions: 'updates' },
    ...{ Role: 'updates', Runtime: 'updates', RuntimeManagementConfig: 'updates', SnapStart: 'updates' },
    ...{
      Tags: 'updates',
      TenancyConfig: 'replaces',
      Timeout: 'updates',
      TracingConfig: 'updates',
      VpcConfig: 'updates',
    },
  },
  required: ['Code', 'Role'],
  attributes: ['Arn', 'SnapStartResponse.ApplyOn', 'SnapStartResponse.OptimizationStatus'],
  nameProperty: 'FunctionName',
  identify: nameOf,
  async create(call) {
    const { aws, properties, memo } = call;
    if (memo) return await untilReady({ ...call, physicalId: nameOf(call) }, memo);
    refuseUnknown(properties);
    const Code = codeOf(properties);
    const isImage = Code.ImageUri !== undefined;
    const others = pick(properties, ['Architectures', 'PackageType', 'CodeSigningConfigArn', 'TenancyConfig']);
    const value = {
      ...{ FunctionName: nameOf(call), ...pick(properties, SETTINGS), Tags: tagMap(call), Code },
      ...(isImage ? { PackageType: 'Image' } : {}),
      ...others,
    };
    const input = call.fit<CreateFunctionCommandInput>('lambda', 'CreateFunction', value);
    await makeOnce(call, 'ResourceConflictException', () => aws.lambda.createFunction(input));
    const existing = { ...call, physicalId: nameOf(call) };
    if (properties.ReservedConcurrentExecutions !== undefined) await reserve(existing);
    return await untilReady(existing, {});
  },
  async read({ aws, physicalId: FunctionName }) {
    const found = await unlessGone(GONE, () => aws.lambda.getFunctionConfiguration({ FunctionName }));
    return (
      found && {
        Arn: found.FunctionArn ?? '',
        'SnapStartResponse.ApplyOn': found.SnapStart?.ApplyOn ?? 'None',
        'SnapStartResponse.OptimizationStatus': found.SnapStart?.OptimizationStatus ?? 'Off',
      }
    );
  },
  async update(call) {
    const steps = [configure, replaceCode, changeRest];
    const taken = Number(call.memo?.taken ?? 0);
    if (taken === 0) refuseUnknown(call.properties);
    for (const [at, step] of steps.entries()) {
      if (at < taken) continue;
      // AWS takes one change at a time.
      if (await isBusy(call)) return { state: 'waiting', memo: { taken: at }, afterMs: WAIT_MS };
      await step(call);
    }
    return await untilReady(call, { taken: steps.length });
  },
  async delete({ aws, physicalId: FunctionName }) {
    return await deleteOnce(GONE, () => aws.lambda.deleteFunction({ FunctionName }));
  },
};

function refuseUnknown(properties: JsonObject): void {
  for (const name of NOT_HERE)
    if (properties[name] !== undefined)
      throw new ResourceFailure(`The property ${name} of a function is not implemented by Codeyard yet`);
}

/** The members of the code as the API has them: a source text is zipped. */
function codeOf({ Code, Runtime }: JsonObject): JsonObject {
  const { ZipFile, ...rest } = asObject(Code);
  if (ZipFile === undefined) return rest;
  return { ...rest, ZipFile: zipInlineCode(textOf(ZipFile) ?? '', textOf(Runtime) ?? '').toString('base64') };
}

async function configure(call: UpdateCall): Promise<void> {
  const { aws, changed, physicalId: FunctionName, properties } = call;
  if (!SETTINGS.some((name) => changed.has(name))) return;
  const defaults = settingsWithout(FunctionName);
  const { LoggingConfig, KmsKeyArn, ...settings } = pick(properties, SETTINGS);
  const value = {
    ...{ ...defaults, ...settings, FunctionName },
    ...(KmsKeyArn === undefined ? {} : { KMSKeyArn: KmsKeyArn }),
    LoggingConfig: { ...asObject(defaults.LoggingConfig), ...asObject(LoggingConfig) },
  };
  await aws.lambda.updateFunctionConfiguration(
    call.fit<UpdateFunctionConfigurationCommandInput>('lambda', 'UpdateFunctionConfiguration', value),
  );
}

async function replaceCode(call: UpdateCall): Promise<void> {
  const { aws, changed, physicalId: FunctionName, properties } = call;
  // The file that a source text becomes has its name by the runtime.
  const isNamedAnew = changed.has('Runtime') && asObject(properties.Code).ZipFile !== undefined;
  if (!changed.has('Code') && !changed.has('Architectures') && !isNamedAnew) return;
  const { Architectures = ['x86_64'] } = properties;
  const value = { ...codeOf(properties), FunctionName, Architectures };
  await aws.lambda.updateFunctionCode(call.fit<UpdateFunctionCodeCommandInput>('lambda', 'UpdateFunctionCode', value));
}

async function changeRest(call: UpdateCall): Promise<void> {
  const { aws, changed, previous, physicalId: FunctionName, properties } = call;
  if (changed.has('CodeSigningConfigArn') && properties.CodeSigningConfigArn !== undefined)
    await aws.lambda.putFunctionCodeSigningConfig({
      FunctionName,
      CodeSigningConfigArn: textOf(properties.CodeSigningConfigArn),
    });
  if (changed.has('ReservedConcurrentExecutions')) {
    if (properties.ReservedConcurrentExecutions !== undefined) await reserve(call);
    else await aws.lambda.deleteFunctionConcurrency({ FunctionName });
  }
  if (!changed.has('Tags')) return;
  const Resource = String((await lambdaFunction.read(call))?.Arn ?? '');
  const TagKeys = removedTags(previousTags(previous), tagsOf(call));
  if (TagKeys.length > 0) await aws.lambda.untagResource({ Resource, TagKeys });
  const Tags = tagMap(call);
  if (Object.keys(Tags).length > 0) await aws.lambda.tagResource({ Resource, Tags });
}

async function reserve({ aws, properties, physicalId: FunctionName }: ExistingCall): Promise<void> {
  const text = textOf(properties.ReservedConcurrentExecutions) ?? '';
  if (!/^\d+$/.test(text)) throw new ResourceFailure(`ReservedConcurrentExecutions is no whole number: ${text}`);
  await aws.lambda.putFunctionConcurrency({ FunctionName, ReservedConcurrentExecutions: Number(text) });
}

async function isBusy({ aws, physicalId: FunctionName }: ExistingCall): Promise<boolean> {
  const { State, LastUpdateStatus } = await aws.lambda.getFunctionConfiguration({ FunctionName });
  return State === 'Pending' || LastUpdateStatus === 'InProgress';
}

async function untilReady(call: ExistingCall, memo: JsonObject): Promise<Progress> {
  if (await isBusy(call)) return { state: 'waiting', memo, afterMs: WAIT_MS };
  const found = await call.aws.lambda.getFunctionConfiguration({ FunctionName: call.physicalId });
  if (found.State === 'Failed') throw new ResourceFailure(found.StateReason ?? 'The function failed');
  if (found.LastUpdateStatus === 'Failed')
    throw new ResourceFailure(found.LastUpdateStatusReason ?? 'The update of the function failed');
  return DONE;
}
