import { describe, expect, it } from 'vitest';
import { computeSize } from './compute-size.ts';

describe('compute types', () => {
  it.each([
    ['LINUX_CONTAINER', 'BUILD_GENERAL1_SMALL', 2, 4],
    ['LINUX_CONTAINER', 'BUILD_GENERAL1_2XLARGE', 72, 144],
    ['ARM_CONTAINER', 'BUILD_GENERAL1_XLARGE', 32, 64],
    ['ARM_CONTAINER', 'BUILD_GENERAL1_MEDIUM', 4, 8],
    ['LINUX_GPU_CONTAINER', 'BUILD_GENERAL1_SMALL', 4, 16],
    ['LINUX_LAMBDA_CONTAINER', 'BUILD_LAMBDA_10GB', 6, 10],
  ] as const)('%s %s is %d CPUs and %d GiB', (type, computeType, cpus, gibibytes) => {
    expect(computeSize({ type, computeType })).toEqual({ cpus, memoryMiB: gibibytes * 1024 });
  });

  it('a custom one says its size itself', () => {
    const computeConfiguration = { vCpu: 3, memory: 6 };
    expect(computeSize({ type: 'LINUX_EC2', computeType: 'ATTRIBUTE_BASED_COMPUTE', computeConfiguration })).toEqual({
      cpus: 3,
      memoryMiB: 6144,
    });
  });
});
