import type { GitHost } from '../../../../git-hosts/host-event.ts';
import { eventsIn } from './decide.ts';
import type { Scope } from './scope.ts';
import { searchPattern } from './search-pattern.ts';
import type { BuildPolicy, Filter, FilterGroup } from './webhook.ts';
import { EVENTS } from './webhook-event.ts';

/** Why a kind of filter is not for a webhook of this scope; undefined when it is. */
function whyElsewhere(type: Filter['type'], scope: Scope | undefined): string | undefined {
  if (type === 'WORKFLOW_NAME') return 'it is for runners, which Codeyard does not have';
  if (type === 'REPOSITORY_NAME' && !scope) return 'it is for webhooks of an organization, a group or an enterprise';
  if (type === 'ORGANIZATION_NAME' && scope?.scope !== 'GITHUB_GLOBAL') return 'it is for global webhooks';
  return undefined;
}

/** Events that not every type of source has. */
const ONLY: Readonly<Record<string, readonly string[]>> = {
  PULL_REQUEST_REOPENED: ['GITHUB', 'GITHUB_ENTERPRISE', 'GITLAB', 'GITLAB_SELF_MANAGED'],
  RELEASED: ['GITHUB', 'GITLAB', 'GITLAB_SELF_MANAGED'],
  PRERELEASED: ['GITHUB'],
};

/** The first thing that is wrong with a webhook's filters; it says in which group and filter, counted from 1. */
export function findFilterProblem(
  sourceType: string,
  {
    branchFilter,
    filterGroups = [],
  }: { branchFilter?: string | undefined; filterGroups?: readonly FilterGroup[] | undefined },
  scope?: Scope,
): string | undefined {
  if (branchFilter && filterGroups.length > 0)
    return 'Invalid webhook: branchFilter and filterGroups exclude each other';
  if (branchFilter && !searchPattern(branchFilter))
    return `Invalid webhook: branchFilter ${branchFilter} is no regular expression without lookaround`;
  for (const [index, group] of filterGroups.entries()) {
    const problem = groupProblem({ sourceType, scope }, group);
    if (problem) return `Invalid webhook: filter group ${index + 1}${problem}`;
  }
  return undefined;
}

interface Place {
  readonly sourceType: string;
  readonly scope: Scope | undefined;
}

function groupProblem(place: Place, group: FilterGroup): string | undefined {
  if (!group.some(({ type }) => type === 'EVENT')) return ' has no filter of type EVENT';
  for (const [index, filter] of group.entries()) {
    const problem = filterProblem(place, filter);
    if (problem) return `, filter ${index + 1} (${filter.type}): ${problem}`;
  }
  return undefined;
}

function filterProblem({ sourceType, scope }: Place, { type, pattern }: Filter): string | undefined {
  const elsewhere = whyElsewhere(type, scope);
  if (elsewhere) return elsewhere;
  if (pattern === '') return 'the pattern is empty';
  if (type !== 'EVENT')
    return searchPattern(pattern) ? undefined : `${pattern} is no regular expression without lookaround`;
  for (const name of eventsIn(pattern)) {
    if (name === 'WORKFLOW_JOB_QUEUED') return 'WORKFLOW_JOB_QUEUED is for runners, which Codeyard does not have';
    if (!EVENTS.some((known) => known === name)) return `there is no event ${name || '(empty)'}`;
    if (ONLY[name] && !ONLY[name].includes(sourceType)) return `${name} is not an event of source type ${sourceType}`;
  }
  return undefined;
}

/** What approves unless a policy says otherwise: who may write. [inferred: which roles] */
const APPROVERS: Readonly<Record<GitHost, NonNullable<BuildPolicy['approverRoles']>>> = {
  github: ['GITHUB_WRITE', 'GITHUB_MAINTAIN', 'GITHUB_ADMIN'],
  gitlab: ['GITLAB_DEVELOPER', 'GITLAB_MAINTAINER', 'GITLAB_OWNER'],
  bitbucket: ['BITBUCKET_WRITE', 'BITBUCKET_ADMIN'],
};

/** The policy of a webhook that says nothing of one: every pull request of a stranger waits. */
export function policyOf(host: GitHost, given: BuildPolicy | undefined): BuildPolicy {
  const policy = given ?? { requiresCommentApproval: 'ALL_PULL_REQUESTS' };
  if (policy.requiresCommentApproval === 'DISABLED') return policy;
  return { ...policy, approverRoles: policy.approverRoles?.length ? policy.approverRoles : APPROVERS[host] };
}

export function findPolicyProblem(host: GitHost, policy: BuildPolicy | undefined): string | undefined {
  const foreign = policy?.approverRoles?.find((role) => !role.startsWith(host.toUpperCase()));
  if (foreign) return `Invalid webhook: ${foreign} is no role of ${host}`;
  if (policy?.requiresCommentApproval === 'DISABLED' && policy.approverRoles?.length)
    return 'Invalid webhook: approverRoles have no meaning while requiresCommentApproval is DISABLED';
  return undefined;
}
