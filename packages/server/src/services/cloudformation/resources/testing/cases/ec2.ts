import { EC2 } from '@aws-sdk/client-ec2';
import { IAM } from '@aws-sdk/client-iam';
import { expect } from 'vitest';
import type { Yard } from '../../../../../testing/start-yard.ts';
import { unlessGone } from '../../calls.ts';
import type { ResourceCase } from '../resource-case.ts';

const ImageId = 'ami-0123456789abcdef0';
const base64 = (text: string) => Buffer.from(text).toString('base64');

async function lookAtInstance(yard: Yard, InstanceId: string) {
  const ec2 = yard.client(EC2);
  const gone = 'InvalidInstanceID.NotFound';
  const found = await unlessGone(gone, () => ec2.describeInstances({ InstanceIds: [InstanceId] }));
  const described = found?.Reservations?.[0]?.Instances?.[0];
  if (!described || described.State?.Name === 'terminated') return undefined;
  const { DisableApiTermination } = await ec2.describeInstanceAttribute({
    ...{ InstanceId, Attribute: 'disableApiTermination' },
  });
  const { UserData } = await ec2.describeInstanceAttribute({ InstanceId, Attribute: 'userData' });
  const groups = described.SecurityGroups?.map(({ GroupId }) => GroupId);
  return { ...described, groups, isProtected: DisableApiTermination?.Value, userData: UserData?.Value };
}

export const EC2_CASES: readonly ResourceCase[] = [
  {
    type: 'AWS::EC2::Instance',
    async prepare(yard) {
      const iam = yard.client(IAM);
      await iam.createInstanceProfile({ InstanceProfileName: 'of-instance' }).catch(() => {});
      return { IamInstanceProfile: 'of-instance', AvailabilityZone: `${yard.region}b` };
    },
    properties: {
      ...{ ImageId, InstanceType: 't3.small', KeyName: 'mine', SecurityGroupIds: ['sg-1'], Tenancy: 'default' },
      ...{ UserData: base64('#!/bin/sh\ntrue'), Tags: [{ Key: 'Name', Value: 'builder' }], Monitoring: 'true' },
      ...{ BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { VolumeSize: '20', VolumeType: 'gp3' } }] },
      ...{
        SourceDestCheck: true,
        PropagateTagsToVolumeOnCreation: true,
        CreditSpecification: { CPUCredits: 'standard' },
      },
    },
    change: {
      ...{ InstanceType: 'm5.large', UserData: base64('#!/bin/sh\nfalse'), SecurityGroupIds: ['sg-2', 'sg-3'] },
      ...{ Tags: [{ Key: 'Name', Value: 'tester' }], DisableApiTermination: 'true' },
    },
    replacement: { ImageId: 'ami-0123456789abcdef1' },
    broken: { properties: { InstanceType: 'huge' }, reason: /huge/ },
    expected: {
      ...{ State: { Name: 'running' }, ImageId, InstanceType: 't3.small', KeyName: 'mine', groups: ['sg-1'] },
      ...{ Placement: { AvailabilityZone: expect.stringMatching(/b$/) }, isProtected: false },
      IamInstanceProfile: { Arn: expect.stringMatching(/of-instance$/) },
      ...{ userData: base64('#!/bin/sh\ntrue'), Tags: [{ Key: 'Name', Value: 'builder' }] },
    },
    expectedChange: {
      ...{ State: { Name: 'running' }, InstanceType: 'm5.large', groups: ['sg-2', 'sg-3'], isProtected: true },
      ...{ userData: base64('#!/bin/sh\nfalse'), Tags: [{ Key: 'Name', Value: 'tester' }] },
    },
    look: lookAtInstance,
  },
  {
    type: 'AWS::EC2::Instance',
    async prepare(yard) {
      const { LaunchTemplate } = await yard.client(EC2).createLaunchTemplate({
        ...{ LaunchTemplateName: `of-instance-${Date.now()}` },
        LaunchTemplateData: { ImageId, InstanceType: 'c5.large' },
      });
      return { LaunchTemplate: { LaunchTemplateId: LaunchTemplate?.LaunchTemplateId ?? '', Version: '1' } };
    },
    properties: {},
    change: { Tags: [{ Key: 'Name', Value: 'late' }], SecurityGroupIds: ['sg-9'] },
    broken: { properties: { Volumes: [{ Device: '/dev/sdb', VolumeId: 'vol-1' }] }, reason: /property Volumes/ },
    expected: { State: { Name: 'running' }, InstanceType: 'c5.large', Tags: [] },
    expectedChange: { Tags: [{ Key: 'Name', Value: 'late' }], groups: ['sg-9'] },
    look: lookAtInstance,
  },
  {
    type: 'AWS::EC2::LaunchTemplate',
    properties: {
      LaunchTemplateData: {
        ...{ ImageId, InstanceType: 't3.small', UserData: base64('true'), Monitoring: { Enabled: 'true' } },
        ...{ IamInstanceProfile: { Name: 'x' }, EbsOptimized: 'false', SecurityGroupIds: ['sg-1'] },
        ...{ BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { VolumeSize: '20' } }] },
        TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'a', Value: 'b' }] }],
      },
      ...{ VersionDescription: 'one' },
      TagSpecifications: [{ ResourceType: 'launch-template', Tags: [{ Key: 'team', Value: 'a' }] }],
    },
    change: { LaunchTemplateData: { InstanceType: 'm5.large' }, VersionDescription: 'two' },
    replacement: { LaunchTemplateName: 'another' },
    broken: { properties: { LaunchTemplateData: { Speed: 'high' } }, reason: /unsupported property .*Speed/ },
    expected: {
      ...{ Tags: [{ Key: 'team', Value: 'a' }], VersionDescription: 'one' },
      LaunchTemplateData: {
        ...{ ImageId, InstanceType: 't3.small', UserData: base64('true'), Monitoring: { Enabled: true } },
        ...{ EbsOptimized: false, BlockDeviceMappings: [{ Ebs: { VolumeSize: 20 } }] },
        TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'a', Value: 'b' }] }],
      },
    },
    expectedChange: {
      ...{ VersionDescription: 'two', DefaultVersionNumber: 1 },
      LaunchTemplateData: { InstanceType: 'm5.large', ImageId: undefined },
    },
    async look(yard, LaunchTemplateId) {
      const ec2 = yard.client(EC2);
      const asked = { LaunchTemplateIds: [LaunchTemplateId] };
      const found = await unlessGone('InvalidLaunchTemplateId.NotFound', () => ec2.describeLaunchTemplates(asked));
      if (!found) return undefined;
      const latest = { LaunchTemplateId, Versions: ['$Latest'] };
      const { LaunchTemplateVersions: [version] = [] } = await ec2.describeLaunchTemplateVersions(latest);
      const data = version?.LaunchTemplateData;
      return {
        ...found.LaunchTemplates?.[0],
        ...version,
        LaunchTemplateData: { ...data, ImageId: data?.ImageId },
      };
    },
  },
];
