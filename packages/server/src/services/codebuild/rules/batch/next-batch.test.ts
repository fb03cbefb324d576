import { describe, expect, it } from 'vitest';
import { DOWNLOAD_SOURCE, isBatchComplete } from './batch.ts';
import { BatchPlay, playing, START, submitted, task } from './testing/play-batch.ts';

const chain = [task('small'), task('medium', { dependsOn: ['small'] }), task('large', { dependsOn: ['medium'] })];
const PASSED = ['SUBMITTED SUCCEEDED', 'DOWNLOAD_BATCHSPEC SUCCEEDED', 'IN_PROGRESS SUCCEEDED'];
const FAILED = ['SUBMITTED SUCCEEDED', 'DOWNLOAD_BATCHSPEC SUCCEEDED', 'IN_PROGRESS CLIENT_ERROR', 'FAILED'];

describe('a batch that passes', () => {
  it('reads its tasks with a build of their own, runs them, and ends after COMBINE_ARTIFACTS', () => {
    const play = new BatchPlay();
    expect(play.begin()).toContainEqual(expect.objectContaining({ type: 'start-build', identifier: DOWNLOAD_SOURCE }));
    expect(play.phases()).toEqual(['SUBMITTED SUCCEEDED', 'DOWNLOAD_BATCHSPEC']);
    play.read([task('a'), task('b')]);
    expect(play.started()).toEqual([DOWNLOAD_SOURCE, 'a', 'b']);
    expect(play.batch.resolvedSourceVersion).toBe('c0ffee');
    play.end('b');
    expect(isBatchComplete(play.batch)).toBe(false);
    play.end('a');
    expect(play.phases()).toEqual([...PASSED, 'COMBINE_ARTIFACTS SUCCEEDED', 'SUCCEEDED']);
    expect(play.batch).toMatchObject({ status: 'SUCCEEDED', endedAt: play.batch.phases.at(-1)?.startedAt });
  });

  it('waits for its artifacts to be combined when they have to be', () => {
    const play = playing([task('a')], { config: { combineArtifacts: true } });
    expect(play.end('a')).toContainEqual({ type: 'combine' });
    expect(play.phases()).toEqual([...PASSED, 'COMBINE_ARTIFACTS']);
    play.apply({ type: 'artifacts-combined', artifacts: { location: 'arn:aws:s3:::b/all.zip', md5sum: 'm' } });
    expect(play.batch.status).toBe('SUCCEEDED');
    expect(play.batch.artifacts['']).toEqual({ location: 'arn:aws:s3:::b/all.zip', md5sum: 'm' });
  });

  it('fails when they cannot be combined, and says why', () => {
    const play = playing([task('a')], { config: { combineArtifacts: true } });
    play.end('a');
    play.apply({ type: 'combine-failed', context: { code: 'CLIENT_ERROR', message: 'no bucket' } });
    expect(play.phases().slice(3)).toEqual(['COMBINE_ARTIFACTS FAILED', 'FAILED']);
    expect(play.batch.phases[3]?.contexts).toEqual([{ code: 'CLIENT_ERROR', message: 'no bucket' }]);
  });
});

describe('a graph', () => {
  it('starts a build once all that it depends on have succeeded', () => {
    const play = playing([task('a'), task('b'), task('c', { dependsOn: ['a', 'b'] })]);
    play.end('a');
    expect(play.statuses()).toEqual({ a: 'SUCCEEDED', b: 'IN_PROGRESS', c: 'PENDING' });
    play.end('b');
    expect(play.started()).toEqual([DOWNLOAD_SOURCE, 'a', 'b', 'c']);
  });

  it('stops what waits for a failed build, however far away, and fails', () => {
    const play = playing(chain);
    play.end('small', 'FAILED');
    expect(play.statuses()).toEqual({ small: 'FAILED', medium: 'STOPPED', large: 'STOPPED' });
    expect(play.phases()).toEqual(FAILED);
  });

  it('lets everything else go on after a failure', () => {
    const play = playing([...chain, task('other'), task('later', { dependsOn: ['other'] })]);
    play.end('small', 'FAILED');
    expect(play.batch.status).toBe('IN_PROGRESS');
    play.end('other');
    expect(play.statuses().later).toBe('IN_PROGRESS');
    play.end('later');
    expect(play.batch.status).toBe('FAILED');
  });

  it('goes on after a failure that is ignored, and can succeed', () => {
    const play = playing([task('a', { ignoreFailure: true }), task('b', { dependsOn: ['a'] })]);
    play.end('a', 'FAILED');
    expect(play.statuses()).toEqual({ a: 'FAILED', b: 'IN_PROGRESS' });
    play.end('b');
    expect(play.batch.status).toBe('SUCCEEDED');
  });
});

