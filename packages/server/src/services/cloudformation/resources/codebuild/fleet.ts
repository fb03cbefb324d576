import type { CreateFleetCommandInput, Fleet, UpdateFleetCommandInput } from '@aws-sdk/client-codebuild';
import type { Json, JsonObject } from '@codeyard/engine/template/parse-template';
import { unlessGone } from '../calls.ts';
import {
  DONE,
  type Progress,
  type ResourceCall,
  ResourceFailure,
  type ResourceType,
  textOf,
} from '../resource-type.ts';
import { tagsOf } from '../tags.ts';
import { spellValues } from './spell-values.ts';

/** What becomes of a property that an update takes away: UpdateFleet leaves alone what it is not told. */
const DEFAULTS: Readonly<Record<string, Json>> = {
  ...{ FleetProxyConfiguration: {}, FleetVpcConfig: {}, OverflowBehavior: 'QUEUE', ScalingConfiguration: {} },
};
const REQUIRED = ['BaseCapacity', 'ComputeType', 'EnvironmentType'];
const MEMBERS = [...REQUIRED, ...Object.keys(DEFAULTS), 'ComputeConfiguration', 'FleetServiceRole', 'ImageId'];
/** The API's names of what the template has others for. */
const RENAMED: Readonly<Record<string, string>> = {
  ...{ FleetProxyConfiguration: 'ProxyConfiguration', FleetVpcConfig: 'VpcConfig' },
};
const LONGEST_NAME = 128;
const LOOK_AGAIN_MS = 1_000;

const nameOf = (call: ResourceCall) => textOf(call.properties.Name) ?? call.newName({ longest: LONGEST_NAME });

/**
 * It is known by its ARN, and made once its machines are there.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-codebuild-fleet.html
 */
export const fleet: ResourceType = {
  type: 'AWS::CodeBuild::Fleet',
  properties: {
    ...Object.fromEntries([...MEMBERS, 'Tags'].map((name) => [name, 'updates' as const])),
    Name: 'replaces',
  },
  required: REQUIRED,
  attributes: ['Arn'],
  nameProperty: 'Name',
  request: (call) => ({ client: 'codebuild', operation: 'CreateFleet', input: inputOf(call) }),
  async create(call) {
    const arn = textOf(call.memo?.arn) ?? (await make(call));
    return await settle(call, arn);
  },
  async read({ aws, physicalId }) {
    const { fleets = [] } = await aws.codebuild.batchGetFleets({ names: [physicalId] });
    return fleets[0] && !isGoing(fleets[0]) ? { Arn: physicalId } : undefined;
  },
  foresee: (attribute, { physicalId }) => (attribute === 'Arn' ? physicalId : undefined),
  async update(call) {
    const { aws, changed, physicalId, properties } = call;
    if (call.memo?.arn === undefined) {
      const gone = [...changed].filter((name) => properties[name] === undefined && name in DEFAULTS);
      const taken = Object.fromEntries(gone.map((name) => [name, DEFAULTS[name] ?? null]));
      const value = { ...definitionOf(call, { ...properties, ...taken }), Arn: physicalId };
      await aws.codebuild.updateFleet(call.fit<UpdateFleetCommandInput>('codebuild', 'UpdateFleet', value));
    }
    return await settle(call, physicalId);
  },
  /** Builds that run on it go on, and it goes after them. */
  async delete(call) {
    await call.aws.codebuild.deleteFleet({ arn: call.physicalId });
    const isThere = await find(call, call.physicalId);
    return isThere ? { state: 'waiting', memo: {}, afterMs: LOOK_AGAIN_MS } : DONE;
  },
};

const isGoing = ({ status }: Fleet) => status?.statusCode === 'PENDING_DELETION' || status?.statusCode === 'DELETING';

async function make(call: ResourceCall): Promise<string> {
  const input = inputOf(call);
  const create = () => call.aws.codebuild.createFleet(input);
  const made = call.isRetry ? await unlessGone('ResourceAlreadyExistsException', create) : await create();
  const arn = made?.fleet?.arn ?? (await find(call, nameOf(call)))?.arn;
  if (arn === undefined) throw new ResourceFailure('CodeBuild did not tell the ARN of the fleet.');
  return arn;
}

async function find({ aws }: Pick<ResourceCall, 'aws'>, nameOrArn: string): Promise<Fleet | undefined> {
  return (await aws.codebuild.batchGetFleets({ names: [nameOrArn] })).fleets?.[0];
}

/** A fleet without enough capacity goes on trying, and so does its stack. */
async function settle(call: ResourceCall, arn: string): Promise<Progress> {
  const { statusCode, message } = (await find(call, arn))?.status ?? {};
  if (statusCode === 'ACTIVE') return { state: 'done', physicalId: arn };
  if (statusCode === 'CREATE_FAILED') throw new ResourceFailure(message ?? 'The fleet could not be created.');
  return { state: 'waiting', memo: { arn }, afterMs: LOOK_AGAIN_MS, physicalId: arn };
}

function definitionOf(call: ResourceCall, properties: JsonObject): JsonObject {
  const members = MEMBERS.flatMap((name) => {
    const value = properties[name];
    return value === undefined ? [] : [[RENAMED[name] ?? name, value] as const];
  });
  return { ...(spellValues(Object.fromEntries(members)) as JsonObject), Tags: tagsOf(call) as unknown as Json };
}

function inputOf(call: ResourceCall): CreateFleetCommandInput {
  const value = { ...definitionOf(call, call.properties), Name: nameOf(call) };
  return call.fit<CreateFleetCommandInput>('codebuild', 'CreateFleet', value);
}
