import { BRANCHES, type GitHost, type HostEvent, isNothing, TAGS } from '../../../../git-hosts/host-event.ts';
import { isCommit } from '../pinned-version.ts';
import { present } from '../present.ts';
import type { WebhookEvent } from './webhook-event.ts';

/** What a build knows of the event that started it. */
export interface BuildWebhook {
  readonly event: string;
  readonly actorId: string;
  /** `pr/N`, `branch/B` or `tag/T`. */
  readonly trigger: string;
  readonly headRef?: string;
  readonly baseRef?: string;
  readonly mergeCommit?: string;
  readonly previousCommit?: string;
  /** What statuses are told of; unknown of a release. */
  readonly commit?: string;
}

export function buildWebhookOf(
  event: HostEvent,
  { event: name, actorId, headRef, baseRef }: WebhookEvent,
): BuildWebhook {
  const common = { event: name, actorId, ...present('headRef', headRef) };
  if (event.kind === 'pull-request') {
    const { number, mergeCommit, commit } = event;
    return {
      ...common,
      trigger: `pr/${number}`,
      ...present('baseRef', baseRef),
      ...present('mergeCommit', mergeCommit),
      commit,
    };
  }
  const trigger = triggerOf(headRef ?? '');
  if (event.kind !== 'push') return { ...common, trigger };
  return { ...common, trigger, ...present('previousCommit', event.previous), commit: event.commit };
}

function triggerOf(ref: string): string {
  return ref.startsWith(TAGS) ? `tag/${ref.slice(TAGS.length)}` : `branch/${ref.slice(BRANCHES.length)}`;
}

/**
 * The version that a build of an event fetches: the commit of a push, `pr/N` of GitHub. One that was approved is nailed to the
 * commit that was approved, since the pull request may have changed meanwhile. GitLab and Bitbucket have no `pr/N`, and
 * CodeBuild's documentation says nothing of releases. [inferred]
 */
export function sourceVersionOf(host: GitHost, event: HostEvent, approved: string | undefined): string | undefined {
  switch (event.kind) {
    case 'push':
      return isNothing(event.commit) ? undefined : event.commit;
    case 'release':
      return `${TAGS}${event.tag}`;
    case 'pull-request':
      return versionOfPullRequest(host, event, approved);
    default:
      return undefined;
  }
}

function versionOfPullRequest(
  host: GitHost,
  { number, commit, source }: { number: string; commit: string; source: string },
  approved: string | undefined,
): string {
  if (host === 'github') return approved ? `refs/pull/${number}/head^{${approved}}` : `pr/${number}`;
  const whole = approved ?? commit;
  if (!isCommit(whole)) return `${BRANCHES}${source}`;
  return host === 'gitlab' ? `refs/merge-requests/${number}/head^{${whole}}` : whole;
}

/** The variables of a build that a webhook started. */
export function webhookVariables(webhook: BuildWebhook | undefined): Record<string, string | undefined> {
  return {
    CODEBUILD_WEBHOOK_ACTOR_ACCOUNT_ID: webhook?.actorId,
    CODEBUILD_WEBHOOK_BASE_REF: webhook?.baseRef,
    CODEBUILD_WEBHOOK_EVENT: webhook?.event,
    CODEBUILD_WEBHOOK_HEAD_REF: webhook?.headRef,
    CODEBUILD_WEBHOOK_MERGE_COMMIT: webhook?.mergeCommit,
    CODEBUILD_WEBHOOK_PREV_COMMIT: webhook?.previousCommit,
    CODEBUILD_WEBHOOK_TRIGGER: webhook?.trigger,
  };
}

const SENDERS: Readonly<Record<GitHost, string>> = {
  github: 'GitHub-Hookshot',
  gitlab: 'GitLab',
  bitbucket: 'Bitbucket-Webhooks/2.0',
};
const AGENT = /^(GitHub-Hookshot|GitLab|Bitbucket-Webhooks)\/[\w.-]{1,40}$/;

/** Who started the build: what the host calls itself, such as `GitHub-Hookshot/1c6af21`. */
export function initiatorOfHost(host: GitHost, userAgent: string | undefined): string {
  return userAgent && AGENT.test(userAgent) ? userAgent : SENDERS[host];
}
