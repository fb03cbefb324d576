import type { Environment } from './definition.ts';

export interface ComputeSize {
  readonly cpus: number;
  readonly memoryMiB: number;
}

const GIB = 1024;
const SIZES: Readonly<Record<string, ComputeSize>> = {
  BUILD_GENERAL1_SMALL: { cpus: 2, memoryMiB: 4 * GIB },
  BUILD_GENERAL1_MEDIUM: { cpus: 4, memoryMiB: 8 * GIB },
  BUILD_GENERAL1_LARGE: { cpus: 8, memoryMiB: 16 * GIB },
  BUILD_GENERAL1_XLARGE: { cpus: 36, memoryMiB: 72 * GIB },
  BUILD_GENERAL1_2XLARGE: { cpus: 72, memoryMiB: 144 * GIB },
  BUILD_LAMBDA_1GB: { cpus: 1, memoryMiB: 1 * GIB },
  BUILD_LAMBDA_2GB: { cpus: 1, memoryMiB: 2 * GIB },
  BUILD_LAMBDA_4GB: { cpus: 2, memoryMiB: 4 * GIB },
  BUILD_LAMBDA_8GB: { cpus: 4, memoryMiB: 8 * GIB },
  BUILD_LAMBDA_10GB: { cpus: 6, memoryMiB: 10 * GIB },
};
const ARM_SIZES: Readonly<Record<string, ComputeSize>> = {
  BUILD_GENERAL1_XLARGE: { cpus: 32, memoryMiB: 64 * GIB },
  BUILD_GENERAL1_2XLARGE: { cpus: 48, memoryMiB: 96 * GIB },
};
const GPU_SIZES: Readonly<Record<string, ComputeSize>> = {
  BUILD_GENERAL1_SMALL: { cpus: 4, memoryMiB: 16 * GIB },
  BUILD_GENERAL1_LARGE: { cpus: 32, memoryMiB: 255 * GIB },
};
const SMALLEST: ComputeSize = { cpus: 2, memoryMiB: 4 * GIB };

/** What a compute type stands for, by the table of the user guide; the custom ones say it themselves. */
export function computeSize(
  environment: Pick<Environment, 'type' | 'computeType' | 'computeConfiguration'>,
): ComputeSize {
  const { type, computeType, computeConfiguration: custom } = environment;
  const named =
    (type.startsWith('ARM') ? ARM_SIZES[computeType] : undefined) ??
    (type === 'LINUX_GPU_CONTAINER' ? GPU_SIZES[computeType] : undefined) ??
    SIZES[computeType] ??
    SMALLEST;
  return { cpus: custom?.vCpu ?? named.cpus, memoryMiB: custom?.memory ? custom.memory * GIB : named.memoryMiB };
}
