import type { RunInstancesCommandInput } from '@aws-sdk/client-ec2';
import type { Json, JsonObject } from '@codeyard/engine/template/parse-template';
import { type ResourceCall, ResourceFailure } from '../resource-type.ts';
import { tagsOf } from '../tags.ts';

/** What RunInstances says in its placement, and by which name. */
const PLACEMENT: Readonly<Record<string, string>> = {
  ...{ Affinity: 'Affinity', AvailabilityZone: 'AvailabilityZone', HostId: 'HostId', Tenancy: 'Tenancy' },
  ...{ HostResourceGroupArn: 'HostResourceGroupArn', PlacementGroupName: 'GroupName' },
};

/** Properties that RunInstances takes otherwise than the template says them. */
const TRANSLATED: Readonly<Record<string, (value: Json) => JsonObject>> = {
  BlockDeviceMappings: (value) => ({ BlockDeviceMappings: objectsIn(value).map(deviceOf) }),
  ElasticGpuSpecifications: (value) => ({ ElasticGpuSpecification: value }),
  IamInstanceProfile: (value) => ({
    IamInstanceProfile: String(value).startsWith('arn:') ? { Arn: value } : { Name: value },
  }),
  Monitoring: (value) => ({ Monitoring: { Enabled: value } }),
  NetworkInterfaces: (value) => ({ NetworkInterfaces: objectsIn(value).map(interfaceOf) }),
};

/** Acted on after the launch, or not at all. */
const NOT_SAID = ['PropagateTagsToVolumeOnCreation', 'SourceDestCheck', 'Tags'];
const NOT_HERE = ['SsmAssociations', 'Volumes'];

const objectsIn = (value: Json): JsonObject[] => (Array.isArray(value) ? value : [value]) as JsonObject[];

/** A device that is to be left out is an empty object in templates and an empty text in the API. */
const deviceOf = ({ NoDevice, ...device }: JsonObject): JsonObject =>
  NoDevice === undefined ? device : { ...device, NoDevice: '' };

const interfaceOf = ({ GroupSet, ...rest }: JsonObject): JsonObject =>
  GroupSet === undefined ? rest : { ...rest, Groups: GroupSet };

/** The request that launches the instance. */
export function runInput(call: ResourceCall): RunInstancesCommandInput {
  const { properties, token } = call;
  if (String(properties.SourceDestCheck ?? true) !== 'true') throw notHere('SourceDestCheck');
  const placement: JsonObject = {};
  let value: JsonObject = { MinCount: 1, MaxCount: 1, ClientToken: token, TagSpecifications: tagSpecifications(call) };
  for (const [name, given] of Object.entries(properties)) {
    const isEmpty = Array.isArray(given) && given.length === 0;
    if (NOT_HERE.includes(name) && !isEmpty) throw notHere(name);
    if (NOT_HERE.includes(name) || NOT_SAID.includes(name)) continue;
    const placed = PLACEMENT[name];
    if (placed) placement[placed] = given;
    else value = { ...value, ...(TRANSLATED[name]?.(given) ?? { [name]: given }) };
  }
  if (Object.keys(placement).length > 0) value = { ...value, Placement: placement };
  return call.fit<RunInstancesCommandInput>('ec2', 'RunInstances', value);
}

export const notHere = (name: string) =>
  new ResourceFailure(`The property ${name} of an instance is not implemented by Codeyard yet`);

function tagSpecifications(call: ResourceCall): JsonObject[] {
  const Tags = tagsOf(call) as unknown as JsonObject[];
  if (Tags.length === 0) return [];
  const isForVolumes = String(call.properties.PropagateTagsToVolumeOnCreation ?? false) === 'true';
  return ['instance', ...(isForVolumes ? ['volume'] : [])].map((ResourceType) => ({ ResourceType, Tags }));
}
