import { admits, quotaKey } from './breakers.ts';
import type { Draft } from './draft.ts';
import { pauseAfter } from './launch-rate.ts';
import type { Pool } from './pool.ts';
import type { Lifecycle, Offer } from './pool-state.ts';

const COOLING = { firstMs: 60_000, longestMs: 15 * 60_000 };

export const offerKey = ({ type, subnet, lifecycle }: Offer) => `${lifecycle}/${type}/${subnet}`;

/** Where a pool's instances may be launched: every type in every subnet at the first price, then at the next. */
export function offersOf(pool: Pool, lifecycles: readonly Lifecycle[]): readonly Offer[] {
  const subnets = pool.subnets.length > 0 ? pool.subnets : [''];
  return lifecycles.flatMap((lifecycle) =>
    pool.instanceTypes.flatMap((type) => subnets.map((subnet) => ({ type, subnet, lifecycle }))),
  );
}

export interface Chosen {
  readonly offer: Offer;
  /** As many as a quota that was reached may leave. */
  readonly most: number;
}

/** The first offer that nothing is known against; otherwise why there is none. */
export function chooseOffer(draft: Draft, pool: Pool, lifecycles: readonly Lifecycle[]): Chosen | string {
  const reasons = new Set<string>();
  for (const offer of offersOf(pool, lifecycles)) {
    const quota = draft.ledger.breakers[quotaKey(offer)];
    const admitted = admits(quota, draft.now);
    if (isCooling(draft, offer)) reasons.add(`there is no capacity for ${describeOffer(offer)}`);
    else if (admitted === 'nothing') reasons.add(`a quota is reached: ${quota?.code}: ${quota?.message}`);
    else if (quota?.batch !== undefined && isProbing(draft, offer))
      reasons.add(`it is tried how much a quota leaves: ${quota.code}`);
    else return { offer, most: admitted === 'probe' ? 1 : (quota?.batch ?? Number.POSITIVE_INFINITY) };
  }
  return [...reasons].join('; ');
}

/** There was no capacity for it: others first, for a while that doubles. */
export function coolOffer(draft: Draft, offer: Offer): void {
  const key = offerKey(offer);
  const before = draft.ledger.coolings[key];
  if (before && before.until > draft.now) return;
  const failures = (before?.failures ?? 0) + 1;
  const until = draft.now + pauseAfter(failures - 1, draft.chance(), COOLING);
  draft.ledger = { ...draft.ledger, coolings: { ...draft.ledger.coolings, [key]: { until, failures } } };
}

export function warmOffer(draft: Draft, offer: Offer): void {
  const { [offerKey(offer)]: known, ...others } = draft.ledger.coolings;
  if (known) draft.ledger = { ...draft.ledger, coolings: others };
}

export const isCooling = (draft: Draft, offer: Offer): boolean =>
  (draft.ledger.coolings[offerKey(offer)]?.until ?? 0) > draft.now;

function isProbing(draft: Draft, offer: Offer): boolean {
  return [...draft.launches.values()].some((launch) => quotaKey(launch) === quotaKey(offer));
}

const describeOffer = ({ type, subnet, lifecycle }: Offer) =>
  `${lifecycle} ${type}${subnet === '' ? '' : ` in ${subnet}`}`;
