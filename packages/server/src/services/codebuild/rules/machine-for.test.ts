import { describe, expect, it } from 'vitest';
import type { BuildDefinition } from './build.ts';
import { keepToLambda, machineFor } from './machine-for.ts';

describe('the machine that an environment type asks for', () => {
  it.each([
    ['LINUX_CONTAINER', { architecture: 'x86_64' }],
    ['LINUX_EC2', { architecture: 'x86_64' }],
    ['LINUX_GPU_CONTAINER', { architecture: 'x86_64', gpu: true }],
    ['ARM_CONTAINER', { architecture: 'arm64' }],
    ['ARM_EC2', { architecture: 'arm64' }],
    ['MAC_ARM', { architecture: 'arm64' }],
    ['LINUX_LAMBDA_CONTAINER', { architecture: 'x86_64', writesOnlyTemporary: true }],
    ['ARM_LAMBDA_CONTAINER', { architecture: 'arm64', writesOnlyTemporary: true }],
  ] as const)('%s is %j', (type, machine) => {
    expect(machineFor({ type })).toEqual(machine);
  });

  it.each([
    ['LINUX_LAMBDA_CONTAINER', 60, 15],
    ['LINUX_LAMBDA_CONTAINER', 5, 5],
    ['LINUX_CONTAINER', 60, 60],
  ])('%s with a timeout of %d minutes has %d', (type, timeoutInMinutes, minutes) => {
    const definition = { environment: { type }, timeoutInMinutes } as BuildDefinition;
    expect(keepToLambda(definition).timeoutInMinutes).toBe(minutes);
  });
});
