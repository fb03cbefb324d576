import { ProvisioningError } from '@codeyard/compute/executors/executor';
import { Refusal } from '../../../platform/refusal.ts';

/** A build cannot go on, and its owner can do something about it: `code` and message become its phase's context. */
export class BuildFailure extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'BuildFailure';
    this.code = code;
  }
}

/** Whether a call to another service was refused, by ours or by AWS; anything else is a fault and worth another try. */
export function isRefusal(error: unknown): error is Error {
  return error instanceof Refusal || (error instanceof Error && (error as { $fault?: unknown }).$fault === 'client');
}

/** Runs a call to another service; its refusal fails the build as `explain` says. */
export async function orFailBuild<Result>(
  call: Promise<Result>,
  explain: (refusal: Error) => { readonly code: string; readonly message: string },
): Promise<Result> {
  try {
    return await call;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const { code, message } = explain(error);
    throw new BuildFailure(code, message);
  }
}

/** What an executor cannot do for a build fails it; to be given to `catch`. */
export function orFailProvisioning(error: unknown): never {
  if (error instanceof ProvisioningError) throw new BuildFailure(error.code, error.message);
  throw error;
}
