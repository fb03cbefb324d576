import type { WebhookFilter } from '@aws-sdk/client-codebuild';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../../testing/until.ts';
import {
  CONNECTION_SECRET,
  deliver,
  NO_COMMIT,
  openWebhookLab,
  post,
  pullRequest,
  push,
  signature,
  type WebhookLab,
} from '../testing/webhook-lab.ts';

const REPOSITORY = 'https://github.com/acme/app';
let lab: WebhookLab;
let first: string;
let second: string;

beforeAll(async () => {
  lab = await openWebhookLab();
  first = lab.commit('first');
  second = lab.commit('second', 'docs/page.md');
});
beforeEach(() => lab.host.reset());
afterAll(() => lab.close());

const group = (...filters: [NonNullable<WebhookFilter['type']>, string, boolean?][]): WebhookFilter[] =>
  filters.map(([type, pattern, excludeMatchedPattern]) => ({
    ...{ type, pattern },
    ...(excludeMatchedPattern === undefined ? {} : { excludeMatchedPattern }),
  }));

/** The id of the build that a delivery says it has started. */
function startedBy({ status, message }: { status: number; message: string }): string {
  const [, id] = /^Started (\S+)\.$/.exec(message) ?? [];
  if (status !== 200 || !id) throw new Error(`nothing was started: ${status} ${message}`);
  return id;
}

const PRINT = 'env | grep ^CODEBUILD_ | sort; git rev-parse HEAD';

