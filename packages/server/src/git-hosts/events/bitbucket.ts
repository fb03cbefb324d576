import type { Actor, HostEvent, PullRequestEvent } from '../host-event.ts';
import { BRANCHES, TAGS } from '../host-event.ts';
import type { Payload } from '../payload.ts';

const ACTIONS: Readonly<Record<string, PullRequestEvent['action']>> = {
  'pullrequest:created': 'opened',
  'pullrequest:updated': 'updated',
  'pullrequest:fulfilled': 'merged',
  'pullrequest:rejected': 'closed',
};

/** https://support.atlassian.com/bitbucket-cloud/docs/event-payloads/ */
export function readBitbucket(kind: string, payload: Payload): HostEvent[] {
  const common = { repository: payload.text('repository', 'full_name'), actor: person(payload, 'actor') };
  if (kind === 'repo:push') return payload.list('push', 'changes').flatMap((change) => readChange(change, common));
  if (kind === 'pullrequest:comment_created') {
    const text = payload.text('comment', 'content', 'raw');
    return [{ kind: 'comment', ...common, number: payload.id('pullrequest', 'id'), text }];
  }
  const action = ACTIONS[kind];
  return action ? [readPullRequest(payload, action, common)] : [];
}

interface Common {
  readonly repository: string;
  readonly actor: Actor;
}

const person = (payload: Payload, ...path: string[]): Actor => ({
  id: payload.id(...path, 'account_id') || payload.id(...path, 'uuid'),
  name: payload.text(...path, 'nickname'),
});

const PREFIXES: Readonly<Record<string, string>> = { branch: BRANCHES, tag: TAGS };

/** Bitbucket never names the files of a push. */
function readChange(change: Payload, common: Common): HostEvent[] {
  const side = change.text('new', 'type') === '' ? 'old' : 'new';
  const prefix = PREFIXES[change.text(side, 'type')];
  if (prefix === undefined) return [];
  const ref = `${prefix}${change.text(side, 'name')}`;
  if (side === 'old') return [{ kind: 'deletion', ...common, ref }];
  const previous = change.text('old', 'target', 'hash');
  return [
    {
      kind: 'push',
      ...common,
      ref,
      commit: change.text('new', 'target', 'hash'),
      ...(previous === '' ? {} : { previous }),
      message: change.text('new', 'target', 'message'),
      author: change.text('new', 'target', 'author', 'user', 'display_name'),
    },
  ];
}

function readPullRequest(payload: Payload, action: PullRequestEvent['action'], common: Common): HostEvent {
  const of = (...path: string[]) => payload.text('pullrequest', ...path);
  const [from, to] = [of('source', 'repository', 'full_name'), of('destination', 'repository', 'full_name')];
  const mergeCommit = of('merge_commit', 'hash');
  return {
    kind: 'pull-request',
    ...common,
    action,
    number: payload.id('pullrequest', 'id'),
    source: of('source', 'branch', 'name'),
    target: of('destination', 'branch', 'name'),
    commit: of('source', 'commit', 'hash'),
    ...(action === 'merged' && mergeCommit ? { mergeCommit } : {}),
    title: of('title'),
    isFork: from === '' || from !== to,
    author: person(payload, 'pullrequest', 'author'),
  };
}
