import { type Actor, type HostEvent, isNothing, type PullRequestEvent } from '../host-event.ts';
import type { Payload } from '../payload.ts';
import { filesOfCommits } from './files-of-commits.ts';

const ACTIONS: Readonly<Record<string, PullRequestEvent['action']>> = {
  open: 'opened',
  reopen: 'reopened',
  update: 'updated',
  merge: 'merged',
  close: 'closed',
};

/** https://docs.gitlab.com/user/project/integrations/webhook_events/ */
export function readGitlab(kind: string, payload: Payload): HostEvent[] {
  const repository = payload.text('project', 'path_with_namespace');
  const actor = { id: payload.id('user', 'id'), name: payload.text('user', 'username') };
  switch (kind) {
    case 'Push Hook':
    case 'Tag Push Hook':
      return readPush(payload, repository);
    case 'Merge Request Hook':
      return readMergeRequest(payload, { repository, actor });
    case 'Release Hook': {
      const isNews = ['create', 'update'].includes(payload.text('action'));
      const [tag, name] = [payload.text('tag'), payload.text('name')];
      return isNews ? [{ kind: 'release', repository, actor, action: 'released', tag, name }] : [];
    }
    case 'Note Hook': {
      const number = payload.id('merge_request', 'iid');
      const text = payload.text('object_attributes', 'note');
      // Whoever may change other people's words does not approve by that.
      const isChanged = payload.text('object_attributes', 'action') === 'update';
      return number === '' || isChanged ? [] : [{ kind: 'comment', repository, actor, number, text }];
    }
    default:
      return [];
  }
}

function readPush(payload: Payload, repository: string): HostEvent[] {
  const [ref, after, previous] = [payload.text('ref'), payload.text('after'), payload.text('before')];
  const actor = { id: payload.id('user_id'), name: payload.text('user_username') };
  if (isNothing(after)) return [{ kind: 'deletion', repository, actor, ref }];
  const commits = payload.list('commits');
  // Commits are told of oldest first; the list is cut at twenty, and then does not name all files.
  const isWhole = Number(payload.id('total_commits_count') || commits.length) <= commits.length;
  return [
    {
      kind: 'push',
      repository,
      actor,
      ref,
      // Of an annotated tag `after` is the tag's own id.
      commit: payload.text('checkout_sha') || after,
      ...(previous === '' ? {} : { previous }),
      ...(isWhole ? filesOfCommits(commits) : {}),
      message: commits.at(-1)?.text('message') ?? '',
      author: payload.text('user_name'),
      email: payload.text('user_email'),
    },
  ];
}

function readMergeRequest(payload: Payload, common: { repository: string; actor: Actor }): HostEvent[] {
  const about = 'object_attributes';
  const action = ACTIONS[payload.text(about, 'action')];
  if (!action) return [];
  const [from, to] = [payload.id(about, 'source_project_id'), payload.id(about, 'target_project_id')];
  const mergeCommit = payload.text(about, 'merge_commit_sha');
  return [
    {
      kind: 'pull-request',
      ...common,
      action,
      number: payload.id(about, 'iid'),
      source: payload.text(about, 'source_branch'),
      target: payload.text(about, 'target_branch'),
      commit: payload.text(about, 'last_commit', 'id'),
      ...(action === 'merged' && mergeCommit ? { mergeCommit } : {}),
      title: payload.text(about, 'title'),
      message: payload.text(about, 'last_commit', 'message'),
      isFork: from === '' || from !== to,
      author: { id: payload.id(about, 'author_id'), name: '' },
    },
  ];
}
