import type { BatchTask } from '@codeyard/engine/buildspec/batch/batch-spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PhaseStatus } from '../build.ts';
import { type Batch, DOWNLOAD_SOURCE, findGroup, hasEnded, isBatchComplete } from './batch.ts';
import { type BatchEvent, nextBatch } from './next-batch.ts';
import { type BatchPlay, playing, START, task } from './testing/play-batch.ts';

/** A graph without circles: a task depends on some of those before it. */
const anyGraph = fc
  .array(fc.record({ ignoreFailure: fc.boolean(), dependencies: fc.array(fc.nat(7), { maxLength: 3 }) }), {
    minLength: 1,
    maxLength: 8,
  })
  .map((nodes) =>
    nodes.map(({ ignoreFailure, dependencies }, index) => {
      const dependsOn = [...new Set(dependencies.filter((other) => other < index).map((other) => `t${other}`))];
      return task(`t${index}`, { ignoreFailure, dependsOn });
    }),
  );

const anyOutcome = fc.constantFrom<PhaseStatus>('SUCCEEDED', 'SUCCEEDED', 'FAILED', 'FAULT', 'TIMED_OUT');
const anyRun = fc.record({
  graph: anyGraph,
  fastFail: fc.boolean(),
  outcomes: fc.array(anyOutcome, { minLength: 8, maxLength: 8 }),
  /** Which of the builds that run ends next. */
  order: fc.array(fc.nat(), { minLength: 40, maxLength: 40 }),
});

interface Ran {
  readonly play: BatchPlay;
  readonly events: readonly BatchEvent[];
  readonly first: Batch;
}

/** Plays to the end, one build after the other; those told to stop end STOPPED. */
function run({
  graph,
  fastFail,
  outcomes,
  order,
}: {
  graph: BatchTask[];
  fastFail: boolean;
  outcomes: PhaseStatus[];
  order: number[];
}): Ran {
  const play = playing(graph, { fastFail });
  const first = play.batch;
  const events: BatchEvent[] = [];
  for (const pick of order) {
    const running = play.batch.groups.filter(({ attempt }) => attempt.status === 'IN_PROGRESS');
    const group = running[pick % Math.max(running.length, 1)];
    if (!group) break;
    const index = Number(group.identifier.slice(1));
    const status = group.attempt.stopping ? 'STOPPED' : (outcomes[index] ?? 'SUCCEEDED');
    checkStarted(play.batch);
    const event: BatchEvent = { type: 'build-ended', identifier: group.identifier, uuid: group.attempt.uuid, status };
    events.push(event);
    play.apply(event);
  }
  return { play, events, first };
}

/** Nothing runs or has run whose dependencies have not all succeeded, or failed in a way that is ignored. */
function checkStarted(batch: Batch): void {
  for (const { attempt, dependsOn } of batch.groups) {
    if (attempt.status === 'PENDING' || attempt.status === 'STOPPED') continue;
    for (const identifier of dependsOn) {
      const needed = findGroup(batch, identifier);
      const isIgnored =
        needed?.ignoreFailure && needed && hasEnded(needed.attempt) && needed.attempt.status !== 'STOPPED';
      expect(needed?.attempt.status === 'SUCCEEDED' || isIgnored).toBe(true);
    }
  }
}

