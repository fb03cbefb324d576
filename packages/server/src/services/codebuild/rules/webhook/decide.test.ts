import { describe, expect, it } from 'vitest';
import { decide } from './decide.ts';
import type { Filter, FilterGroup } from './webhook.ts';
import type { WebhookEvent } from './webhook-event.ts';

const policy = { requiresCommentApproval: 'DISABLED' } as const;
const rules = (filterGroups: readonly FilterGroup[], branchFilter?: string) => ({
  ...{ filterGroups, buildType: 'BUILD' as const, policy },
  ...(branchFilter === undefined ? {} : { branchFilter }),
});
const on = (type: Filter['type'], pattern: string, excludeMatchedPattern = false): Filter => ({
  ...{ type, pattern, excludeMatchedPattern },
});
const EVENT = (pattern: string) => on('EVENT', pattern);

const PUSH: WebhookEvent = {
  ...{ event: 'PUSH', actorId: '4711', headRef: 'refs/heads/main', message: 'Fix it [skip ci]' },
  files: ['src/a.ts', 'docs/b.md'],
};
const TAG: WebhookEvent = { ...PUSH, headRef: 'refs/tags/v1.0' };
const REQUEST: WebhookEvent = {
  ...{ event: 'PULL_REQUEST_CREATED', actorId: '4711', headRef: 'refs/heads/topic', baseRef: 'refs/heads/main' },
};
const RELEASE: WebhookEvent = {
  ...{ event: 'RELEASED', actorId: '4711', headRef: 'refs/tags/v1.0', tagName: 'v1.0', releaseName: 'The first' },
};

describe('filters', () => {
  it.each<[WebhookEvent, Filter[], boolean]>([
    [PUSH, [EVENT('PUSH')], true],
    [PUSH, [EVENT('PULL_REQUEST_CREATED, PUSH')], true],
    [PUSH, [EVENT('PULL_REQUEST_CREATED')], false],
    [REQUEST, [EVENT('PULL_REQUEST_CREATED,PULL_REQUEST_UPDATED')], true],
    [RELEASE, [EVENT('RELEASED')], true],
    // A search, not a match of the whole.
    [PUSH, [EVENT('PUSH'), on('HEAD_REF', 'main')], true],
    [PUSH, [EVENT('PUSH'), on('HEAD_REF', '^refs/heads/main$')], true],
    [PUSH, [EVENT('PUSH'), on('HEAD_REF', '^main$')], false],
    [TAG, [EVENT('PUSH'), on('HEAD_REF', '^refs/heads/')], false],
    [TAG, [EVENT('PUSH'), on('HEAD_REF', '^refs/tags/')], true],
    [PUSH, [EVENT('PUSH'), on('HEAD_REF', '^refs/heads/main$', true)], false],
    [TAG, [EVENT('PUSH'), on('HEAD_REF', '^refs/heads/main$', true)], true],
    [REQUEST, [EVENT('PULL_REQUEST_CREATED'), on('HEAD_REF', '^refs/heads/topic$')], true],
    [REQUEST, [EVENT('PULL_REQUEST_CREATED'), on('BASE_REF', '^refs/heads/main$')], true],
    [REQUEST, [EVENT('PULL_REQUEST_CREATED'), on('BASE_REF', '^refs/heads/release$')], false],
    [PUSH, [EVENT('PUSH'), on('BASE_REF', '.*')], false],
    [PUSH, [EVENT('PUSH'), on('ACTOR_ACCOUNT_ID', '^4711$')], true],
    [PUSH, [EVENT('PUSH'), on('ACTOR_ACCOUNT_ID', '^471$')], false],
    [PUSH, [EVENT('PUSH'), on('ACTOR_ACCOUNT_ID', '4711', true)], false],
    [PUSH, [EVENT('PUSH'), on('FILE_PATH', '^src/.*\\.ts$')], true],
    [PUSH, [EVENT('PUSH'), on('FILE_PATH', '^lib/')], false],
    [PUSH, [EVENT('PUSH'), on('FILE_PATH', '^docs/', true)], false],
    [PUSH, [EVENT('PUSH'), on('FILE_PATH', '^lib/', true)], true],
    [{ ...PUSH, files: [] }, [EVENT('PUSH'), on('FILE_PATH', '.*')], false],
    [PUSH, [EVENT('PUSH'), on('COMMIT_MESSAGE', '\\[skip ci\\]', true)], false],
    [PUSH, [EVENT('PUSH'), on('COMMIT_MESSAGE', '^Fix')], true],
    [RELEASE, [EVENT('RELEASED'), on('TAG_NAME', '^v\\d')], true],
    [RELEASE, [EVENT('RELEASED'), on('RELEASE_NAME', 'second')], false],
    [RELEASE, [EVENT('RELEASED'), on('FILE_PATH', '.*')], false],
    [{ ...PUSH, repositoryName: 'app' }, [EVENT('PUSH'), on('REPOSITORY_NAME', '^app$')], true],
    [{ ...PUSH, repositoryName: 'app' }, [EVENT('PUSH'), on('REPOSITORY_NAME', '^acme/')], false],
    [{ ...PUSH, organizationName: 'acme' }, [EVENT('PUSH'), on('ORGANIZATION_NAME', '^acme$', true)], false],
  ])('of %# start a build, or do not', (event, group, starts) => {
    expect(decide(rules([group]), event).type).toBe(starts ? 'start' : 'skip');
  });

  it('of a group must all pass; of the groups one is enough', () => {
    const [main, docs] = [
      [EVENT('PUSH'), on('HEAD_REF', 'main'), on('COMMIT_MESSAGE', 'nothing')],
      [EVENT('PUSH'), on('FILE_PATH', '^docs/')],
    ];
    expect(decide(rules([main, docs]), PUSH)).toEqual({ type: 'start' });
    expect(decide(rules([main]), PUSH)).toEqual({
      type: 'skip',
      reason: 'filter group 1: COMMIT_MESSAGE Fix it [skip ci] does not match nothing',
    });
  });

  it('ask for what is not known, only where it matters', () => {
    const { files: _, message: __, ...bare } = PUSH;
    const wanting = [EVENT('PUSH'), on('FILE_PATH', '^src/'), on('COMMIT_MESSAGE', 'x')];
    expect(decide(rules([wanting]), bare)).toEqual({ type: 'unknown', needs: ['files', 'message'] });
    expect(decide(rules([[...wanting, on('HEAD_REF', 'other')]]), bare).type).toBe('skip');
    expect(decide(rules([wanting, [EVENT('PUSH')]]), bare).type).toBe('start');
  });

  it('whose pattern would take others for ever are quick', () => {
    const event = { ...PUSH, message: `${'a'.repeat(50_000)}!` };
    const began = performance.now();
    expect(decide(rules([[EVENT('PUSH'), on('COMMIT_MESSAGE', '^(a+)+$')]]), event).type).toBe('skip');
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});

describe('without groups', () => {
  it.each<[WebhookEvent, string | undefined, boolean]>([
    [PUSH, undefined, true],
    [TAG, undefined, true],
    [REQUEST, undefined, true],
    [RELEASE, undefined, false],
    [{ ...REQUEST, event: 'PULL_REQUEST_MERGED' }, undefined, false],
    [PUSH, '^main$', true],
    [PUSH, '^refs/heads/main$', false],
    [TAG, '.*', false],
    [REQUEST, '^topic$', true],
  ])('%# builds what its branch filter lets pass', (event, branchFilter, starts) => {
    expect(decide(rules([], branchFilter), event).type).toBe(starts ? 'start' : 'skip');
  });
});
