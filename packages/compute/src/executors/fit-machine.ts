import { type BuildOrder, ProvisioningError } from './executor.ts';

/** Where builds run, as far as it decides what can run there. */
export interface Machine {
  readonly architecture: 'x86_64' | 'arm64';
  readonly cpus: number;
  readonly memoryMiB: number;
  readonly hasGpu: boolean;
}

const SPELLINGS: Readonly<Record<string, Machine['architecture']>> = { arm64: 'arm64', aarch64: 'arm64' };

/** Node.js and Docker have names of their own; everything that is not ARM counts as x86_64. */
export const architectureOf = (name: string): Machine['architecture'] => SPELLINGS[name] ?? 'x86_64';

/**
 * Throws a ProvisioningError for what the machine cannot be. A build for x86_64, which is what most projects say without a thought, runs on
 * an ARM machine as it is, and its log says so; one for ARM asks for it on purpose.
 */
export function fitMachine(order: BuildOrder, machine: Machine, say: (line: string) => void): void {
  const { architecture = machine.architecture } = order;
  if (architecture === 'arm64' && machine.architecture !== 'arm64') {
    throw new ProvisioningError(
      'CLIENT_ERROR',
      'The build asks for an ARM machine, and builds run on an x86_64 one here.',
    );
  }
  if (architecture !== machine.architecture) {
    say('The build asks for an x86_64 machine, and runs on an ARM one: what it makes is for ARM');
  }
  if (order.gpu && !machine.hasGpu) {
    throw new ProvisioningError('CLIENT_ERROR', 'The build asks for a GPU, and there is none for builds here.');
  }
}

/** What a build gets: no more than there is. */
export function limitsOf(
  order: BuildOrder,
  machine: Pick<Machine, 'cpus' | 'memoryMiB'>,
): { readonly cpus: number; readonly memoryMiB: number } {
  return { cpus: Math.min(order.cpus, machine.cpus), memoryMiB: Math.min(order.memoryMiB, machine.memoryMiB) };
}

/** Says what a build gets less than it asked for. */
export function sayLess(order: BuildOrder, machine: Pick<Machine, 'cpus' | 'memoryMiB'>): string[] {
  const { cpus, memoryMiB } = limitsOf(order, machine);
  if (cpus === order.cpus && memoryMiB === order.memoryMiB) return [];
  const asked = `${order.cpus} vCPUs and ${order.memoryMiB} MiB`;
  return [
    `The compute type stands for ${asked}: this build gets ${cpus} vCPUs and ${memoryMiB} MiB, as the machine is smaller`,
  ];
}
