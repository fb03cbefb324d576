import { describe, expect, it } from 'vitest';
import type { GitHost, HostEvent, PullRequestEvent } from '../../../../git-hosts/host-event.ts';
import { buildWebhookOf, initiatorOfHost, sourceVersionOf, webhookVariables } from './build-webhook.ts';
import { type WebhookEvent, webhookEventOf } from './webhook-event.ts';

const [OLD, NEW, MERGE] = ['a'.repeat(40), 'b'.repeat(40), 'c'.repeat(40)];
const common = { repository: 'acme/app', actor: { id: '7', name: 'ann' } };
const push = (ref: string, previous = OLD): HostEvent => ({ kind: 'push', ...common, ref, commit: NEW, previous });
const REQUEST: PullRequestEvent = {
  ...{ kind: 'pull-request', ...common, action: 'merged', number: '12', source: 'topic', target: 'main' },
  ...{ commit: NEW, mergeCommit: MERGE, title: 'x', isFork: false, author: common.actor },
};
const RELEASE: HostEvent = { kind: 'release', ...common, action: 'released', tag: 'v1', name: 'One' };

describe('the variables of a build', () => {
  it.each<[string, HostEvent, object]>([
    [
      'a push',
      push('refs/heads/feature/x'),
      {
        CODEBUILD_WEBHOOK_EVENT: 'PUSH',
        CODEBUILD_WEBHOOK_TRIGGER: 'branch/feature/x',
        CODEBUILD_WEBHOOK_HEAD_REF: 'refs/heads/feature/x',
        CODEBUILD_WEBHOOK_PREV_COMMIT: OLD,
        CODEBUILD_WEBHOOK_ACTOR_ACCOUNT_ID: '7',
      },
    ],
    [
      'a tag',
      push('refs/tags/v1'),
      { CODEBUILD_WEBHOOK_TRIGGER: 'tag/v1', CODEBUILD_WEBHOOK_HEAD_REF: 'refs/tags/v1' },
    ],
    [
      'a pull request',
      REQUEST,
      {
        CODEBUILD_WEBHOOK_EVENT: 'PULL_REQUEST_MERGED',
        CODEBUILD_WEBHOOK_TRIGGER: 'pr/12',
        CODEBUILD_WEBHOOK_HEAD_REF: 'refs/heads/topic',
        CODEBUILD_WEBHOOK_BASE_REF: 'refs/heads/main',
        CODEBUILD_WEBHOOK_MERGE_COMMIT: MERGE,
      },
    ],
    ['a release', RELEASE, { CODEBUILD_WEBHOOK_EVENT: 'RELEASED', CODEBUILD_WEBHOOK_TRIGGER: 'tag/v1' }],
  ])('of %s', (_, event, wanted) => {
    const webhook = buildWebhookOf(event, webhookEventOf('github', event) as WebhookEvent);
    const told = Object.entries(webhookVariables(webhook)).filter(([, value]) => value !== undefined);
    expect(Object.fromEntries(told)).toMatchObject(wanted);
  });

  it('that nobody’s webhook started are none', () => {
    expect(Object.values(webhookVariables(undefined)).filter((value) => value !== undefined)).toEqual([]);
  });
});

it.each<[GitHost, HostEvent, string | undefined, string | undefined]>([
  ['github', push('refs/heads/main'), undefined, NEW],
  ['github', REQUEST, undefined, 'pr/12'],
  ['github', REQUEST, NEW, `refs/pull/12/head^{${NEW}}`],
  ['gitlab', REQUEST, undefined, `refs/merge-requests/12/head^{${NEW}}`],
  ['bitbucket', { ...REQUEST, commit: NEW.slice(0, 12) }, undefined, 'refs/heads/topic'],
  ['bitbucket', { ...REQUEST, commit: NEW.slice(0, 12) }, NEW, NEW],
  ['github', RELEASE, undefined, 'refs/tags/v1'],
])('what %s builds of an event %# is %s', (host, event, approved, version) => {
  expect(sourceVersionOf(host, event, approved)).toBe(version);
});

it.each<[HostEvent, string]>([
  [{ kind: 'deletion', ...common, ref: 'refs/heads/gone' }, 'refs/heads/gone was deleted'],
  [{ ...REQUEST, action: 'edited' }, 'the pull request was edited, which is no event of a webhook'],
])('%o is no event: %s', (event, reason) => {
  expect(webhookEventOf('github', event)).toBe(reason);
});

it('a new ref without commits changes no file where the host would have named them', () => {
  const fresh = push('refs/heads/new', '0'.repeat(40));
  expect(webhookEventOf('github', fresh)).toMatchObject({ files: [] });
  expect(webhookEventOf('bitbucket', fresh)).not.toHaveProperty('files');
});

it.each<[GitHost, string | undefined, string]>([
  ['github', 'GitHub-Hookshot/1c6af21', 'GitHub-Hookshot/1c6af21'],
  ['github', 'curl/8', 'GitHub-Hookshot'],
  ['gitlab', 'GitLab/17.1.0', 'GitLab/17.1.0'],
  ['bitbucket', 'Bitbucket-Webhooks/2.0\r\nx', 'Bitbucket-Webhooks/2.0'],
  ['gitlab', undefined, 'GitLab'],
])('the initiator of what %s sends as %j is %s', (host, agent, initiator) => {
  expect(initiatorOfHost(host, agent)).toBe(initiator);
});
