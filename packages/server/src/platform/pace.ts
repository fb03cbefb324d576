import { setTimeout } from 'node:timers/promises';

/**
 * Each call resolves no sooner than `gapMs` after the one before did. Of the machine's own time, not a Clock's: it spares the machine,
 * and nobody's answer depends on it.
 */
export function createPace(gapMs: number): () => Promise<void> {
  let last = Number.NEGATIVE_INFINITY;
  return async () => {
    const early = last + gapMs - performance.now();
    if (early > 0) await setTimeout(early);
    last = performance.now();
  };
}
