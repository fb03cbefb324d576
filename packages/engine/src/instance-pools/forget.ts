import type { Draft } from './draft.ts';

/** As long as EC2 shows what is terminated, about an hour, its row keeps it from being taken for an orphan. */
const GONE_MS = 2 * 60 * 60_000;
/** Its flow may ask again for as long. */
const ENDED_MS = 24 * 60 * 60_000;
const UNUSED_MS = 60 * 60_000;

/** Forgets what is over. */
export function forget(draft: Draft): void {
  const { now } = draft;
  for (const { key, phase, phaseSince } of draft.instances.values()) {
    if (phase === 'gone' && now - phaseSince >= GONE_MS) draft.instances.delete(key);
  }
  const leased = new Set([...draft.instances.values()].map(({ lease }) => lease?.request));
  for (const { id, phase, isTold, endedAt = now } of draft.requests.values()) {
    const isOver = phase !== 'waiting' && phase !== 'placed' && isTold && !leased.has(id);
    if (isOver && now - endedAt >= ENDED_MS) draft.requests.delete(id);
  }
  const { breakers, coolings, bucket } = draft.ledger;
  const openBreakers = Object.entries(breakers).filter(
    ([, { since, openUntil = since }]) => now - openUntil < ENDED_MS,
  );
  const hot = Object.entries(coolings).filter(([, { until }]) => now - until < UNUSED_MS);
  if (openBreakers.length < Object.keys(breakers).length || hot.length < Object.keys(coolings).length) {
    draft.ledger = { bucket, breakers: Object.fromEntries(openBreakers), coolings: Object.fromEntries(hot) };
  }
}
