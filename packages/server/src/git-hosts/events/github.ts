import type { Actor, HostEvent, PullRequestEvent } from '../host-event.ts';
import { isNothing } from '../host-event.ts';
import type { Payload } from '../payload.ts';
import { filesOfCommits } from './files-of-commits.ts';

const ACTIONS: Readonly<Record<string, PullRequestEvent['action']>> = {
  opened: 'opened',
  reopened: 'reopened',
  synchronize: 'updated',
  edited: 'edited',
  closed: 'closed',
};

/** https://docs.github.com/en/webhooks/webhook-events-and-payloads */
export function readGithub(kind: string, payload: Payload): HostEvent[] {
  const common = { repository: payload.text('repository', 'full_name'), actor: person(payload, 'sender') };
  switch (kind) {
    case 'push':
      return readPush(payload, common);
    case 'pull_request':
      return readPullRequest(payload, common);
    case 'release': {
      const action = payload.text('action');
      if (action !== 'released' && action !== 'prereleased') return [];
      const [tag, name] = [payload.text('release', 'tag_name'), payload.text('release', 'name')];
      return [{ kind: 'release', ...common, action, tag, name }];
    }
    case 'issue_comment': {
      const isNew = payload.text('action') === 'created' && payload.at('issue', 'pull_request') !== undefined;
      const text = payload.text('comment', 'body');
      const isOwners = payload.text('comment', 'author_association') === 'OWNER';
      return isNew ? [{ kind: 'comment', ...common, number: payload.id('issue', 'number'), text, isOwners }] : [];
    }
    default:
      return [];
  }
}

interface Common {
  readonly repository: string;
  readonly actor: Actor;
}

const person = (payload: Payload, ...path: string[]): Actor => ({
  id: payload.id(...path, 'id'),
  name: payload.text(...path, 'login'),
});

function readPush(payload: Payload, common: Common): HostEvent[] {
  const [ref, commit, previous] = [payload.text('ref'), payload.text('after'), payload.text('before')];
  if (isNothing(commit)) return [{ kind: 'deletion', ...common, ref }];
  const author = ['head_commit', 'author'] as const;
  return [
    {
      kind: 'push',
      ...common,
      ref,
      commit,
      ...(previous === '' ? {} : { previous }),
      ...filesOfCommits(payload.list('commits')),
      message: payload.text('head_commit', 'message'),
      author: payload.text(...author, 'name'),
      email: payload.text(...author, 'email'),
    },
  ];
}

function readPullRequest(payload: Payload, common: Common): HostEvent[] {
  const told = ACTIONS[payload.text('action')];
  if (!told) return [];
  const of = (...path: string[]) => payload.text('pull_request', ...path);
  const isMerged = told === 'closed' && payload.at('pull_request', 'merged') === true;
  const [from, to] = [
    payload.id('pull_request', 'head', 'repo', 'id'),
    payload.id('pull_request', 'base', 'repo', 'id'),
  ];
  return [
    {
      kind: 'pull-request',
      ...common,
      action: isMerged ? 'merged' : told,
      number: payload.id('number') || payload.id('pull_request', 'number'),
      source: of('head', 'ref'),
      target: of('base', 'ref'),
      commit: of('head', 'sha'),
      // Before a merge it names a commit that was only tried.
      ...(isMerged ? { mergeCommit: of('merge_commit_sha') } : {}),
      title: of('title'),
      isFork: from === '' || from !== to,
      author: person(payload, 'pull_request', 'user'),
      isOwners: of('author_association') === 'OWNER',
    },
  ];
}