describe('fast-fail', () => {
  it('stops what runs and gives up what waits, and ends when the last build has', () => {
    const play = playing([task('a'), task('b'), task('c', { dependsOn: ['b'] })], { fastFail: true });
    const stopped = play.end('a', 'FAILED');
    expect(stopped).toEqual([{ type: 'stop-build', uuid: play.uuid('b') }]);
    expect(play.statuses()).toEqual({ a: 'FAILED', b: 'IN_PROGRESS', c: 'STOPPED' });
    expect(isBatchComplete(play.batch)).toBe(false);
    play.end('b', 'STOPPED');
    expect(play.phases()).toEqual(FAILED);
  });

  it('does not mind a failure that is ignored', () => {
    const play = playing([task('a', { ignoreFailure: true }), task('b')], { fastFail: true });
    play.end('a', 'FAILED');
    expect(play.statuses().b).toBe('IN_PROGRESS');
  });
});

describe('the download of the source', () => {
  it.each([
    ['FAILED', 'FAILED'],
    ['FAULT', 'FAILED'],
    ['TIMED_OUT', 'FAILED'],
    ['STOPPED', 'STOPPED'],
  ] as const)('that ends %s ends the batch, with its reason', (status, end) => {
    const play = new BatchPlay();
    play.begin();
    const contexts = [{ code: 'YAML_FILE_ERROR', message: 'no' }];
    play.apply({
      type: 'build-ended',
      identifier: DOWNLOAD_SOURCE,
      uuid: play.uuid(DOWNLOAD_SOURCE),
      status,
      contexts,
    });
    expect(play.phases()).toEqual(['SUBMITTED SUCCEEDED', `DOWNLOAD_BATCHSPEC ${status}`, end]);
    expect(play.batch.phases[1]?.contexts).toEqual(contexts);
    expect(play.batch.status).toBe(status);
  });

  it('is not good without tasks', () => {
    const play = new BatchPlay();
    play.begin();
    play.end(DOWNLOAD_SOURCE);
    expect(play.batch.status).toBe('FAILED');
  });
});

describe('a batch that is stopped', () => {
  it('is over at once, and its builds follow', () => {
    const play = playing(chain);
    expect(play.apply({ type: 'stop-requested' })[0]).toEqual({ type: 'stop-build', uuid: play.uuid('small') });
    expect(play.phases().slice(2)).toEqual(['IN_PROGRESS STOPPED', 'STOPPED']);
    expect(play.statuses()).toEqual({ small: 'IN_PROGRESS', medium: 'STOPPED', large: 'STOPPED' });
    const ended = play.batch.endedAt;
    play.end('small', 'STOPPED');
    expect(play.statuses().small).toBe('STOPPED');
    expect(play.batch.endedAt).toBe(ended);
  });

  it('before it has begun never begins', () => {
    const play = new BatchPlay();
    play.apply({ type: 'stop-requested' });
    expect(play.begin()).toEqual([]);
    expect(play.phases()).toEqual(['SUBMITTED STOPPED', 'STOPPED']);
  });
});

describe('time', () => {
  it('ends a batch that took too long, and its builds', () => {
    const play = playing([task('a')]);
    expect(play.apply({ type: 'time-passed' })).toEqual([]);
    const effects = play.apply({ type: 'time-passed' }, 480 * 60_000);
    expect(effects[0]).toEqual({ type: 'stop-build', uuid: play.uuid('a') });
    expect(play.phases().slice(2)).toEqual(['IN_PROGRESS TIMED_OUT', 'FAILED']);
    expect(play.batch.status).toBe('TIMED_OUT');
  });
});

