import { type GitHost, type HostEvent, isNothing, TAGS } from '../../../../git-hosts/host-event.ts';
import { present } from '../present.ts';

export const EVENTS = [
  'PUSH',
  'PULL_REQUEST_CREATED',
  'PULL_REQUEST_UPDATED',
  'PULL_REQUEST_REOPENED',
  'PULL_REQUEST_CLOSED',
  'PULL_REQUEST_MERGED',
  'RELEASED',
  'PRERELEASED',
] as const;
export type EventName = (typeof EVENTS)[number];

/** An event in the words that filters have for it. What is absent does not belong to such an event, or is not known yet. */
export interface WebhookEvent {
  readonly event: EventName;
  readonly actorId: string;
  /** Without those of its owner, and the owner's. [inferred: that filters look at it so] */
  readonly repositoryName?: string;
  readonly organizationName?: string;
  readonly headRef?: string;
  readonly baseRef?: string;
  readonly tagName?: string;
  readonly releaseName?: string;
  /** Of pushes and pull requests: undefined until somebody has found out. */
  readonly files?: readonly string[];
  readonly message?: string;
}

const PULL_REQUESTS: Readonly<Record<string, EventName>> = {
  opened: 'PULL_REQUEST_CREATED',
  updated: 'PULL_REQUEST_UPDATED',
  reopened: 'PULL_REQUEST_REOPENED',
  closed: 'PULL_REQUEST_CLOSED',
  merged: 'PULL_REQUEST_MERGED',
};

/** What a host's event is to filters; a text says why it is nothing. */
export function webhookEventOf(host: GitHost, event: HostEvent): WebhookEvent | string {
  const [organizationName = '', ...names] = event.repository.split('/');
  const common = { actorId: event.actor.id, organizationName, repositoryName: names.at(-1) ?? '' };
  switch (event.kind) {
    case 'push':
      return {
        event: 'PUSH',
        ...common,
        headRef: event.ref,
        ...present('files', event.files ?? filesOfNew(host, event.previous)),
        ...present('message', event.message),
      };
    case 'pull-request': {
      const name = PULL_REQUESTS[event.action];
      if (!name) return `the pull request was ${event.action}, which is no event of a webhook`;
      return {
        event: name,
        ...common,
        headRef: `refs/heads/${event.source}`,
        baseRef: `refs/heads/${event.target}`,
        ...present('message', event.message),
      };
    }
    case 'release': {
      const [tagName, releaseName] = [event.tag, event.name];
      const name = event.action === 'released' ? 'RELEASED' : 'PRERELEASED';
      return { event: name, ...common, headRef: `${TAGS}${tagName}`, tagName, releaseName };
    }
    case 'deletion':
      return `${event.ref} was deleted`;
    case 'comment':
      return 'a comment is no event of a webhook';
  }
}

/** GitHub and GitLab list the commits of a push: a ref that is new and brings none changes no file. */
function filesOfNew(host: GitHost, previous: string | undefined): readonly string[] | undefined {
  return host !== 'bitbucket' && previous !== undefined && isNothing(previous) ? [] : undefined;
}
