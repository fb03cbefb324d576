import type { _InstanceType, DescribeInstanceTypesCommand } from '@aws-sdk/client-ec2';
import { operation } from '../../../gateway/operation.ts';
import { invalidType } from '../errors.ts';
import { listPage } from '../list-page.ts';
import type { Parts } from '../parts.ts';
import { compileFilters, type FilterTable } from '../rules/filters.ts';
import { architectureOf } from '../rules/images.ts';
import { findInstanceType, INSTANCE_TYPES, type InstanceType } from '../rules/instance-types.ts';

const FILTERS: FilterTable<InstanceType> = {
  'instance-type': ({ name }) => [name],
  'vcpu-info.default-vcpus': ({ vcpus }) => [String(vcpus)],
  'memory-info.size-in-mib': ({ memoryMib }) => [String(memoryMib)],
  'processor-info.supported-architecture': ({ name }) => [architectureOf(name)],
  'current-generation': () => ['true'],
};

export const describeInstanceTypes = operation<DescribeInstanceTypesCommand, Parts>(
  'DescribeInstanceTypes',
  async (input) => {
    const asked = input.InstanceTypes ?? [];
    const unknown = asked.filter((name) => !findInstanceType(name));
    if (unknown.length > 0) throw invalidType(unknown);
    const types =
      asked.length > 0 ? asked.flatMap((name) => findInstanceType(name) ?? []) : [...INSTANCE_TYPES.values()];
    const passes = compileFilters(input.Filters, FILTERS);
    const found = types.filter((type) => passes(type, {}));
    const page = listPage(found, input, { listing: 'DescribeInstanceTypes', keyOf: ({ name }) => name });
    return {
      InstanceTypes: page.rows.map(({ name, vcpus, memoryMib }) => ({
        InstanceType: name as _InstanceType,
        CurrentGeneration: true,
        SupportedUsageClasses: ['on-demand', 'spot'] as const,
        HibernationSupported: true,
        VCpuInfo: { DefaultVCpus: vcpus, DefaultCores: Math.max(1, vcpus / 2) },
        MemoryInfo: { SizeInMiB: memoryMib },
        ProcessorInfo: { SupportedArchitectures: [architectureOf(name)] },
      })) as never,
      ...(page.nextToken ? { NextToken: page.nextToken } : {}),
    };
  },
);
