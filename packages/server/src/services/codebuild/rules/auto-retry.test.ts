import { describe, expect, it } from 'vitest';
import { nextAutoRetry } from './auto-retry.ts';
import type { Build } from './build.ts';

const definition = { autoRetryLimit: 2, source: { type: 'NO_SOURCE' } } as Build['definition'];
const build = { id: 'demo:u', initiator: 'somebody', status: 'FAILED', definition } as Build;

describe('what follows a build by itself', () => {
  it.each(['FAILED', 'FAULT', 'TIMED_OUT'] as const)('a retry after %s', (status) => {
    expect(nextAutoRetry({ ...build, status })).toEqual({ number: 1, previous: 'demo:u' });
  });

  it.each(['SUCCEEDED', 'STOPPED', 'IN_PROGRESS'] as const)('nothing after %s', (status) => {
    expect(nextAutoRetry({ ...build, status })).toBeUndefined();
  });

  it.each([
    ['as many as the limit says, and no more', 1, 2],
    ['nothing once the limit is reached', 2, undefined],
  ])('%s', (_, number, next) => {
    expect(nextAutoRetry({ ...build, autoRetry: { number } })?.number).toBe(next);
  });

  it.each([
    ['of a batch', { batch: { id: 'demo:b', identifier: 'a' } }],
    ['that a pipeline started', { initiator: 'codepipeline/demo' }],
    ['with the source of a pipeline', { definition: { ...definition, source: { type: 'CODEPIPELINE' } } }],
    ['that was retried already', { autoRetry: { number: 0, next: 'demo:v' } }],
    ['without a limit', { definition: { source: definition.source } }],
  ])('nothing after one %s', (_, change) => {
    expect(nextAutoRetry({ ...build, ...change } as Build)).toBeUndefined();
  });
});
