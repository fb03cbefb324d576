import type { DescribeInstanceAttributeCommand, InstanceAttribute } from '@aws-sdk/client-ec2';
import { operation } from '../../../gateway/operation.ts';
import { dryRun, notHere } from '../errors.ts';
import { visibleInstances } from '../existing-instances.ts';
import type { Parts } from '../parts.ts';
import type { Instance } from '../rules/instance.ts';

const ATTRIBUTES: Readonly<Record<string, (instance: Instance) => InstanceAttribute>> = {
  // Nobody can have it otherwise: instances are not protected from being stopped.
  disableApiStop: () => ({ DisableApiStop: { Value: false } }),
  disableApiTermination: ({ isProtected }) => ({ DisableApiTermination: { Value: isProtected } }),
  groupSet: ({ securityGroupIds }) => ({
    Groups: securityGroupIds.map((id) => ({ GroupId: id, GroupName: id })),
  }),
  instanceInitiatedShutdownBehavior: ({ shutdownBehavior }) => ({
    InstanceInitiatedShutdownBehavior: { Value: shutdownBehavior },
  }),
  instanceType: ({ type }) => ({ InstanceType: { Value: type } }),
  sourceDestCheck: () => ({ SourceDestCheck: { Value: true } }),
  userData: ({ userData }) => ({ UserData: userData === undefined ? {} : { Value: userData } }),
};

export const describeInstanceAttribute = operation<DescribeInstanceAttributeCommand, Parts>(
  'DescribeInstanceAttribute',
  async ({ Attribute, DryRun, InstanceId }, parts) => {
    const read = Object.hasOwn(ATTRIBUTES, Attribute) ? ATTRIBUTES[Attribute] : undefined;
    if (!read) throw notHere(`The attribute ${Attribute} of an instance`);
    const [instance] = await visibleInstances(parts.database, parts, [InstanceId]);
    if (DryRun) throw dryRun();
    return { InstanceId, ...(instance ? read(instance) : {}) };
  },
);