describe('whatever the graph and however its builds end', () => {
  it('the batch ends once they have, no build is asked for twice, and none without what it depends on', () => {
    fc.assert(
      fc.property(anyRun, (plan) => {
        const { play } = run(plan);
        checkStarted(play.batch);
        expect(isBatchComplete(play.batch)).toBe(true);
        expect(play.batch.groups.every(({ attempt }) => hasEnded(attempt))).toBe(true);
        const started = play.started();
        expect(new Set(started).size).toBe(started.length);
      }),
    );
  });

  it('it fails exactly when a build did whose failure is not ignored', () => {
    fc.assert(
      fc.property(anyRun, (plan) => {
        const { play } = run(plan);
        const isBad = ({ attempt, ignoreFailure }: (typeof play.batch.groups)[number]) =>
          attempt.status !== 'SUCCEEDED' && !ignoreFailure;
        expect(play.batch.status).toBe(play.batch.groups.some(isBad) ? 'FAILED' : 'SUCCEEDED');
      }),
    );
  });

  it('with fast-fail nothing is started after the first such failure', () => {
    fc.assert(
      fc.property(anyRun, (plan) => {
        const { first, events } = run({ ...plan, fastFail: true });
        let batch = first;
        let hasFailed = false;
        for (const event of events) {
          const { batch: now, effects } = nextBatch(batch, event, START + 10_000);
          const failing = now.groups.some(
            ({ attempt, ignoreFailure }) => hasEnded(attempt) && attempt.status !== 'SUCCEEDED' && !ignoreFailure,
          );
          hasFailed ||= failing;
          if (hasFailed) expect(effects.filter(({ type }) => type === 'start-build')).toEqual([]);
          batch = now;
        }
      }),
    );
  });

  it('reports that come again, late or after the end change nothing', () => {
    fc.assert(
      fc.property(anyRun, fc.nat(), (plan, seed) => {
        const { first, events } = run(plan);
        let batch = first;
        for (const [index, event] of events.entries()) {
          batch = nextBatch(batch, event, START + 10_000 + index).batch;
          const again = events[seed % (index + 1)] ?? event;
          for (const repeated of [event, again]) {
            expect(nextBatch(batch, repeated, START + 99_000)).toEqual({ batch, effects: [] });
          }
        }
        for (const event of [
          { type: 'time-passed' },
          { type: 'stop-requested' },
          { type: 'begun', uuids: {} },
        ] as const) {
          expect(nextBatch(batch, event, START + 10 ** 9)).toEqual({ batch, effects: [] });
        }
      }),
    );
  });

  it('stopped anywhere it is over, and every build of it that runs is told so once', () => {
    fc.assert(
      fc.property(anyRun, fc.nat(8), (plan, after) => {
        const { first, events } = run(plan);
        let batch = first;
        for (const event of events.slice(0, after)) batch = nextBatch(batch, event, START + 10_000).batch;
        const wasComplete = isBatchComplete(batch);
        const { batch: stopped, effects } = nextBatch(batch, { type: 'stop-requested' }, START + 20_000);
        expect(isBatchComplete(stopped)).toBe(true);
        const told = effects.flatMap((effect) => (effect.type === 'stop-build' ? [effect.uuid] : []));
        const running = batch.groups.filter(({ attempt }) => attempt.status === 'IN_PROGRESS' && !attempt.stopping);
        expect(told).toEqual(wasComplete ? [] : running.map(({ attempt }) => attempt.uuid));
        expect(stopped.groups.some(({ attempt }) => attempt.status === 'PENDING')).toBe(false);
      }),
    );
  });

  it('retried until everything passes, it succeeds, and every build is remembered', () => {
    fc.assert(
      fc.property(anyRun, fc.boolean(), (plan, all) => {
        const { play } = run(plan);
        const was = play.batch.status;
        const builds = play.started().length;
        play.apply({ type: 'retry-requested', retryType: all ? 'RETRY_ALL_BUILDS' : 'RETRY_FAILED_BUILDS' });
        if (was !== 'FAILED') {
          expect(play.batch.status).toBe(was);
          return;
        }
        play.begin();
        if (all) play.read(plan.graph);
        for (let left = 10; left > 0 && !isBatchComplete(play.batch); left -= 1) {
          for (const { identifier, attempt } of play.batch.groups) {
            if (attempt.status === 'IN_PROGRESS') play.end(identifier);
          }
        }
        expect(play.batch.status).toBe('SUCCEEDED');
        expect(play.started().length).toBeGreaterThan(builds);
        for (const { identifier, prior } of play.batch.groups) {
          if (identifier === DOWNLOAD_SOURCE) continue;
          expect(prior.length).toBeLessThanOrEqual(1);
          if (all) expect(prior.length).toBe(1);
        }
      }),
    );
  });
});
