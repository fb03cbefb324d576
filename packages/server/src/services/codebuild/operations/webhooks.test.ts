import type { CreateWebhookInput, WebhookFilter } from '@aws-sdk/client-codebuild';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../../testing/until.ts';
import { deliver, openWebhookLab, push, type WebhookLab } from '../testing/webhook-lab.ts';

const REPOSITORY = 'https://github.com/acme/app';
const HOOKS = '/repos/acme/app/hooks';
const PUSHES: WebhookFilter[][] = [[{ type: 'EVENT', pattern: 'PUSH' }]];
let lab: WebhookLab;

beforeAll(async () => {
  lab = await openWebhookLab();
});
beforeEach(async () => {
  lab.host.reset();
  lab.host.answer(`GET ${HOOKS}`, { body: [] });
  lab.host.answer(`POST ${HOOKS}`, { status: 201, body: { id: 3, url: `https://api.github.com${HOOKS}/3` } });
  lab.host.answer(`DELETE ${HOOKS}/3`, { status: 204 });
  await lab.codebuild.importSourceCredentials({
    serverType: 'GITHUB',
    authType: 'PERSONAL_ACCESS_TOKEN',
    token: 'key-to-github',
  });
});
afterAll(() => lab.close());

const webhookOf = async (name: string) => {
  const { projects = [] } = await lab.codebuild.batchGetProjects({ names: [name] });
  return projects[0]?.webhook;
};
/** What a hook was made with. */
const configIn = (body: unknown) => (body as { config?: { secret?: string } } | undefined)?.config ?? {};
const create = (projectName: string, input: Partial<CreateWebhookInput> = {}) =>
  lab.codebuild.createWebhook({ projectName, ...input });