describe('a push', () => {
  it('is built: its commit, with what the host said of it', async () => {
    const project = await lab.project('GITHUB', REPOSITORY, { commands: [PRINT] });
    const hook = await lab.hook(project, {
      filterGroups: [group(['EVENT', 'PUSH'], ['HEAD_REF', '^refs/heads/main$'], ['FILE_PATH', '^file'])],
    });
    const id = startedBy(await deliver(hook, 'push', push(first, { before: NO_COMMIT })));
    const { build, log } = await lab.builds.finish(id);
    expect(build).toMatchObject({
      ...{ buildStatus: 'SUCCEEDED', initiator: 'GitHub-Hookshot/1c6af21', sourceVersion: first },
      resolvedSourceVersion: first,
    });
    for (const line of [
      ...['CODEBUILD_WEBHOOK_ACTOR_ACCOUNT_ID=7', 'CODEBUILD_WEBHOOK_EVENT=PUSH'],
      ...['CODEBUILD_WEBHOOK_HEAD_REF=refs/heads/main', `CODEBUILD_WEBHOOK_PREV_COMMIT=${NO_COMMIT}`],
      ...['CODEBUILD_WEBHOOK_TRIGGER=branch/main', `CODEBUILD_SOURCE_VERSION=${first}`, first],
    ])
      expect(log.split('\n')).toContain(line);
    expect(log).not.toContain('CODEBUILD_WEBHOOK_BASE_REF');
  });

  it('of a tag is one, and the deletion of a branch is none', async () => {
    const project = await lab.project('GITHUB', REPOSITORY);
    const hook = await lab.hook(project, {
      filterGroups: [
        group(['EVENT', 'PUSH'], ['HEAD_REF', '^refs/heads/']),
        group(['EVENT', 'PUSH'], ['HEAD_REF', 'v2']),
      ],
    });
    const tagged = await deliver(hook, 'push', push(first, { ref: 'refs/tags/v1' }));
    expect(tagged.message).toContain('HEAD_REF refs/tags/v1 does not match ^refs/heads/');
    const deleted = await deliver(hook, 'push', push(NO_COMMIT, { ref: 'refs/heads/gone' }));
    expect(deleted).toEqual({ status: 200, message: `No build of ${project}: refs/heads/gone was deleted.` });
    const pinged = await deliver(hook, 'ping', { zen: 'Keep it logically awesome.' });
    expect(pinged).toEqual({ status: 200, message: 'No build: nothing that a webhook waits for.' });
    expect(await lab.buildsOf(project)).toEqual([]);
  });

  it('may be told of in a form', async () => {
    const hook = await lab.hook(await lab.project('GITHUB', REPOSITORY));
    const payload = JSON.stringify({ repository: { full_name: 'acme/app' }, ...push(first) });
    const body = `payload=${encodeURIComponent(payload)}`;
    const answer = await post(hook.payloadUrl, body, {
      ...{ 'content-type': 'application/x-www-form-urlencoded', 'x-github-event': 'push' },
      ...{ 'x-github-delivery': 'form', 'x-hub-signature-256': signature(hook.secret, body) },
    });
    startedBy(answer);
  });

  it('of another repository starts nothing, whatever the case of letters', async () => {
    const hook = await lab.hook(await lab.project('GITHUB', 'https://github.com/Acme/App'));
    const other = await deliver(hook, 'push', push(first, { repository: { full_name: 'acme/other' } }));
    expect(other.message).toContain('acme/other is not the source of project');
    startedBy(await deliver(hook, 'push', push(first)));
  });

  it('starts a batch where that is wanted', { timeout: 120_000 }, async () => {
    const buildspec = JSON.stringify({
      ...{ version: 0.2, phases: { build: { commands: [PRINT] } } },
      batch: { 'build-list': [{ identifier: 'only' }] },
    });
    const project = await lab.project('GITHUB', REPOSITORY, {
      source: { type: 'GITHUB', location: REPOSITORY, buildspec },
      buildBatchConfig: { serviceRole: 'arn:aws:iam::123456789012:role/batcher' },
    });
    const hook = await lab.hook(project, { buildType: 'BUILD_BATCH' });
    const id = startedBy(await deliver(hook, 'push', push(second)));
    const batch = await until(async () => {
      const { buildBatches = [] } = await lab.codebuild.batchGetBuildBatches({ ids: [id] });
      return buildBatches[0]?.complete && buildBatches[0];
    }, 60_000);
    expect(batch).toMatchObject({
      buildBatchStatus: 'SUCCEEDED',
      initiator: 'GitHub-Hookshot/1c6af21',
      sourceVersion: second,
    });
    const member = batch.buildGroups?.find(({ identifier }) => identifier === 'only')?.currentBuildSummary?.arn ?? '';
    const { log } = await lab.builds.finish(member.split('/').at(-1) ?? '');
    expect(log).toContain('CODEBUILD_WEBHOOK_TRIGGER=branch/main');
  });

  it('that there is no room for is dropped, with the reason', async () => {
    const project = await lab.project('GITHUB', REPOSITORY, { commands: ['sleep 60'], concurrentBuildLimit: 1 });
    const hook = await lab.hook(project);
    const id = startedBy(await deliver(hook, 'push', push(first)));
    const dropped = await deliver(hook, 'push', push(second));
    expect(dropped).toEqual({
      status: 200,
      message: expect.stringMatching(/^No build of .*: Cannot have more than 1 active builds for the project/),
    });
    await lab.codebuild.stopBuild({ id });
    await lab.builds.until(id, ({ buildComplete }) => buildComplete === true);
    expect(await lab.buildsOf(project)).toHaveLength(1);
    // What was dropped may be sent again once there is room.
    await lab.codebuild.stopBuild({ id: startedBy(await deliver(hook, 'push', push(second))) });
  });
});

