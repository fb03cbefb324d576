import { describe, expect, it } from 'vitest';
import { type BuildOrder, ProvisioningError } from './executor.ts';
import { architectureOf, fitMachine, limitsOf, type Machine, sayLess } from './fit-machine.ts';

const order: BuildOrder = {
  ...{ id: 'b', workFolder: '/w', image: 'i', cpus: 4, memoryMiB: 8192, privileged: false },
};
const machine: Machine = { architecture: 'x86_64', cpus: 2, memoryMiB: 16_384, hasGpu: false };

function fit(change: Partial<BuildOrder>, on: Partial<Machine> = {}): string[] {
  const said: string[] = [];
  fitMachine({ ...order, ...change }, { ...machine, ...on }, (line) => said.push(line));
  return said;
}

describe('a machine for a build', () => {
  it.each([
    ['x64', 'x86_64'],
    ['x86_64', 'x86_64'],
    ['arm64', 'arm64'],
    ['aarch64', 'arm64'],
  ])('whose architecture is called %s is %s', (name, architecture) => {
    expect(architectureOf(name)).toBe(architecture);
  });

  it('is refused when it cannot be what was asked for on purpose', () => {
    expect(() => fit({ architecture: 'arm64' })).toThrow(ProvisioningError);
    expect(() => fit({ architecture: 'arm64' })).toThrow(/ARM machine/);
    expect(() => fit({ gpu: true })).toThrow(/asks for a GPU/);
    expect(fit({ architecture: 'arm64' }, { architecture: 'arm64' })).toEqual([]);
    expect(fit({ gpu: true }, { hasGpu: true })).toEqual([]);
  });

  it('of ARM runs what asks for the usual kind, and says so', () => {
    expect(fit({ architecture: 'x86_64' }, { architecture: 'arm64' })).toEqual([expect.stringContaining('for ARM')]);
    expect(fit({ architecture: 'x86_64' })).toEqual([]);
  });

  it('that is smaller gives all it has, and says so', () => {
    expect(limitsOf(order, machine)).toEqual({ cpus: 2, memoryMiB: 8192 });
    expect(sayLess(order, machine)).toEqual([expect.stringContaining('this build gets 2 vCPUs and 8192 MiB')]);
    expect(sayLess(order, { cpus: 4, memoryMiB: 8192 })).toEqual([]);
  });
});
