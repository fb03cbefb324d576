import type { PullRequestEvent } from '../../../../git-hosts/host-event.ts';
import type { BuildPolicy } from './webhook.ts';

export const APPROVAL_REQUIRED = 'Pull request approval required for starting a build';

/** Whether somebody's role has to be asked for before a pull request may be built. */
export function needsTrust({ requiresCommentApproval }: BuildPolicy, { isFork }: PullRequestEvent): boolean {
  return (
    requiresCommentApproval === 'ALL_PULL_REQUESTS' || (requiresCommentApproval === 'FORK_PULL_REQUESTS' && isFork)
  );
}

/** Whether a role approves. */
export function isTrusted({ approverRoles = [] }: BuildPolicy, role: string | undefined): boolean {
  return approverRoles.some((approver) => approver === role);
}

/** The commit that a comment asks to be built: `/codebuild_run(<sha>)` on a line of its own. */
export function approvedCommit(comment: string): string | undefined {
  return /^[ \t]*\/codebuild_run\(\s*<?([0-9a-f]{40,64})>?\s*\)[ \t]*\r?$/im.exec(comment)?.[1]?.toLowerCase();
}

/** Bitbucket tells of commits by the beginning of their ids. */
const SHORTEST = 12;

/** Whether an approval is for the newest commit of a pull request, and for no other. */
export function approves(commit: string, { commit: newest }: { readonly commit: string }): boolean {
  return commit === newest || (newest.length >= SHORTEST && commit.startsWith(newest));
}
