import type { DescribeInstanceInformationCommand } from '@aws-sdk/client-ssm';
import { operation } from '../../../gateway/operation.ts';
import { invalidInformationFilter } from '../errors.ts';
import { listPage } from '../list-page.ts';
import { type ManagedInstance, managedInstances } from '../managed-instances.ts';
import type { Parts } from '../parts.ts';

export const describeInstanceInformation = operation<DescribeInstanceInformationCommand, Parts>(
  'DescribeInstanceInformation',
  async (input, parts) => {
    const tests = [
      ...(input.InstanceInformationFilterList ?? []).map(({ key, valueSet }) => testOf(key, valueSet)),
      ...(input.Filters ?? []).map(({ Key, Values }) => testOf(Key, Values)),
    ];
    const found = (await managedInstances(parts)).filter((instance) => tests.every((test) => test(instance)));
    const page = listPage(found, input, { listing: 'DescribeInstanceInformation', keyOf: ({ id }) => id });
    return {
      InstanceInformationList: page.rows.map((instance) => ({
        InstanceId: instance.id,
        PingStatus: 'Online' as const,
        LastPingDateTime: new Date(parts.clock.now()),
        AgentVersion: AGENT_VERSION,
        IsLatestVersion: true,
        PlatformType: instance.platform,
        PlatformName: instance.platform === 'Windows' ? 'Microsoft Windows Server' : 'Linux',
        PlatformVersion: '1',
        ResourceType: 'EC2Instance' as const,
        IPAddress: instance.ip,
        ComputerName: instance.hostName,
        SourceId: instance.id,
        SourceType: 'AWS::EC2::Instance' as const,
      })),
      ...(page.nextToken ? { NextToken: page.nextToken } : {}),
    };
  },
);

/** There is no agent; clients that look for a recent one find it. */
const AGENT_VERSION = '3.3.0.0';

/** One value of a filter is enough. */
function testOf(key: string, values: readonly string[]): (instance: ManagedInstance) => boolean {
  if (key.startsWith('tag:')) return ({ tags }) => values.includes(tags[key.slice('tag:'.length)] ?? '');
  const read = Object.hasOwn(FILTERS, key) ? FILTERS[key] : undefined;
  if (!read) throw invalidInformationFilter(key);
  return (instance) => values.includes(read(instance));
}

const FILTERS: Readonly<Record<string, (instance: ManagedInstance) => string>> = {
  InstanceIds: ({ id }) => id,
  PingStatus: () => 'Online',
  PlatformTypes: ({ platform }) => platform,
  AgentVersion: () => AGENT_VERSION,
  ResourceType: () => 'EC2Instance',
  IamRole: ({ role }) => role,
  SourceIds: ({ id }) => id,
  SourceTypes: () => 'AWS::EC2::Instance',
};