describe('what cannot be trusted', () => {
  it('starts nothing', async () => {
    const project = await lab.project('GITHUB', REPOSITORY);
    const hook = await lab.hook(project);
    const forged = { ...hook, secret: 'guessed' };
    expect(await deliver(forged, 'push', push(first))).toEqual({
      status: 403,
      message: 'The delivery is not signed with the secret of this webhook.',
    });
    expect((await post(hook.payloadUrl, '{}', { 'x-github-event': 'push' })).status).toBe(403);
    const unknown = hook.payloadUrl.slice(0, -1) + (hook.payloadUrl.endsWith('x') ? 'y' : 'x');
    expect((await deliver({ ...hook, payloadUrl: unknown }, 'push', push(first))).status).toBe(404);
    expect((await fetch(hook.payloadUrl)).status).toBe(405);
    const body = '<xml/>';
    const headers = { 'x-github-event': 'push', 'x-hub-signature-256': signature(hook.secret, body) };
    expect((await post(hook.payloadUrl, body, headers)).status).toBe(400);
    expect(await lab.buildsOf(project)).toEqual([]);
  });

  it('because it comes again is built once, also with another id', async () => {
    const project = await lab.project('GITHUB', REPOSITORY);
    const hook = await lab.hook(project);
    const headers = { 'x-github-delivery': 'once' };
    startedBy(await deliver(hook, 'push', push(first), headers));
    const again = { status: 200, message: `No build of ${project}: this delivery has started its build already.` };
    expect(await deliver(hook, 'push', push(first), headers)).toEqual(again);
    expect(await deliver(hook, 'push', push(first))).toEqual(again);
    const twins = await Promise.all([0, 1, 2, 3].map(() => deliver(hook, 'push', push(second))));
    expect(twins.filter(({ message }) => message.startsWith('Started'))).toHaveLength(1);
    expect(await lab.buildsOf(project)).toHaveLength(2);
  });

  it('because it is too large is not read to its end', async () => {
    const hook = await lab.hook(await lab.project('GITHUB', REPOSITORY));
    const answer = await post(hook.payloadUrl, 'x'.repeat(26 * 1024 * 1024), { 'x-github-event': 'push' });
    expect(answer).toEqual({ status: 413, message: 'The body is too large.' });
    expect((await post(hook.payloadUrl, '{}', {})).status).toBe(403);
  });
});

describe('what a delivery does not say', () => {
  const paths = { filterGroups: [group(['EVENT', 'PUSH,PULL_REQUEST_CREATED'], ['FILE_PATH', '^docs/'])] };

  it('is asked of the repository where there are no credentials', async () => {
    const project = await lab.project('BITBUCKET', 'https://bitbucket.org/acme/app');
    await lab.codebuild.importSourceCredentials({
      serverType: 'BITBUCKET',
      authType: 'CODECONNECTIONS',
      token: 'arn:aws:codeconnections:us-east-1:123456789012:connection/1',
    });
    await lab.codebuild.createWebhook({ projectName: project, ...paths });
    const send = async (old: string, fresh: string) => {
      const target = { hash: fresh, message: 'why' };
      const change = { new: { type: 'branch', name: 'main', target }, old: { target: { hash: old } } };
      const body = JSON.stringify({
        repository: { full_name: 'acme/app' },
        actor: { account_id: '557058:7', nickname: 'ann' },
        push: { changes: [change] },
      });
      return await post(`${lab.yard.endpoint}/_codeyard/connections/bitbucket`, body, {
        ...{
          'x-event-key': 'repo:push',
          'x-request-uuid': fresh,
          'x-hub-signature': signature(CONNECTION_SECRET, body),
        },
        'user-agent': 'Bitbucket-Webhooks/2.0',
      });
    };
    const third = lab.commit('third');
    expect((await send(second, third)).message).toContain('FILE_PATH file.txt does not match ^docs/');
    const built = await send(first, second);
    expect(built.message).toContain(`Started ${project}:`);
    expect(await lab.buildsOf(project)).toMatchObject([{ initiator: 'Bitbucket-Webhooks/2.0', sourceVersion: second }]);
    await lab.codebuild.deleteWebhook({ projectName: project });
    expect((await send(first, third)).message).toBe('No pipeline starts.');
  });

  it('is asked of the host with credentials, later if it cannot answer just now', async () => {
    await lab.codebuild.importSourceCredentials({
      serverType: 'GITHUB',
      authType: 'PERSONAL_ACCESS_TOKEN',
      token: 'key',
    });
    const files = 'GET /repos/acme/app/pulls/12/files';
    lab.host.answer(files, { status: 503, body: {} }, { body: [{ filename: 'docs/page.md' }] });
    lab.git('push', '-q', '--force', lab.bare, 'HEAD:refs/pull/12/head');
    const project = await lab.project('GITHUB', REPOSITORY);
    const hook = await lab.hook(project, { ...paths, pullRequestBuildPolicy: { requiresCommentApproval: 'DISABLED' } });
    const answer = await deliver(hook, 'pull_request', pullRequest(second));
    expect(answer).toEqual({ status: 202, message: expect.stringMatching(/^Looking into it for .*503/) });
    const [build] = await until(async () => {
      const builds = await lab.buildsOf(project);
      return builds.length === 1 && builds;
    });
    expect(build).toMatchObject({ sourceVersion: 'pr/12' });
    expect(lab.host.callsOf(files)).toHaveLength(2);
    lab.host.answer(files, { body: [{ filename: 'src/a.ts' }] });
    const other = await deliver(hook, 'pull_request', pullRequest(second, { title: 'Another' }));
    expect(other.message).toContain('FILE_PATH src/a.ts does not match ^docs/');
    const arn = `arn:aws:codebuild:${lab.yard.region}:${lab.yard.account}:token/github`;
    await lab.codebuild.deleteSourceCredentials({ arn });
  });

  it('and nobody knows starts nothing', async () => {
    const hook = await lab.hook(await lab.project('GITHUB', REPOSITORY), paths);
    const unknown = push('f'.repeat(40), { before: 'e'.repeat(40), commits: [] });
    const { status, message } = await deliver(hook, 'push', unknown);
    expect([status, message]).toEqual([200, expect.stringContaining('the files of the change could not be found out')]);
  });
});

