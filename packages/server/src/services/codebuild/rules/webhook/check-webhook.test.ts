import { describe, expect, it } from 'vitest';
import { findFilterProblem, findPolicyProblem, policyOf } from './check-webhook.ts';
import type { Filter } from './webhook.ts';

const EVENT: Filter = { type: 'EVENT', pattern: 'PUSH' };

describe('filters', () => {
  it.each<[string, Filter[][], RegExp | undefined]>([
    ['GITHUB', [[EVENT]], undefined],
    ['GITHUB', [[EVENT, { type: 'FILE_PATH', pattern: '^src/(?i:a|b)' }]], undefined],
    ['GITHUB', [[{ type: 'EVENT', pattern: 'PUSH, PULL_REQUEST_MERGED ,RELEASED,PRERELEASED' }]], undefined],
    ['GITHUB', [[]], /filter group 1 has no filter of type EVENT/],
    ['GITHUB', [[EVENT], [{ type: 'HEAD_REF', pattern: 'main' }]], /filter group 2 has no filter of type EVENT/],
    ['GITHUB', [[{ type: 'EVENT', pattern: 'PUSHED' }]], /filter 1 \(EVENT\): there is no event PUSHED/],
    ['GITHUB', [[{ type: 'EVENT', pattern: 'PUSH,' }]], /there is no event \(empty\)/],
    ['GITHUB', [[{ type: 'EVENT', pattern: 'WORKFLOW_JOB_QUEUED' }]], /runners/],
    ['GITHUB', [[EVENT, { type: 'HEAD_REF', pattern: '(' }]], /filter 2 \(HEAD_REF\): \( is no regular expression/],
    ['GITHUB', [[EVENT, { type: 'HEAD_REF', pattern: '^(?!main)' }]], /without lookaround/],
    ['GITHUB', [[EVENT, { type: 'HEAD_REF', pattern: '' }]], /the pattern is empty/],
    ['GITHUB', [[EVENT, { type: 'WORKFLOW_NAME', pattern: 'x' }]], /runners/],
    ['BITBUCKET', [[{ type: 'EVENT', pattern: 'PULL_REQUEST_REOPENED' }]], /not an event of source type BITBUCKET/],
    ['BITBUCKET', [[{ type: 'EVENT', pattern: 'RELEASED' }]], /not an event/],
    ['GITLAB', [[{ type: 'EVENT', pattern: 'RELEASED' }]], undefined],
    ['GITLAB', [[{ type: 'EVENT', pattern: 'PRERELEASED' }]], /not an event/],
  ])('of %s: %j', (sourceType, filterGroups, problem) => {
    const found = findFilterProblem(sourceType, { filterGroups });
    if (problem) expect(found).toMatch(problem);
    else expect(found).toBeUndefined();
  });

  it('look at names of repositories and organizations where there are several', () => {
    const filterGroups: Filter[][] = [[EVENT, { type: 'REPOSITORY_NAME', pattern: '^app' }]];
    const owners: Filter[][] = [[EVENT, { type: 'ORGANIZATION_NAME', pattern: '^acme$' }]];
    const organization = { scope: 'GITHUB_ORGANIZATION', name: 'acme' } as const;
    expect(findFilterProblem('GITHUB', { filterGroups })).toMatch(/it is for webhooks of an organization/);
    expect(findFilterProblem('GITHUB', { filterGroups }, organization)).toBeUndefined();
    expect(findFilterProblem('GITHUB', { filterGroups: owners }, organization)).toMatch(/it is for global webhooks/);
    expect(findFilterProblem('GITHUB', { filterGroups: owners }, { ...organization, scope: 'GITHUB_GLOBAL' })).toBe(
      undefined,
    );
  });

  it('stand beside no branch filter, which is a pattern, too', () => {
    expect(findFilterProblem('GITHUB', { branchFilter: 'main', filterGroups: [[EVENT]] })).toMatch(
      /exclude each other/,
    );
    expect(findFilterProblem('GITHUB', { branchFilter: '(' })).toMatch(/no regular expression/);
    expect(findFilterProblem('GITHUB', { branchFilter: '', filterGroups: [[EVENT]] })).toBeUndefined();
  });
});

describe('a policy', () => {
  it('that is not given holds back the pull requests of everybody who may not write', () => {
    expect(policyOf('github', undefined)).toEqual({
      requiresCommentApproval: 'ALL_PULL_REQUESTS',
      approverRoles: ['GITHUB_WRITE', 'GITHUB_MAINTAIN', 'GITHUB_ADMIN'],
    });
    expect(policyOf('bitbucket', { requiresCommentApproval: 'FORK_PULL_REQUESTS', approverRoles: [] })).toEqual({
      requiresCommentApproval: 'FORK_PULL_REQUESTS',
      approverRoles: ['BITBUCKET_WRITE', 'BITBUCKET_ADMIN'],
    });
    expect(policyOf('gitlab', { requiresCommentApproval: 'DISABLED' })).toEqual({
      requiresCommentApproval: 'DISABLED',
    });
  });

  it('names roles of its own host, and only where they mean something', () => {
    const requiresCommentApproval = 'ALL_PULL_REQUESTS';
    expect(findPolicyProblem('github', { requiresCommentApproval, approverRoles: ['GITHUB_READ'] })).toBeUndefined();
    expect(findPolicyProblem('github', { requiresCommentApproval, approverRoles: ['GITLAB_OWNER'] })).toMatch(
      /GITLAB_OWNER is no role of github/,
    );
    const off = { requiresCommentApproval: 'DISABLED', approverRoles: ['GITHUB_READ'] } as const;
    expect(findPolicyProblem('github', { ...off, approverRoles: [...off.approverRoles] })).toMatch(/have no meaning/);
  });
});
