import { keepReconciling } from '@codeyard/compute/instance-pools/keep-reconciling';
import { reconcile } from '@codeyard/compute/instance-pools/reconcile';
import type { Parts } from '../parts.ts';

export interface LookEvent {
  readonly 'detail-type'?: string;
  readonly detail?: { readonly 'instance-id'?: string };
}

/** The end of a function's time is left alone. */
const SPARE_MS = 8_000;
/** Requests come while the scheduler sleeps. */
const LONGEST_SLEEP_MS = 2_000;

/** Brings the pools to what they have to be, and looks on as long as something is under way; one scheduler at a time does so. */
export async function lookOn(parts: Parts, event: LookEvent, leftMs: number): Promise<void> {
  const isNotice = event['detail-type'] === 'EC2 Spot Instance Interruption Warning';
  const notice = event.detail?.['instance-id'];
  const notices = isNotice && notice !== undefined ? [notice] : [];
  const until = parts.now() + leftMs - SPARE_MS;
  const turn = await parts.takeTurn();
  if (!turn) {
    await reconcile(await parts.openScheduler(), notices);
    return;
  }
  const sleep = async (milliseconds: number) => {
    await parts.sleep(Math.min(milliseconds, LONGEST_SLEEP_MS));
    await turn.keep();
  };
  try {
    await keepReconciling(parts.openScheduler, { until, sleep, notices });
  } finally {
    await turn.release();
  }
  // What came after the last look and before the release found the turn taken.
  await reconcile(await parts.openScheduler());
}