describe('a webhook', () => {
  it('is made at the host with the credentials there are, and shown with its project', async () => {
    const projectName = await lab.project('GITHUB', `${REPOSITORY}.git`);
    const { webhook } = await create(projectName, {
      filterGroups: [
        [
          { type: 'EVENT', pattern: 'PUSH, PULL_REQUEST_CREATED' },
          { type: 'HEAD_REF', pattern: 'topic' },
        ],
      ],
    });
    expect(webhook).toEqual({
      url: `https://api.github.com${HOOKS}/3`,
      payloadUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/_codeyard\/build-webhooks\/[A-Za-z0-9]{43}$/),
      filterGroups: [
        [
          { type: 'EVENT', pattern: 'PUSH, PULL_REQUEST_CREATED', excludeMatchedPattern: false },
          { type: 'HEAD_REF', pattern: 'topic', excludeMatchedPattern: false },
        ],
      ],
      buildType: 'BUILD',
      lastModifiedSecret: expect.any(Date),
      status: 'ACTIVE',
      pullRequestBuildPolicy: {
        requiresCommentApproval: 'ALL_PULL_REQUESTS',
        approverRoles: ['GITHUB_WRITE', 'GITHUB_MAINTAIN', 'GITHUB_ADMIN'],
      },
    });
    const [made] = lab.host.callsOf(`POST ${HOOKS}`);
    expect(made?.headers.authorization).toBe('Bearer key-to-github');
    expect(made?.body).toMatchObject({
      config: { url: webhook?.payloadUrl, secret: expect.stringMatching(/^\w{40}$/) },
    });
    expect(await webhookOf(projectName)).toEqual(webhook);
    // The host signs with what it was given.
    const { secret = '' } = configIn(made?.body);
    const answer = await deliver({ payloadUrl: webhook?.payloadUrl ?? '', secret }, 'push', push('b'.repeat(40)));
    expect(answer).toEqual({ status: 200, message: expect.stringContaining('HEAD_REF') });
  });

  it('that is taken to the host by hand has its secret shown once', async () => {
    const projectName = await lab.project('GITHUB', REPOSITORY);
    const { webhook } = await create(projectName, { manualCreation: true, filterGroups: PUSHES });
    expect(webhook).toMatchObject({
      secret: expect.stringMatching(/^\w{40}$/),
      manualCreation: true,
      status: 'ACTIVE',
    });
    expect(webhook).not.toHaveProperty('url');
    const { secret: _, ...shown } = webhook ?? {};
    expect(await webhookOf(projectName)).toEqual(shown);
    expect(lab.host.calls).toEqual([]);
    const change = await lab.codebuild.updateWebhook({ projectName, buildType: 'BUILD_BATCH' });
    expect(change.webhook).not.toHaveProperty('secret');
    expect(change.webhook).toMatchObject({ buildType: 'BUILD_BATCH', filterGroups: shown.filterGroups });
  });

  it('of GitHub Enterprise is always taken there by hand', async () => {
    const projectName = await lab.project('GITHUB_ENTERPRISE', 'https://git.example.com/acme/app');
    const { webhook } = await create(projectName);
    expect(webhook?.secret).toMatch(/^\w{40}$/);
    expect(lab.host.calls).toEqual([]);
  });

  it('keeps its secrets sealed', async () => {
    const projectName = await lab.project('GITHUB', REPOSITORY);
    const { webhook } = await create(projectName, { manualCreation: true });
    const token = webhook?.payloadUrl?.split('/').at(-1) ?? '';
    const rows = await lab.yard.context.database
      .tables<{ codebuild_webhooks: object }>()
      .selectFrom('codebuild_webhooks')
      .selectAll()
      .execute();
    const kept = JSON.stringify(rows);
    expect(kept).toContain(projectName);
    for (const secret of [webhook?.secret ?? '', token]) {
      expect(secret).not.toBe('');
      expect(kept).not.toContain(secret);
    }
  });

  it('gets another secret, at the host, too; the old one is good until then and no longer', async () => {
    const projectName = await lab.project('GITHUB', REPOSITORY);
    const { webhook } = await create(projectName, { filterGroups: PUSHES });
    const payloadUrl = webhook?.payloadUrl ?? '';
    const old = configIn(lab.host.callsOf(`POST ${HOOKS}`)[0]?.body).secret ?? '';
    const change = `PATCH ${HOOKS}/3/config`;

    lab.host.answer(change, { status: 502, body: { message: 'not today' } });
    await expect(lab.codebuild.updateWebhook({ projectName, rotateSecret: true })).rejects.toMatchObject({
      name: 'OAuthProviderException',
      message: expect.stringContaining('not today'),
    });
    const deletion = { ref: 'refs/heads/gone', after: '0'.repeat(40), sender: {} };
    expect((await deliver({ payloadUrl, secret: old }, 'push', deletion)).status).toBe(200);

    lab.host.answer(change, { body: {} });
    const { webhook: changed } = await lab.codebuild.updateWebhook({ projectName, rotateSecret: true });
    expect(changed).not.toHaveProperty('secret');
    const fresh = configIn({ config: lab.host.callsOf(change).at(-1)?.body }).secret ?? '';
    expect(fresh).not.toBe(old);
    expect((await deliver({ payloadUrl, secret: fresh }, 'push', deletion)).status).toBe(200);
    expect((await deliver({ payloadUrl, secret: old }, 'push', deletion)).status).toBe(403);
  });

  it('that is kept by hand shows its new secret', async () => {
    const hook = await lab.hook(await lab.project('GITHUB', REPOSITORY));
    const { webhook } = await lab.codebuild.updateWebhook({ projectName: hook.project, rotateSecret: true });
    expect(webhook?.secret).toMatch(/^\w{40}$/);
    expect(webhook?.secret).not.toBe(hook.secret);
  });

  it('is changed as told: groups and branch filter take each other’s place', async () => {
    const projectName = await lab.project('GITHUB', REPOSITORY);
    await create(projectName, { branchFilter: '^main$' });
    expect(await webhookOf(projectName)).toMatchObject({ branchFilter: '^main$', filterGroups: [] });
    await lab.codebuild.updateWebhook({ projectName, filterGroups: PUSHES });
    const changed = await webhookOf(projectName);
    expect(changed).not.toHaveProperty('branchFilter');
    expect(changed?.filterGroups).toHaveLength(1);
    await lab.codebuild.updateWebhook({ projectName, pullRequestBuildPolicy: { requiresCommentApproval: 'DISABLED' } });
    expect(await webhookOf(projectName)).toMatchObject({
      filterGroups: changed?.filterGroups,
      pullRequestBuildPolicy: { requiresCommentApproval: 'DISABLED' },
    });
    await lab.codebuild.updateWebhook({ projectName, branchFilter: 'main' });
    expect(await webhookOf(projectName)).toMatchObject({ branchFilter: 'main', filterGroups: [] });
  });

  it('goes, here at once and at the host as soon as it can be reached', async () => {
    const projectName = await lab.project('GITHUB', REPOSITORY);
    const { webhook } = await create(projectName);
    lab.host.answer(`DELETE ${HOOKS}/3`, { status: 503, body: {} }, { breaksOff: true }, { status: 204 });
    await lab.codebuild.deleteWebhook({ projectName });
    expect(await webhookOf(projectName)).toBeUndefined();
    const { status } = await deliver(
      { payloadUrl: webhook?.payloadUrl ?? '', secret: 'x' },
      'push',
      push('b'.repeat(40)),
    );
    expect(status).toBe(404);
    await until(async () => lab.host.callsOf(`DELETE ${HOOKS}/3`).length === 3);
    await expect(lab.codebuild.deleteWebhook({ projectName })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('goes with its project', async () => {
    const projectName = await lab.project('GITHUB', REPOSITORY);
    await create(projectName);
    await lab.codebuild.deleteProject({ name: projectName });
    await until(async () => lab.host.callsOf(`DELETE ${HOOKS}/3`).length === 1);
  });
});

describe('a token that is a secret', () => {
  const withSecret = (resource: string) => ({
    source: { type: 'GITHUB' as const, location: REPOSITORY, auth: { type: 'SECRETS_MANAGER' as const, resource } },
  });

  it('is the project’s own, before those that were imported', async () => {
    const secrets = lab.yard.client(SecretsManager);
    const SecretString = JSON.stringify({ ServerType: 'GITHUB', AuthType: 'PERSONAL_ACCESS_TOKEN', Token: 'own-key' });
    const { ARN = '' } = await secrets.createSecret({ Name: 'github-token', SecretString });
    await create(await lab.project('GITHUB', REPOSITORY, withSecret(ARN)));
    expect(lab.host.callsOf(`POST ${HOOKS}`)[0]?.headers.authorization).toBe('Bearer own-key');
  });

  it('and cannot be read harms only what needs it', async () => {
    const project = await lab.project('GITHUB', REPOSITORY, withSecret('absent'));
    await expect(create(project)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    const hook = await lab.hook(project, { filterGroups: PUSHES });
    expect((await deliver(hook, 'push', push(lab.commit('anything')))).message).toMatch(/^Started /);
  });
});

describe('a webhook of an organization', () => {
  const ANY = 'CODEBUILD_DEFAULT_WEBHOOK_SOURCE_LOCATION';
  const scopeConfiguration = { scope: 'GITHUB_ORGANIZATION', name: 'acme' } as const;

  it('is made there, and builds any of its repositories', async () => {
    const commit = lab.commit('of any repository');
    lab.host.answer('GET /orgs/acme/hooks', { body: [] });
    lab.host.answer('POST /orgs/acme/hooks', {
      status: 201,
      body: { id: 5, url: 'https://api.github.com/orgs/acme/hooks/5' },
    });
    lab.host.answer('DELETE /orgs/acme/hooks/5', { status: 204 });
    lab.host.answer(`POST /repos/acme/tool/statuses/${commit}`, { status: 201, body: {} });
    const projectName = await lab.project('GITHUB', ANY);
    const filterGroups: WebhookFilter[][] = [
      [
        { type: 'EVENT', pattern: 'PUSH' },
        { type: 'REPOSITORY_NAME', pattern: '^(app|tool)$' },
      ],
    ];
    const { webhook } = await create(projectName, { scopeConfiguration, filterGroups });
    expect(webhook).toMatchObject({ scopeConfiguration, url: 'https://api.github.com/orgs/acme/hooks/5' });
    const { secret = '' } = configIn(lab.host.callsOf('POST /orgs/acme/hooks')[0]?.body);
    const hook = { payloadUrl: webhook?.payloadUrl ?? '', secret };
    const of = (full_name: string) => push(commit, { repository: { full_name } });
    expect((await deliver(hook, 'push', of('acme/other'))).message).toContain('REPOSITORY_NAME other does not match');
    expect((await deliver(hook, 'push', of('elsewhere/app'))).message).toContain('elsewhere/app is not the source');
    expect((await deliver(hook, 'push', of('acme/tool'))).message).toMatch(/^Started /);
    const [build] = await lab.buildsOf(projectName);
    expect(build?.source?.location).toBe('https://github.com/acme/tool.git');
    expect((await lab.builds.finish(build?.id ?? '')).build).toMatchObject({
      ...{ buildStatus: 'SUCCEEDED', resolvedSourceVersion: commit },
    });
    await until(async () => lab.host.callsOf(`POST /repos/acme/tool/statuses/${commit}`).length === 2);
    await lab.codebuild.deleteWebhook({ projectName });
    await until(async () => lab.host.callsOf('DELETE /orgs/acme/hooks/5').length === 1);
  });

  it('needs a project without a repository of its own; one of everybody is made by hand', async () => {
    await expect(create(await lab.project('GITHUB', REPOSITORY), { scopeConfiguration })).rejects.toThrow(
      /must be CODEBUILD_DEFAULT_WEBHOOK_SOURCE_LOCATION/,
    );
    const projectName = await lab.project('GITHUB', ANY);
    await expect(create(projectName)).rejects.toThrow(/is no repository of source type GITHUB/);
    const everybody = { scope: 'GITHUB_GLOBAL', name: 'acme-corp' } as const;
    await expect(create(projectName, { scopeConfiguration: everybody })).rejects.toThrow(/use manualCreation/);
    const { webhook } = await create(projectName, { scopeConfiguration: everybody, manualCreation: true });
    expect(webhook?.secret).toMatch(/^\w{40}$/);
  });
});

describe('a webhook that cannot be', () => {
  it.each<[string, Partial<CreateWebhookInput>, RegExp]>([
    [
      'has a group without events',
      { filterGroups: [[{ type: 'HEAD_REF', pattern: 'x' }]] },
      /filter group 1 has no filter/,
    ],
    ['has a pattern that is none', { branchFilter: '(' }, /no regular expression/],
    ['is for runners', { buildType: 'RUNNER_BUILDKITE_BUILD' }, /RUNNER_BUILDKITE_BUILD is not supported/],
    [
      'names roles of another host',
      { pullRequestBuildPolicy: { requiresCommentApproval: 'ALL_PULL_REQUESTS', approverRoles: ['GITLAB_OWNER'] } },
      /GITLAB_OWNER is no role of github/,
    ],
  ])('%s: it is refused with the reason', async (_, input, reason) => {
    const projectName = await lab.project('GITHUB', REPOSITORY);
    await expect(create(projectName, { manualCreation: true, ...input })).rejects.toMatchObject({
      name: 'InvalidInputException',
      message: expect.stringMatching(reason),
    });
    expect(await webhookOf(projectName)).toBeUndefined();
  });

  it('is a second one, has no project, no host, or no credentials', async () => {
    const projectName = await lab.project('GITHUB', REPOSITORY);
    await create(projectName);
    await expect(create(projectName)).rejects.toMatchObject({ name: 'ResourceAlreadyExistsException' });
    expect(lab.host.callsOf(`POST ${HOOKS}`)).toHaveLength(1);
    await expect(create('absent')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(lab.codebuild.updateWebhook({ projectName: 'absent' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    const [none, elsewhere, gitlab] = [
      await lab.project('NO_SOURCE', ''),
      await lab.project('GITHUB', 'https://example.com/acme/app'),
      await lab.project('GITLAB', 'https://gitlab.com/acme/app'),
    ];
    await expect(create(none)).rejects.toThrow(/not supported for source type NO_SOURCE/);
    await expect(create(elsewhere)).rejects.toThrow(/no repository of source type GITHUB/);
    await expect(create(gitlab)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Could not find access token for server type gitlab',
    });
    await expect(lab.codebuild.updateWebhook({ projectName: none })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('is one that the host refuses: nothing of it stays', async () => {
    const projectName = await lab.project('GITHUB', REPOSITORY);
    lab.host.answer(`POST ${HOOKS}`, {
      status: 403,
      body: { message: 'Resource not accessible by personal access token' },
    });
    await expect(create(projectName)).rejects.toMatchObject({
      name: 'OAuthProviderException',
      message: expect.stringMatching(/403 Resource not accessible/),
    });
    expect(await webhookOf(projectName)).toBeUndefined();
    lab.host.answer(`POST ${HOOKS}`, { status: 201, body: { id: 4, url: 'https://api.github.com/hooks/4' } });
    expect((await create(projectName)).webhook?.status).toBe('ACTIVE');
  });
});
