import type { _InstanceType, FleetData } from '@aws-sdk/client-ec2';
import { tagList } from './rules/describe-instance.ts';
import type { Tags } from './rules/filters.ts';
import type { Fleet, Override } from './store/fleets.ts';

const overrideOf = ({ templateId, version, instanceType, subnetId, zone }: Override) => ({
  LaunchTemplateSpecification: { LaunchTemplateId: templateId, Version: version },
  Overrides: {
    InstanceType: instanceType as _InstanceType,
    ...(subnetId ? { SubnetId: subnetId } : {}),
    ...(zone ? { AvailabilityZone: zone } : {}),
  },
});

export const describeLaunchErrors = ({ errors }: Fleet) =>
  errors.map(({ override, lifecycle, code, message }) => ({
    LaunchTemplateAndOverrides: overrideOf(override),
    Lifecycle: lifecycle,
    ErrorCode: code,
    ErrorMessage: message,
  }));

export const describeLaunches = ({ launches }: Fleet) =>
  launches.map(({ override, lifecycle, instanceIds }) => ({
    LaunchTemplateAndOverrides: overrideOf(override),
    Lifecycle: lifecycle,
    InstanceIds: [...instanceIds],
    InstanceType: override.instanceType as _InstanceType,
  }));

export const describeFleet = (fleet: Fleet, tags: Tags): FleetData => ({
  FleetId: fleet.id,
  FleetState: fleet.state,
  Type: 'instant',
  CreateTime: new Date(fleet.createdAt),
  ActivityStatus: fleet.errors.length > 0 ? 'error' : 'fulfilled',
  ...(fleet.clientToken ? { ClientToken: fleet.clientToken } : {}),
  TargetCapacitySpecification: {
    TotalTargetCapacity: fleet.totalTarget,
    OnDemandTargetCapacity: fleet.onDemandTarget,
    SpotTargetCapacity: fleet.spotTarget,
    DefaultTargetCapacityType: fleet.defaultTarget,
  },
  FulfilledCapacity: fleet.launches.reduce((count, { instanceIds }) => count + instanceIds.length, 0),
  FulfilledOnDemandCapacity: fleet.launches
    .filter(({ lifecycle }) => lifecycle === 'on-demand')
    .reduce((count, { instanceIds }) => count + instanceIds.length, 0),
  Errors: describeLaunchErrors(fleet),
  Instances: describeLaunches(fleet),
  Tags: tagList(tags),
});
