import { BRANCHES } from '../../../../git-hosts/host-event.ts';
import { searchPattern } from './search-pattern.ts';
import type { Filter, FilterGroup, WebhookRules } from './webhook.ts';
import type { EventName, WebhookEvent } from './webhook-event.ts';

/** What filters may ask for that a delivery does not always tell. */
export type Unknown = 'files' | 'message';

export type Decision =
  | { readonly type: 'start' }
  | { readonly type: 'skip'; readonly reason: string }
  /** It depends on what has to be found out first. */
  | { readonly type: 'unknown'; readonly needs: readonly Unknown[] };

/** Without filters a closed pull request and a release start nothing. [inferred] */
const UNFILTERED: readonly EventName[] = [
  'PUSH',
  'PULL_REQUEST_CREATED',
  'PULL_REQUEST_UPDATED',
  'PULL_REQUEST_REOPENED',
];

/** Whether an event starts a build: groups are alternatives, all filters of one must pass. */
export function decide({ filterGroups, branchFilter }: WebhookRules, event: WebhookEvent): Decision {
  if (filterGroups.length === 0) return decideByBranch(branchFilter, event);
  const judged = filterGroups.map((group) => judgeGroup(group, event));
  if (judged.some(({ type }) => type === 'start')) return { type: 'start' };
  const needs = judged.flatMap((judgement) => (judgement.type === 'unknown' ? judgement.needs : []));
  if (needs.length > 0) return { type: 'unknown', needs: [...new Set(needs)] };
  const reasons = judged.map((judgement, index) =>
    judgement.type === 'skip' ? `filter group ${index + 1}: ${judgement.reason}` : '',
  );
  return { type: 'skip', reason: reasons.join('; ') };
}

/** The older filter knows branches by their bare names. */
function decideByBranch(branchFilter: string | undefined, { event, headRef = '' }: WebhookEvent): Decision {
  if (!UNFILTERED.includes(event)) return { type: 'skip', reason: `${event} starts nothing without a filter for it` };
  if (!branchFilter) return { type: 'start' };
  const branch = headRef.startsWith(BRANCHES) ? headRef.slice(BRANCHES.length) : undefined;
  const passes = branch !== undefined && searchPattern(branchFilter)?.(branch) === true;
  return passes ? { type: 'start' } : { type: 'skip', reason: `${headRef} does not match ${branchFilter}` };
}

function judgeGroup(group: FilterGroup, event: WebhookEvent): Decision {
  const judged = group.map((filter) => judge(filter, event));
  const failed = judged.find(({ type }) => type === 'skip');
  if (failed) return failed;
  const needs = judged.flatMap((judgement) => (judgement.type === 'unknown' ? judgement.needs : []));
  return needs.length > 0 ? { type: 'unknown', needs } : { type: 'start' };
}

function judge({ type, pattern, excludeMatchedPattern = false }: Filter, event: WebhookEvent): Decision {
  const needs = unknownOf(type, event);
  if (needs) return { type: 'unknown', needs: [needs] };
  const values = valuesOf(type, event);
  const matches = type === 'EVENT' ? eventsIn(pattern).includes(event.event) : anyMatches(pattern, values);
  if (matches !== excludeMatchedPattern) return { type: 'start' };
  const what = `${type} ${values.join(', ') || '(none)'}`;
  return { type: 'skip', reason: `${what} ${matches ? 'matches the excluded' : 'does not match'} ${pattern}` };
}

const CHANGES = /^(PUSH|PULL_REQUEST_)/;

function unknownOf(type: Filter['type'], event: WebhookEvent): Unknown | undefined {
  if (!CHANGES.test(event.event)) return undefined;
  if (type === 'FILE_PATH' && event.files === undefined) return 'files';
  return type === 'COMMIT_MESSAGE' && event.message === undefined ? 'message' : undefined;
}

/** What a filter looks at; an event that has nothing of the kind matches no pattern. [inferred] */
function valuesOf(type: Filter['type'], event: WebhookEvent): readonly string[] {
  const one = (value: string | undefined) => (value === undefined ? [] : [value]);
  switch (type) {
    case 'EVENT':
      return [event.event];
    case 'ACTOR_ACCOUNT_ID':
      return [event.actorId];
    case 'HEAD_REF':
      return one(event.headRef);
    case 'BASE_REF':
      return one(event.baseRef);
    case 'FILE_PATH':
      return event.files ?? [];
    case 'COMMIT_MESSAGE':
      return one(event.message);
    case 'TAG_NAME':
      return one(event.tagName);
    case 'RELEASE_NAME':
      return one(event.releaseName);
    case 'REPOSITORY_NAME':
      return one(event.repositoryName);
    case 'ORGANIZATION_NAME':
      return one(event.organizationName);
    default:
      return [];
  }
}

/** One file that matches is enough, also to exclude. [inferred] */
function anyMatches(pattern: string, values: readonly string[]): boolean {
  const matches = searchPattern(pattern);
  return matches !== undefined && values.some(matches);
}

export const eventsIn = (pattern: string): string[] => pattern.split(',').map((name) => name.trim());
