import type { BoundOperation } from '../../gateway/service.ts';
import { unusableKey } from './errors.ts';

/**
 * The operation, refusing names with a NUL. S3 takes them in keys, but its XML cannot write them and PostgreSQL cannot
 * keep them, so here no name has one.
 */
export function refuseNul(operation: BoundOperation): BoundOperation {
  return {
    name: operation.name,
    async handle(input, request) {
      const hasNul = Object.entries(input as object).some(
        ([member, value]) => typeof value === 'string' && member !== 'Body' && value.includes('\0'),
      );
      if (hasNul) throw unusableKey();
      return operation.handle(input, request);
    },
  };
}
