import { type Attempt, type Batch, type BatchGroup, hasEnded } from './batch.ts';
import type { BatchEffect } from './next-batch.ts';

/**
 * Whether builds that depend on a build whose failure is ignored run all the same. The user guide has said "the remaining
 * build tasks will still run", and now only says that the batch can still succeed. [inferred]
 */
const AN_IGNORED_FAILURE_IS_GOOD_ENOUGH = true;

export interface SettledGroups {
  readonly groups: readonly BatchGroup[];
  readonly effects: readonly BatchEffect[];
  /** `open` while a build waits or runs. */
  readonly outcome: 'open' | 'succeeded' | 'failed';
}

/** What follows from how the builds of a batch stand: some can start, some never will, or all are over. */
export function settleGroups({ groups, fastFail }: Batch, at: number): SettledGroups {
  const next = fastFail && groups.some(hasFailed) ? stopGroups(groups) : startGroups(giveUpLost(groups), at);
  const isOver = next.groups.every(({ attempt }) => hasEnded(attempt));
  if (!isOver) return { ...next, outcome: 'open' };
  return { ...next, outcome: next.groups.some(hasFailed) ? 'failed' : 'succeeded' };
}

const hasFailed = ({ attempt, ignoreFailure }: BatchGroup): boolean =>
  hasEnded(attempt) && attempt.status !== 'SUCCEEDED' && !ignoreFailure;

/** A build that was stopped, or that never ran, is nobody's success. */
function isGoodEnough({ attempt, ignoreFailure }: BatchGroup): boolean {
  if (attempt.status === 'SUCCEEDED') return true;
  const isIgnored = ignoreFailure && AN_IGNORED_FAILURE_IS_GOOD_ENOUGH;
  return isIgnored && hasEnded(attempt) && attempt.status !== 'STOPPED';
}

/** Builds that wait for one that did not succeed are STOPPED, and those that wait for them, until no more are. */
function giveUpLost(groups: readonly BatchGroup[]): readonly BatchGroup[] {
  const isLost = (group: BatchGroup) =>
    dependenciesOf(group, groups).some((other) => hasEnded(other.attempt) && !isGoodEnough(other));
  if (!groups.some((group) => group.attempt.status === 'PENDING' && isLost(group))) return groups;
  return giveUpLost(
    groups.map((group) => (group.attempt.status === 'PENDING' && isLost(group) ? withStatus(group, 'STOPPED') : group)),
  );
}

function startGroups(groups: readonly BatchGroup[], at: number): Omit<SettledGroups, 'outcome'> {
  const effects: BatchEffect[] = [];
  const started = groups.map((group) => {
    const isReady = group.attempt.status === 'PENDING' && dependenciesOf(group, groups).every(isGoodEnough);
    if (!isReady) return group;
    effects.push({ type: 'start-build', identifier: group.identifier, uuid: group.attempt.uuid });
    return { ...group, attempt: { ...group.attempt, requestedAt: at, status: 'IN_PROGRESS' as const } };
  });
  return { groups: started, effects };
}

/** What waits will never run; what runs is told to stop, once. */
export function stopGroups(groups: readonly BatchGroup[]): Omit<SettledGroups, 'outcome'> {
  const effects: BatchEffect[] = [];
  const stopped = groups.map((group) => {
    const { attempt } = group;
    if (attempt.status === 'PENDING') return withStatus(group, 'STOPPED');
    if (attempt.status !== 'IN_PROGRESS' || attempt.stopping) return group;
    effects.push({ type: 'stop-build', uuid: attempt.uuid });
    return { ...group, attempt: { ...attempt, stopping: true as const } };
  });
  return { groups: stopped, effects };
}

const dependenciesOf = ({ dependsOn }: BatchGroup, groups: readonly BatchGroup[]): BatchGroup[] =>
  groups.filter(({ identifier }) => dependsOn.includes(identifier));

const withStatus = (group: BatchGroup, status: Attempt['status']): BatchGroup => ({
  ...group,
  attempt: { ...group.attempt, status },
});