describe('a retry', () => {
  const failed = () => {
    const play = playing([task('a'), task('b'), task('c', { dependsOn: ['b'] })]);
    play.end('a');
    play.end('b', 'FAILED');
    return play;
  };

  it('of failed builds goes on where the batch was: only what did not succeed runs again', () => {
    const play = failed();
    const [before, old] = [play.started().length, play.uuid('b')];
    const effects = play.apply({ type: 'retry-requested', retryType: 'RETRY_FAILED_BUILDS' });
    expect(effects).toEqual([{ type: 'status-changed' }, { type: 'begin' }]);
    expect(play.batch.endedAt).toBeUndefined();
    expect(play.phases().slice(3)).toEqual(['FAILED RETRY', 'SUBMITTED']);
    play.begin();
    expect(play.started().slice(before)).toEqual(['b']);
    expect(play.group('b').prior).toMatchObject([{ uuid: old, status: 'FAILED' }]);
    expect(play.group('a').prior).toEqual([]);
    play.end('b');
    play.end('c');
    expect(play.batch.status).toBe('SUCCEEDED');
    expect(play.phases().slice(4)).toEqual([
      'SUBMITTED SUCCEEDED',
      'IN_PROGRESS SUCCEEDED',
      'COMBINE_ARTIFACTS SUCCEEDED',
      'SUCCEEDED',
    ]);
  });

  it('of all builds begins with the source again', () => {
    const play = failed();
    const [before, old] = [play.started().length, play.uuid('a')];
    play.apply({ type: 'retry-requested', retryType: 'RETRY_ALL_BUILDS' });
    play.begin();
    play.read([task('a'), task('b'), task('c', { dependsOn: ['b'] })]);
    expect(play.started().slice(before)).toEqual([DOWNLOAD_SOURCE, 'a', 'b']);
    expect(play.group('a').prior).toMatchObject([{ uuid: old, status: 'SUCCEEDED' }]);
    expect(play.group(DOWNLOAD_SOURCE).prior).toHaveLength(1);
  });

  it('of failed builds reads the source when that is what failed', () => {
    const play = new BatchPlay();
    play.begin();
    play.end(DOWNLOAD_SOURCE, 'FAILED');
    play.apply({ type: 'retry-requested', retryType: 'RETRY_FAILED_BUILDS' });
    play.begin();
    expect(play.phases().at(-1)).toBe('DOWNLOAD_BATCHSPEC');
  });

  it('has all the time of a batch', () => {
    const play = failed();
    play.apply({ type: 'retry-requested', retryType: 'RETRY_ALL_BUILDS' }, 9_000_000);
    expect(play.batch.deadlineAt).toBeGreaterThan(START + 9_000_000 + 480 * 60_000);
  });

  it.each(['SUCCEEDED', 'STOPPED'] as const)('of a batch that %s changes nothing', (status) => {
    const batch = submitted({ status, endedAt: START, phases: [{ type: status, startedAt: START }] });
    const play = new BatchPlay(batch);
    expect(play.apply({ type: 'retry-requested', retryType: 'RETRY_ALL_BUILDS' })).toEqual([]);
    expect(play.batch).toBe(batch);
  });

  it('does not hear of the build that it replaced', () => {
    const play = playing([task('a')]);
    const old = play.uuid('a');
    play.apply({ type: 'time-passed' }, 480 * 60_000);
    play.apply({ type: 'retry-requested', retryType: 'RETRY_FAILED_BUILDS' });
    play.begin();
    play.apply({ type: 'build-ended', identifier: 'a', uuid: old, status: 'STOPPED' });
    expect(play.group('a').prior).toMatchObject([{ uuid: old, status: 'STOPPED' }]);
    expect(play.statuses()).toEqual({ a: 'IN_PROGRESS' });
  });
});
