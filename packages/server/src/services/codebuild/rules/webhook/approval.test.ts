import { expect, it } from 'vitest';
import { approvedCommit, approves, isTrusted, needsTrust } from './approval.ts';

const SHA = 'ab12'.repeat(10);
const pullRequest = (isFork: boolean) => ({ isFork }) as Parameters<typeof needsTrust>[1];

it.each([
  ['DISABLED', true, false],
  ['ALL_PULL_REQUESTS', true, true],
  ['ALL_PULL_REQUESTS', false, true],
  ['FORK_PULL_REQUESTS', true, true],
  ['FORK_PULL_REQUESTS', false, false],
] as const)('%s for a pull request of a fork (%s) asks for trust: %s', (requiresCommentApproval, isFork, needs) => {
  expect(needsTrust({ requiresCommentApproval }, pullRequest(isFork))).toBe(needs);
});

it('only the roles of the policy are trusted', () => {
  const policy = { requiresCommentApproval: 'ALL_PULL_REQUESTS' as const, approverRoles: ['GITHUB_ADMIN' as const] };
  expect(isTrusted(policy, 'GITHUB_ADMIN')).toBe(true);
  expect(isTrusted(policy, 'GITHUB_WRITE')).toBe(false);
  expect(isTrusted(policy, undefined)).toBe(false);
});

it.each([
  [`/codebuild_run(${SHA})`, SHA],
  [`/codebuild_run(<${SHA}>)`, SHA],
  [`Looks good.\r\n  /codebuild_run( ${SHA.toUpperCase()} )  \r\nThanks`, SHA],
  [`please do not /codebuild_run(${SHA})`, undefined],
  [`> /codebuild_run(${SHA})`, undefined],
  ['/codebuild_run', undefined],
  ['/codebuild_run(ab12)', undefined],
  [`/codebuild_run(${SHA}) now`, undefined],
])('the comment %j approves %s', (comment, commit) => {
  expect(approvedCommit(comment)).toBe(commit);
});

it('an approval is for the newest commit alone, of which Bitbucket says the beginning', () => {
  expect(approves(SHA, { commit: SHA })).toBe(true);
  expect(approves(SHA, { commit: SHA.slice(0, 12) })).toBe(true);
  expect(approves(SHA, { commit: SHA.slice(0, 7) })).toBe(false);
  expect(approves(SHA, { commit: `f${SHA.slice(1)}` })).toBe(false);
});
