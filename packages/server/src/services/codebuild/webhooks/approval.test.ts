import type { PullRequestBuildPolicy } from '@aws-sdk/client-codebuild';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../../testing/until.ts';
import { deliver, type Hook, openWebhookLab, pullRequest, type WebhookLab } from '../testing/webhook-lab.ts';

const PERMISSION = (name: string) => `GET /repos/acme/app/collaborators/${name}/permission`;
let lab: WebhookLab;
let gift: string;
let update: string;

beforeAll(async () => {
  lab = await openWebhookLab();
  await lab.codebuild.importSourceCredentials({
    ...{ serverType: 'GITHUB', authType: 'PERSONAL_ACCESS_TOKEN', token: 'key' },
  });
  lab.commit('main');
  gift = lab.commit('gift', 'file.txt', 'refs/pull/12/head');
  update = lab.commit('another gift', 'file.txt', 'refs/pull/12/head');
});
beforeEach(() => {
  lab.host.reset();
  lab.host.answer(PERMISSION('ann'), { body: { permission: 'write', role_name: 'write' } });
  lab.host.answer(PERMISSION('mallory'), { body: { permission: 'read', role_name: 'read' } });
  lab.host.answer(PERMISSION('eve'), { status: 404, body: {} });
  for (const commit of [gift, update])
    lab.host.answer(`POST /repos/acme/app/statuses/${commit}`, { status: 201, body: {} });
});
afterAll(() => lab.close());

const EVENTS = 'PULL_REQUEST_CREATED, PULL_REQUEST_UPDATED';

/** A project with a secret, whose webhook has a policy. */
async function hookWith(pullRequestBuildPolicy?: PullRequestBuildPolicy): Promise<Hook> {
  const project = await lab.project('GITHUB', 'https://github.com/acme/app', { commands: ['git rev-parse HEAD'] });
  return await lab.hook(project, {
    filterGroups: [[{ type: 'EVENT', pattern: EVENTS }]],
    ...(pullRequestBuildPolicy ? { pullRequestBuildPolicy } : {}),
  });
}

const ANN = { id: 7, login: 'ann' };
const MALLORY = { id: 666, login: 'mallory' };

const comment = (hook: Hook, body: string, sender: object = ANN, author_association = 'COLLABORATOR') =>
  deliver(hook, 'issue_comment', {
    ...{ action: 'created', issue: { number: 12, pull_request: { url: 'x' } }, sender },
    comment: { id: Math.random(), body, author_association },
  });

