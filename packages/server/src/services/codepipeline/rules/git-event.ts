import { BRANCHES, type HostEvent } from '../../../git-hosts/host-event.ts';

/** A push or a pull request, as pipelines see it. */
export type GitEvent = PushEvent | PullRequestEvent;

interface CommonEvent {
  /** `owner/name`, as the host spells it. */
  readonly repository: string;
  readonly commit: string;
  /** Paths that changed; undefined when the host did not say. */
  readonly files?: readonly string[];
  readonly message?: string;
  readonly author?: string;
  readonly email?: string;
}

interface PushEvent extends CommonEvent {
  readonly kind: 'push';
  readonly branch?: string;
  readonly tag?: string;
}

interface PullRequestEvent extends CommonEvent {
  readonly kind: 'pull-request';
  readonly action: 'OPEN' | 'UPDATED' | 'CLOSED';
  /** Where the change is, and where it is to go. */
  readonly source: string;
  readonly target: string;
}

const ACTIONS = {
  opened: 'OPEN',
  reopened: 'OPEN',
  updated: 'UPDATED',
  edited: 'UPDATED',
  closed: 'CLOSED',
  merged: 'CLOSED',
} as const;

/** What a host's event is to pipelines; nothing for what starts none, such as a branch that was deleted. */
export function gitEventsOf(event: HostEvent): GitEvent[] {
  if (event.kind === 'push') {
    const { ref, previous: _, actor: __, ...told } = event;
    const name = ref.slice(ref.indexOf('/', 'refs/'.length) + 1);
    return [{ ...told, [ref.startsWith(BRANCHES) ? 'branch' : 'tag']: name }];
  }
  if (event.kind !== 'pull-request') return [];
  const { kind, repository, source, target, commit, title, action } = event;
  return [{ kind, repository, action: ACTIONS[action], source, target, commit, message: title }];
}