describe('a delivery of GitLab', () => {
  it('carries the secret itself; a merge request is built at its own commit', async () => {
    lab.git('push', '-q', '--force', lab.bare, `${second}:refs/merge-requests/12/head`);
    const project = await lab.project('GITLAB', 'https://gitlab.com/acme/app', { commands: [PRINT] });
    const hook = await lab.hook(project, {
      filterGroups: [
        group(['EVENT', 'PULL_REQUEST_MERGED'], ['BASE_REF', '^refs/heads/main$'], ['COMMIT_MESSAGE', 'why']),
      ],
      pullRequestBuildPolicy: { requiresCommentApproval: 'FORK_PULL_REQUESTS' },
    });
    const body = JSON.stringify({
      ...{ project: { path_with_namespace: 'acme/app' }, user: { id: 7, username: 'ann' } },
      object_attributes: {
        ...{ action: 'merge', iid: 12, title: 'x', source_branch: 'topic', target_branch: 'main', author_id: 7 },
        ...{ source_project_id: 1, target_project_id: 1, merge_commit_sha: first },
        last_commit: { id: second, message: 'why' },
      },
    });
    const headers = {
      'x-gitlab-event': 'Merge Request Hook',
      'x-gitlab-event-uuid': 'u',
      'user-agent': 'GitLab/17.1.0',
    };
    expect((await post(hook.payloadUrl, body, { ...headers, 'x-gitlab-token': 'guessed' })).status).toBe(403);
    const id = startedBy(await post(hook.payloadUrl, body, { ...headers, 'x-gitlab-token': hook.secret }));
    const { build, log } = await lab.builds.finish(id);
    expect(build).toMatchObject({
      buildStatus: 'SUCCEEDED',
      initiator: 'GitLab/17.1.0',
      resolvedSourceVersion: second,
    });
    for (const line of [
      ...['CODEBUILD_WEBHOOK_EVENT=PULL_REQUEST_MERGED', `CODEBUILD_WEBHOOK_MERGE_COMMIT=${first}`],
      ...['CODEBUILD_WEBHOOK_BASE_REF=refs/heads/main', 'CODEBUILD_WEBHOOK_TRIGGER=pr/12'],
    ])
      expect(log.split('\n')).toContain(line);
  });
});

it('a webhook whose project has moved elsewhere starts nothing', async () => {
  const project = await lab.project('GITHUB', REPOSITORY);
  const hook = await lab.hook(project);
  await lab.codebuild.updateProject({ name: project, source: { type: 'NO_SOURCE', buildspec: 'version: 0.2' } });
  expect((await deliver(hook, 'push', push(first))).status).toBe(404);
});