describe('a stranger’s pull request', () => {
  it('waits, is told of at the host, and is built at the very commit that somebody with the role approves', async () => {
    const hook = await hookWith();
    const held = await deliver(hook, 'pull_request', pullRequest(gift));
    expect(held.status).toBe(200);
    expect(held.message).toMatch(/approval required.*mallory is GITHUB_READ/);
    const [told] = await until(async () => {
      const calls = lab.host.callsOf(`POST /repos/acme/app/statuses/${gift}`);
      return calls.length > 0 && calls;
    });
    expect(told?.body).toEqual({
      state: 'failure',
      context: `AWS CodeBuild ${lab.yard.region} (${hook.project})`,
      description: 'Pull request approval required for starting a build',
    });
    expect((await comment(hook, `/codebuild_run(${gift})`, MALLORY)).message).toMatch(/approval does not count/);
    expect((await comment(hook, `/codebuild_run(${gift})`, { id: 9, login: 'eve' })).message).toMatch(
      /eve is a stranger/,
    );
    expect((await comment(hook, 'Looks good to me')).message).toMatch(/approves nothing/);
    expect(await lab.buildsOf(hook.project)).toEqual([]);

    expect((await comment(hook, `Fine.\r\n/codebuild_run(${gift})`)).message).toMatch(/^Started /);
    const [build] = await lab.buildsOf(hook.project);
    expect(build?.sourceVersion).toBe(`refs/pull/12/head^{${gift}}`);
    // The pull request has changed meanwhile: what was approved is built all the same.
    const { log } = await lab.builds.finish(build?.id ?? '');
    expect(log).toContain(gift);
    expect(log).not.toContain(update);
    expect((await comment(hook, `/codebuild_run(${gift})`)).message).toMatch(/waits for no approval/);
  });

  it('that changed needs an approval of what it is now', async () => {
    const hook = await hookWith();
    await deliver(hook, 'pull_request', pullRequest(gift));
    await deliver(hook, 'pull_request', pullRequest(update, { action: 'synchronize' }));
    const stale = await comment(hook, `/codebuild_run(${gift})`);
    expect(stale.message).toContain(`the newest commit of pull request 12 is ${update}`);
    expect(await lab.buildsOf(hook.project)).toEqual([]);
    expect((await comment(hook, `/codebuild_run(${update})`)).message).toMatch(/^Started /);
  });

  it('is not built because somebody with the role has done something to it', async () => {
    const hook = await hookWith();
    const request = { ...pullRequest(gift, { action: 'synchronize' }), sender: ANN };
    expect((await deliver(hook, 'pull_request', request)).message).toMatch(/mallory is GITHUB_READ/);
    const reversed = pullRequest(gift, { user: ANN });
    expect((await deliver(hook, 'pull_request', reversed)).message).toMatch(/mallory is GITHUB_READ/);
    expect(await lab.buildsOf(hook.project)).toEqual([]);
  });

  it('waits also while the host cannot say who they are', async () => {
    const hook = await hookWith();
    lab.host.answer(PERMISSION('mallory'), { status: 503, body: {} }, { body: { permission: 'read' } });
    expect((await deliver(hook, 'pull_request', pullRequest(gift))).status).toBe(202);
    await until(async () => lab.host.callsOf(`POST /repos/acme/app/statuses/${gift}`).length === 1);
    lab.host.answer(PERMISSION('mallory'), { status: 403, body: { message: 'no scope' } });
    const refused = await deliver(hook, 'pull_request', pullRequest(update));
    expect(refused.message).toMatch(/approval required.*no scope/);
    expect(await lab.buildsOf(hook.project)).toEqual([]);
  });

  it('is no longer waited for once the webhook is gone', async () => {
    const hook = await hookWith();
    await deliver(hook, 'pull_request', pullRequest(gift));
    await lab.codebuild.deleteWebhook({ projectName: hook.project });
    const again = await lab.hook(hook.project);
    expect((await comment(again, `/codebuild_run(${gift})`)).message).toMatch(/waits for no approval/);
  });
});

describe('a pull request is built at once', () => {
  const trusted = { user: ANN, author_association: 'COLLABORATOR' };

  it('when its author has one of the roles', async () => {
    const hook = await hookWith();
    const answer = await deliver(hook, 'pull_request', { ...pullRequest(gift, trusted), sender: ANN });
    expect(answer.message).toMatch(/^Started /);
    expect(await lab.buildsOf(hook.project)).toMatchObject([{ sourceVersion: 'pr/12' }]);
  });

  it('but not when theirs is none of those that the policy names', async () => {
    const hook = await hookWith({ requiresCommentApproval: 'ALL_PULL_REQUESTS', approverRoles: ['GITHUB_ADMIN'] });
    const answer = await deliver(hook, 'pull_request', { ...pullRequest(gift, trusted), sender: ANN });
    expect(answer.message).toMatch(/ann is GITHUB_WRITE, which is none of the approver roles/);
  });

  it('when it is no fork, and only those of forks wait', async () => {
    const hook = await hookWith({ requiresCommentApproval: 'FORK_PULL_REQUESTS' });
    const inside = pullRequest(gift, { head: { ref: 'gift', sha: gift, repo: { id: 1 } } });
    expect((await deliver(hook, 'pull_request', pullRequest(gift))).message).toMatch(/approval required/);
    expect((await deliver(hook, 'pull_request', inside)).message).toMatch(/^Started /);
  });

  it('when nothing waits', async () => {
    const hook = await hookWith({ requiresCommentApproval: 'DISABLED' });
    expect((await deliver(hook, 'pull_request', pullRequest(gift))).message).toMatch(/^Started /);
    expect(lab.host.callsOf(PERMISSION('mallory'))).toEqual([]);
  });

  it('when the host itself calls its author the owner, also without credentials', async () => {
    const project = await lab.project('GITHUB_ENTERPRISE', 'https://git.example.com/acme/app');
    const hook = await lab.hook(project);
    const owner = { user: ANN, author_association: 'OWNER' };
    expect((await deliver(hook, 'pull_request', { ...pullRequest(gift, owner), sender: ANN })).message).toMatch(
      /^Started /,
    );
    expect((await deliver(hook, 'pull_request', pullRequest(gift))).message).toMatch(/cannot be asked for without/);
  });
});
