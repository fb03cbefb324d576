import { describe, expect, it } from 'vitest';
import type { GitHost } from './host-event.ts';
import { readHostEvents } from './read-host-events.ts';

const [OLD, NEW, MERGE, NONE] = ['a'.repeat(40), 'b'.repeat(40), 'c'.repeat(40), '0'.repeat(40)];

const github = (body: object) => ({ repository: { full_name: 'acme/app' }, sender: { id: 7, login: 'ann' }, ...body });
const request = (action: string, change: object = {}, more: object = {}) =>
  github({
    action,
    number: 12,
    pull_request: {
      number: 12,
      title: 'A title',
      user: { id: 8, login: 'bob' },
      author_association: 'CONTRIBUTOR',
      head: { ref: 'topic', sha: NEW, repo: { id: 2 } },
      base: { ref: 'main', sha: OLD, repo: { id: 1 } },
      merge_commit_sha: MERGE,
      ...change,
    },
    ...more,
  });

const gitlab = (body: object) => ({ project: { path_with_namespace: 'acme/group/app' }, ...body });
const mergeRequest = (action: string, change: object = {}) =>
  gitlab({
    user: { id: 7, username: 'ann' },
    object_attributes: {
      ...{ action, iid: 12, title: 'A title', source_branch: 'topic', target_branch: 'main', author_id: 8 },
      ...{ last_commit: { id: NEW, message: 'why' }, source_project_id: 1, target_project_id: 1, ...change },
    },
  });

const bitbucket = (body: object) => ({
  repository: { full_name: 'acme/app' },
  actor: { account_id: '557058:7', nickname: 'ann' },
  ...body,
});
const pullrequest = (change: object = {}) =>
  bitbucket({
    pullrequest: {
      id: 12,
      title: 'A title',
      author: { account_id: '557058:8', nickname: 'bob' },
      source: { branch: { name: 'topic' }, commit: { hash: NEW.slice(0, 12) }, repository: { full_name: 'acme/app' } },
      destination: { branch: { name: 'main' }, repository: { full_name: 'acme/app' } },
      merge_commit: { hash: MERGE.slice(0, 12) },
      ...change,
    },
  });
const tip = (hash: string) => ({ hash, message: 'why', author: { user: { display_name: 'Ann' } } });

