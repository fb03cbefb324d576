import type { MachineShape } from '@codeyard/compute/machines/machine-host';
import type { Instance } from './rules/instance.ts';
import { findInstanceType } from './rules/instance-types.ts';

/** What an instance's machine is to be. */
export function shapeOf({ container, type }: Pick<Instance, 'container' | 'type'>): MachineShape {
  const { vcpus = 1, memoryMib = 1024 } = findInstanceType(type) ?? {};
  return { ...(container ? { image: container } : {}), vcpus, memoryMib };
}
