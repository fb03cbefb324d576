import type { Parts } from '../parts.ts';
import { createParts } from './create-parts.ts';

let opened: Parts | undefined;

/** The parts of a warm function are those of its first call. */
export function openParts(): Parts {
  // Throttled calls are made again so often.
  opened ??= createParts(process.env, { maxAttempts: 8 });
  return opened;
}