describe('a delivery', () => {
  it.each<[GitHost, string, object, object]>([
    [
      'github',
      'push',
      github({
        ...{ ref: 'refs/heads/main', before: OLD, after: NEW },
        commits: [
          { added: ['new.txt'], removed: ['old.txt'], modified: ['src/a.ts'] },
          { added: [], removed: [], modified: ['src/a.ts', 3] },
        ],
        head_commit: { message: 'why', author: { name: 'Ann', email: 'ann@example.com' } },
      }),
      {
        ...{ kind: 'push', repository: 'acme/app', actor: { id: '7', name: 'ann' }, ref: 'refs/heads/main' },
        ...{ commit: NEW, previous: OLD, files: ['new.txt', 'src/a.ts', 'old.txt'], message: 'why' },
        ...{ author: 'Ann', email: 'ann@example.com' },
      },
    ],
    [
      'github',
      'push',
      github({ ref: 'refs/tags/v1', before: NONE, after: NEW, commits: [] }),
      { kind: 'push', ref: 'refs/tags/v1', previous: NONE, commit: NEW },
    ],
    [
      'github',
      'push',
      github({ ref: 'refs/heads/gone', before: OLD, after: NONE }),
      { kind: 'deletion', ref: 'refs/heads/gone' },
    ],
    [
      'github',
      'pull_request',
      request('opened'),
      {
        ...{ kind: 'pull-request', action: 'opened', number: '12', source: 'topic', target: 'main', commit: NEW },
        ...{ title: 'A title', isFork: true, author: { id: '8', name: 'bob' }, isOwners: false },
      },
    ],
    [
      'github',
      'pull_request',
      request('synchronize', { head: { ref: 'topic', sha: NEW, repo: { id: 1 } }, author_association: 'OWNER' }),
      { action: 'updated', isFork: false, isOwners: true },
    ],
    [
      'github',
      'pull_request',
      request('closed', { merged: true, head: { ref: 'topic', sha: NEW, repo: null } }),
      { action: 'merged', mergeCommit: MERGE, isFork: true },
    ],
    ['github', 'pull_request', request('closed', { merged: false }), { action: 'closed', commit: NEW }],
    ['github', 'pull_request', request('reopened'), { action: 'reopened' }],
    ['github', 'pull_request', request('edited'), { action: 'edited' }],
    [
      'github',
      'release',
      github({ action: 'prereleased', release: { tag_name: 'v2-rc', name: 'Two' } }),
      { kind: 'release', action: 'prereleased', tag: 'v2-rc', name: 'Two' },
    ],
    [
      'github',
      'issue_comment',
      github({
        action: 'created',
        issue: { number: 12, pull_request: { url: 'x' } },
        comment: { body: '/codebuild_run', author_association: 'OWNER' },
      }),
      { kind: 'comment', number: '12', text: '/codebuild_run', isOwners: true, actor: { id: '7', name: 'ann' } },
    ],
    [
      'gitlab',
      'Push Hook',
      gitlab({
        ...{ ref: 'refs/heads/main', before: OLD, after: NEW, checkout_sha: NEW, user_id: 7, user_username: 'ann' },
        ...{ user_name: 'Ann', user_email: 'ann@example.com', total_commits_count: 2 },
        commits: [
          { message: 'first', added: ['a'], modified: [], removed: [] },
          { message: 'why', added: ['b'], modified: [], removed: [] },
        ],
      }),
      {
        ...{ kind: 'push', repository: 'acme/group/app', actor: { id: '7', name: 'ann' }, commit: NEW },
        ...{ previous: OLD, files: ['a', 'b'], message: 'why', author: 'Ann', email: 'ann@example.com' },
      },
    ],
    [
      'gitlab',
      'Tag Push Hook',
      gitlab({ ref: 'refs/tags/v1', before: NONE, after: OLD, checkout_sha: NEW, commits: [] }),
      { kind: 'push', ref: 'refs/tags/v1', commit: NEW },
    ],
    [
      'gitlab',
      'Push Hook',
      gitlab({ ref: 'refs/heads/gone', before: OLD, after: NONE, checkout_sha: null }),
      { kind: 'deletion', ref: 'refs/heads/gone' },
    ],
    [
      'gitlab',
      'Merge Request Hook',
      mergeRequest('open', { source_project_id: 2 }),
      {
        ...{ action: 'opened', number: '12', source: 'topic', target: 'main', commit: NEW, message: 'why' },
        ...{ isFork: true, author: { id: '8', name: '' }, actor: { id: '7', name: 'ann' } },
      },
    ],
    [
      'gitlab',
      'Merge Request Hook',
      mergeRequest('merge', { merge_commit_sha: MERGE }),
      { action: 'merged', mergeCommit: MERGE, isFork: false },
    ],
    ['gitlab', 'Merge Request Hook', mergeRequest('close'), { action: 'closed' }],
    ['gitlab', 'Merge Request Hook', mergeRequest('reopen'), { action: 'reopened' }],
    ['gitlab', 'Merge Request Hook', mergeRequest('update'), { action: 'updated' }],
    [
      'gitlab',
      'Release Hook',
      gitlab({ action: 'create', tag: 'v1', name: 'One' }),
      { kind: 'release', action: 'released', tag: 'v1', name: 'One' },
    ],
    [
      'gitlab',
      'Note Hook',
      gitlab({ user: { id: 7, username: 'ann' }, merge_request: { iid: 12 }, object_attributes: { note: 'hello' } }),
      { kind: 'comment', number: '12', text: 'hello' },
    ],
    [
      'bitbucket',
      'repo:push',
      bitbucket({
        push: {
          changes: [{ new: { type: 'branch', name: 'main', target: tip(NEW) }, old: { target: { hash: OLD } } }],
        },
      }),
      {
        ...{ kind: 'push', ref: 'refs/heads/main', commit: NEW, previous: OLD, message: 'why', author: 'Ann' },
        actor: { id: '557058:7', name: 'ann' },
      },
    ],
    [
      'bitbucket',
      'repo:push',
      bitbucket({ push: { changes: [{ new: { type: 'tag', name: 'v1', target: tip(NEW) }, old: null }] } }),
      { kind: 'push', ref: 'refs/tags/v1' },
    ],
    [
      'bitbucket',
      'repo:push',
      bitbucket({ push: { changes: [{ new: null, old: { type: 'branch', name: 'gone', target: tip(OLD) } }] } }),
      { kind: 'deletion', ref: 'refs/heads/gone' },
    ],
    [
      'bitbucket',
      'pullrequest:created',
      pullrequest(),
      {
        ...{ action: 'opened', number: '12', source: 'topic', target: 'main', commit: NEW.slice(0, 12) },
        ...{ isFork: false, author: { id: '557058:8', name: 'bob' } },
      },
    ],
    [
      'bitbucket',
      'pullrequest:updated',
      pullrequest({ destination: { branch: { name: 'main' }, repository: { full_name: 'acme/other' } } }),
      { action: 'updated', isFork: true },
    ],
    [
      'bitbucket',
      'pullrequest:fulfilled',
      pullrequest(),
      { action: 'merged', mergeCommit: MERGE.slice(0, 12), commit: NEW.slice(0, 12) },
    ],
    ['bitbucket', 'pullrequest:rejected', pullrequest(), { action: 'closed' }],
    [
      'bitbucket',
      'pullrequest:comment_created',
      bitbucket({ pullrequest: { id: 12 }, comment: { content: { raw: 'hello' } } }),
      { kind: 'comment', number: '12', text: 'hello' },
    ],
  ])('of %s (%s) %# is read', (host, kind, body, wanted) => {
    expect(readHostEvents(host, kind, body)).toEqual([expect.objectContaining(wanted)]);
  });

  it.each<[string, GitHost, string, unknown]>([
    ['no JSON object', 'github', 'push', 'push'],
    ['nothing', 'github', 'push', null],
    ['a list', 'gitlab', 'Push Hook', []],
    ['a ping', 'github', 'ping', github({ zen: 'x' })],
    ['a label', 'github', 'pull_request', request('labeled')],
    ['a comment on an issue', 'github', 'issue_comment', github({ action: 'created', issue: { number: 1 } })],
    [
      'a comment that was changed',
      'github',
      'issue_comment',
      github({ action: 'edited', issue: { number: 1, pull_request: {} }, comment: { body: 'x' } }),
    ],
    [
      'a note that was changed',
      'gitlab',
      'Note Hook',
      gitlab({ merge_request: { iid: 1 }, object_attributes: { note: 'x', action: 'update' } }),
    ],
    ['no repository', 'github', 'push', { ref: 'refs/heads/main', after: NEW }],
    ['a ref that is none', 'github', 'push', github({ ref: '--upload-pack=x', after: NEW })],
    ['a commit that is none', 'github', 'push', github({ ref: 'refs/heads/main', after: 'HEAD' })],
    ['a number that is none', 'github', 'pull_request', request('opened', {}, { number: '../1' })],
    ['members of a prototype', 'github', 'push', github({ ref: 'refs/heads/main', after: { __proto__: NEW } })],
    ['changes of no kind', 'bitbucket', 'repo:push', bitbucket({ push: { changes: [{ new: { type: 'bookmark' } }] } })],
    ['a release that was only drafted', 'github', 'release', github({ action: 'created', release: { tag_name: 'v' } })],
  ])('with %s means nothing', (_, host, kind, body) => {
    expect(readHostEvents(host, kind, body)).toEqual([]);
  });

  it('whose list of commits was cut does not say which files changed', () => {
    const commits = [{ message: 'one of many', added: ['a'] }];
    const body = gitlab({ ref: 'refs/heads/main', before: OLD, after: NEW, commits, total_commits_count: 21 });
    const [event] = readHostEvents('gitlab', 'Push Hook', body);
    expect(event).toMatchObject({ kind: 'push', message: 'one of many' });
    expect(event).not.toHaveProperty('files');
  });
});
