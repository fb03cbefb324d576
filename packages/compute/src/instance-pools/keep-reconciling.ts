import { type Reconciled, reconcile, type SchedulerParts } from './reconcile.ts';

export interface Turn {
  /** No look begins after this instant. */
  readonly until: number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly notices?: readonly string[];
}

const AFTER_LOSS_MS = 300;

/**
 * Reconciles for as long as something is due before the turn ends, for schedulers that are woken by a clock of minutes: no event tells
 * that an instance has become reachable.
 */
export async function keepReconciling(
  open: () => Promise<SchedulerParts>,
  { until, sleep, notices = [] }: Turn,
): Promise<Reconciled> {
  for (;;) {
    // Pools may be defined meanwhile.
    const parts = await open();
    const last = await reconcile(parts, notices);
    const next = last.isLost ? parts.now() + AFTER_LOSS_MS : last.nextLookAt;
    if (next === undefined || next >= until) return last;
    await sleep(Math.max(0, next - parts.now()));
  }
}
