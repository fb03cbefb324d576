import type { BuildDefinition } from './build.ts';
import type { Environment } from './definition.ts';

/** What kind of machine an environment type asks for, besides its size. */
export interface MachineKind {
  readonly architecture: 'x86_64' | 'arm64';
  readonly gpu?: true;
  readonly writesOnlyTemporary?: true;
}

export function machineFor({ type }: Pick<Environment, 'type'>): MachineKind {
  return {
    architecture: /^(ARM|MAC)_/.test(type) || type.endsWith('_ARM') ? 'arm64' : 'x86_64',
    ...(type === 'LINUX_GPU_CONTAINER' ? { gpu: true } : {}),
    ...(isLambda({ type }) ? { writesOnlyTemporary: true } : {}),
  };
}

export const isLambda = ({ type }: Pick<Environment, 'type'>): boolean => type.endsWith('_LAMBDA_CONTAINER');

/** https://docs.aws.amazon.com/codebuild/latest/userguide/lambda.html#lambda.limitations */
const LAMBDA_MINUTES = 15;

/** Lambda ends everything after a quarter of an hour, whatever the project says. */
export function keepToLambda(definition: BuildDefinition): BuildDefinition {
  if (!isLambda(definition.environment)) return definition;
  return { ...definition, timeoutInMinutes: Math.min(definition.timeoutInMinutes, LAMBDA_MINUTES) };
}
