import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GitConfiguration, PipelineDeclaration, WebhookDefinition } from '@aws-sdk/client-codepipeline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { action, ask, openPipelineLab, type PipelineLab, pipeline, s3Source, until } from './testing/pipeline-lab.ts';

const SECRET = 'between us';
const CONNECTION = 'arn:aws:codeconnections:us-east-1:123456789012:connection/11111111-2222-3333-4444-555555555555';
let lab: PipelineLab;
let folder: string;
let bare: string;
let made = 0;

const git = (...argv: string[]) =>
  execFileSync('git', ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com', ...argv], { cwd: folder }).toString();

/** A commit in the bare repository; resolves with its id. */
function commit(text: string): string {
  writeFileSync(join(folder, 'page.html'), text);
  git('add', '.');
  git('commit', '-q', '-m', text);
  git('push', '-q', bare, 'HEAD:refs/heads/main');
  return git('rev-parse', 'HEAD').trim();
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'codeyard-work-'));
  bare = mkdtempSync(join(tmpdir(), 'codeyard-bare-'));
  execFileSync('git', ['init', '-q', '--bare', bare]);
  git('init', '-q', '-b', 'main');
  commit('first');
  lab = await openLab(3_600);
});

/** Where deliveries are tested nothing is looked at, which might find a commit before it is told of. */
async function openLab(pollSeconds: number): Promise<PipelineLab> {
  const sources = [`acme/*=${bare}`, `*=${bare}`];
  const opened = await openPipelineLab({ config: { sources, webhookSecret: SECRET, pollSeconds } });
  await opened.putSource({ 'page.html': 'one' });
  return opened;
}

afterAll(async () => {
  await lab?.close();
  for (const used of [folder, bare]) rmSync(used, { recursive: true, force: true });
});

const connection = (configuration: Record<string, string> = {}) =>
  action('Source/AWS/CodeStarSourceConnection', 'Checkout', {
    configuration: { ConnectionArn: CONNECTION, FullRepositoryId: 'acme/app', BranchName: 'main', ...configuration },
    outputArtifacts: [{ name: 'Code' }],
  });

/** A pipeline whose first execution, by its creation, is over. */
async function create(source = connection(), git?: GitConfiguration): Promise<string> {
  const name = `t${++made}`;
  const triggers: PipelineDeclaration['triggers'] = git && [
    { providerType: 'CodeStarSourceConnection', gitConfiguration: git },
  ];
  const deploy = action('Deploy/AWS/S3', 'Put', {
    configuration: { BucketName: 'site', Extract: 'true', ObjectKey: name },
    inputArtifacts: [{ name: 'Code' }],
  });
  const declaration = pipeline(name, ['Source', source], ['Deploy', deploy]);
  await lab.create({ ...declaration, pipelineType: 'V2', ...(triggers ? { triggers } : {}) });
  await lab.outcome(name);
  return name;
}

async function executions(name: string) {
  const { pipelineExecutionSummaries = [] } = await lab.codepipeline.listPipelineExecutions({ pipelineName: name });
  return pipelineExecutionSummaries;
}

const sign = (body: string, secret = SECRET) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

async function send(path: string, body: string, headers: Record<string, string>): Promise<[number, string]> {
  const answer = await fetch(`${lab.yard.endpoint}${path}`, { method: 'POST', body, headers });
  return [answer.status, ((await answer.json()) as { message: string }).message];
}

let deliveries = 0;
function deliver(event: string, payload: object, headers: Record<string, string> = {}): Promise<[number, string]> {
  const body = JSON.stringify({ repository: { full_name: 'acme/app' }, ...payload });
  return send('/_codeyard/connections/github', body, {
    'x-github-event': event,
    'x-github-delivery': `delivery-${++deliveries}`,
    'x-hub-signature-256': sign(body),
    ...headers,
  });
}
const pushed = (after: string, rest: object = {}) => deliver('push', { ref: 'refs/heads/main', after, ...rest });

describe('a push that GitHub tells of', () => {
  it('starts the pipelines of its branch, once, with its commit', async () => {
    const [name, manual, other] = [
      await create(),
      await create(connection({ DetectChanges: 'false' })),
      await create(connection({ BranchName: 'main', FullRepositoryId: 'acme/other' })),
    ];
    const first = git('rev-parse', 'HEAD').trim();
    const second = commit('second');
    commit('third');
    const [status, message] = await pushed(second, { head_commit: { message: 'second', author: { name: 'Ann' } } });
    expect([status, message]).toEqual([200, expect.stringContaining(name)]);
    expect(await pushed(second)).toEqual([200, 'No pipeline starts.']);
    expect(await lab.outcome(name)).toBe('Succeeded');
    expect(await lab.text('site', `${name}/page.html`)).toBe('second');
    const [newest] = await executions(name);
    expect(newest).toMatchObject({ trigger: { triggerType: 'WebhookV2', triggerDetail: CONNECTION } });
    expect(newest?.sourceRevisions?.[0]?.revisionId).toBe(second);
    expect(first).not.toBe(second);
    expect((await executions(manual)).length).toBe(1);
    expect(message).not.toContain(other);
  });

  it('goes by the filters of a trigger', async () => {
    const source = connection({ DetectChanges: 'false' });
    const name = await create(source, {
      sourceActionName: 'Checkout',
      push: [{ branches: { includes: ['main'] }, filePaths: { includes: ['src/**'] } }, { tags: { includes: ['v*'] } }],
      pullRequest: [{ branches: { includes: ['main'] }, events: ['OPEN'] }],
    });
    const id = commit('for filters');
    const docs = { commits: [{ modified: ['README.md'] }] };
    expect((await pushed(id, docs))[1]).not.toContain(name);
    expect((await deliver('push', { ref: 'refs/tags/v1', after: id }))[1]).toContain(name);
    const opened = { pull_request: { head: { ref: 'x', sha: id }, base: { ref: 'main' } } };
    expect((await deliver('pull_request', { action: 'closed', ...opened }))[1]).not.toContain(name);
    const same = { 'x-github-delivery': 'the same' };
    expect((await deliver('pull_request', { action: 'opened', ...opened }, same))[1]).toContain(name);
    await deliver('pull_request', { action: 'opened', ...opened }, same);
    const types = (await executions(name)).map(({ trigger }) => trigger?.triggerType);
    expect(types).toEqual(['WebhookV2', 'WebhookV2', 'CreatePipeline']);
  });

  it('is taken only with the signature of this server’s secret', async () => {
    const bad = { 'x-hub-signature-256': sign('{}', 'guessed') };
    expect((await deliver('push', { ref: 'refs/heads/main', after: 'a'.repeat(40) }, bad))[0]).toBe(403);
    expect((await send('/_codeyard/connections/gitlab', '{}', { 'x-gitlab-token': 'guessed' }))[0]).toBe(403);
    const signed = { 'x-hub-signature-256': sign('no json'), 'x-github-event': 'push' };
    expect((await send('/_codeyard/connections/github', 'no json', signed))[0]).toBe(400);
    expect((await fetch(`${lab.yard.endpoint}/_codeyard/connections/github`)).status).toBe(405);
  });

  it('may come from GitLab and Bitbucket', async () => {
    const name = await create();
    const id = commit('from elsewhere');
    const gitlab = {
      ref: 'refs/heads/main',
      after: id,
      checkout_sha: id,
      project: { path_with_namespace: 'acme/app' },
    };
    const headers = { 'x-gitlab-token': SECRET, 'x-gitlab-event': 'Push Hook' };
    expect((await send('/_codeyard/connections/gitlab', JSON.stringify(gitlab), headers))[1]).toContain(name);
    const other = commit('and elsewhere');
    const change = { new: { type: 'branch', name: 'main', target: { hash: other } } };
    const body = JSON.stringify({ repository: { full_name: 'acme/app' }, push: { changes: [change] } });
    const bitbucket = { 'x-event-key': 'repo:push', 'x-hub-signature': sign(body) };
    expect((await send('/_codeyard/connections/bitbucket', body, bitbucket))[1]).toContain(name);
  });
});

describe('a source that is looked at', () => {
  let other: PipelineLab;

  beforeAll(async () => {
    other = lab;
    lab = await openLab(1);
  });

  afterAll(async () => {
    await lab.close();
    lab = other;
  });

  it('starts its pipeline when something new is there', async () => {
    const github = action('Source/ThirdParty/GitHub', 'Checkout', {
      configuration: { Owner: 'acme', Repo: 'polled', Branch: 'main', OAuthToken: 'x' },
      outputArtifacts: [{ name: 'Code' }],
    });
    const s3 = { ...s3Source, configuration: { S3Bucket: 'source', S3ObjectKey: 'code.zip' } };
    const quiet = { ...s3Source };
    const [fromGit, fromS3, fromConnection, untouched] = [
      await create(github),
      await create(s3),
      await create(),
      await create(quiet),
    ];
    // The first look only takes note of what is there.
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    const id = commit('polled');
    await lab.putSource({ 'page.html': 'newer' });
    const triggered = (name: string) =>
      until(async () => {
        const [newest, ...rest] = await executions(name);
        return rest.length > 0 ? newest?.trigger?.triggerType : undefined;
      });
    expect(await triggered(fromGit)).toBe('PollForSourceChanges');
    expect(await triggered(fromS3)).toBe('PollForSourceChanges');
    expect(await triggered(fromConnection)).toBe('WebhookV2');
    expect((await pushed(id))[1]).not.toContain(fromConnection);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    for (const name of [fromGit, fromS3, fromConnection]) expect((await executions(name)).length).toBe(2);
    expect((await executions(untouched)).length).toBe(1);
  });
});

describe('a webhook', () => {
  const definition = (rest: Partial<WebhookDefinition> = {}): WebhookDefinition => ({
    name: `hook${++made}`,
    targetPipeline: 'hooked',
    targetAction: 'Get',
    filters: [{ jsonPath: '$.ref', matchEquals: 'refs/heads/{Branch}' }],
    authentication: 'GITHUB_HMAC',
    authenticationConfiguration: { SecretToken: 'hush' },
    ...rest,
  });

  beforeAll(async () => {
    const source = action('Source/ThirdParty/GitHub', 'Get', {
      configuration: { Owner: 'acme', Repo: 'x', Branch: 'main', OAuthToken: 'x', PollForSourceChanges: 'false' },
      outputArtifacts: [{ name: 'Code' }],
    });
    await lab.create(pipeline('hooked', ['Source', source], ['Ask', ask]));
  });

  const put = async (webhook: WebhookDefinition) => (await lab.codepipeline.putWebhook({ webhook })).webhook;
  const call = (url: string | undefined, body: string, headers: Record<string, string> = {}) =>
    send(new URL(url ?? '').pathname, body, headers);
  const main = JSON.stringify({ ref: 'refs/heads/main' });
  const hmac = (body: string, secret = 'hush') => `sha1=${createHmac('sha1', secret).update(body).digest('hex')}`;

  it('starts its pipeline when it is signed and its filters match', async () => {
    const webhook = await put(definition());
    expect(webhook).toMatchObject({
      arn: `arn:aws:codepipeline:us-east-1:123456789012:webhook:${webhook?.definition?.name}`,
      definition: { authenticationConfiguration: { SecretToken: '****' } },
    });
    const other = JSON.stringify({ ref: 'refs/heads/other' });
    expect((await call(webhook?.url, main, { 'x-hub-signature': hmac(main, 'guessed') }))[0]).toBe(403);
    expect((await call(webhook?.url, main))[0]).toBe(403);
    expect(await call(webhook?.url, other, { 'x-hub-signature': hmac(other) })).toEqual([
      200,
      'The filters do not match.',
    ]);
    const before = (await executions('hooked')).length;
    const [status, message] = await call(webhook?.url, main, { 'x-hub-signature': hmac(main) });
    expect(status).toBe(200);
    const [newest, ...rest] = await executions('hooked');
    expect(rest.length).toBe(before);
    expect(message).toBe(`Started ${newest?.pipelineExecutionId}.`);
    expect(newest?.trigger).toEqual({ triggerType: 'Webhook', triggerDetail: webhook?.arn });
    const listed = await lab.codepipeline.listWebhooks({ MaxResults: 100 });
    const found = listed.webhooks?.find(({ arn }) => arn === webhook?.arn);
    expect(found?.lastTriggered).toBeInstanceOf(Date);
    expect(JSON.stringify(listed)).not.toContain('hush');
  });

  it('keeps its URL when it is changed, and loses it when it is deleted', async () => {
    const wanted = definition({
      authentication: 'UNAUTHENTICATED',
      authenticationConfiguration: {},
      filters: [{ jsonPath: '$.go' }],
    });
    const first = await put(wanted);
    const second = await put({ ...wanted, filters: [{ jsonPath: "$['go'].now[0]" }] });
    expect(second?.url).toBe(first?.url);
    expect((await call(first?.url, '{"go":1}'))[1]).toBe('The filters do not match.');
    expect((await call(first?.url, '{"go":{"now":[true]}}'))[1]).toMatch(/^Started/);
    await lab.codepipeline.deleteWebhook({ name: wanted.name });
    await lab.codepipeline.deleteWebhook({ name: wanted.name });
    expect((await call(first?.url, '{}'))[0]).toBe(404);
    expect((await put(wanted))?.url).not.toBe(first?.url);
  });

  it('by address takes calls from where it is told', async () => {
    const ip = (AllowedIPRange: string) =>
      definition({
        authentication: 'IP',
        authenticationConfiguration: { AllowedIPRange },
        filters: [{ jsonPath: '$.ref' }],
      });
    expect((await call((await put(ip('127.0.0.0/8')))?.url, main))[0]).toBe(200);
    expect((await call((await put(ip('10.0.0.0/8')))?.url, main))[0]).toBe(403);
  });

  it.each<[string, Partial<WebhookDefinition>, string]>([
    [
      'a secret that is missing',
      { authenticationConfiguration: {} },
      'InvalidWebhookAuthenticationParametersException',
    ],
    [
      'a range that is none',
      { authentication: 'IP', authenticationConfiguration: { AllowedIPRange: '1.2.3/8' } },
      'InvalidWebhookAuthenticationParametersException',
    ],
    ['a path of many places', { filters: [{ jsonPath: '$..ref' }] }, 'InvalidWebhookFilterPatternException'],
    ['an unknown pipeline', { targetPipeline: 'none' }, 'PipelineNotFoundException'],
    ['an unknown action', { targetAction: 'none' }, 'ValidationException'],
  ])('refuses %s', async (_, rest, name) => {
    await expect(put(definition(rest))).rejects.toMatchObject({ name });
  });

  it('is not registered at GitHub, and says so', async () => {
    const webhook = await put(definition());
    const webhookName = webhook?.definition?.name;
    await expect(lab.codepipeline.registerWebhookWithThirdParty({ webhookName })).rejects.toThrow(/does not register/);
    await lab.codepipeline.deregisterWebhookWithThirdParty({ webhookName });
    const unknown = lab.codepipeline.registerWebhookWithThirdParty({ webhookName: 'none' });
    await expect(unknown).rejects.toMatchObject({ name: 'WebhookNotFoundException' });
  });
});

describe('a revision that is put', () => {
  it('starts an execution when it is new', async () => {
    const name = await create(s3Source);
    const put = (revisionId: string) =>
      lab.codepipeline.putActionRevision({
        pipelineName: name,
        stageName: 'Source',
        actionName: 'Get',
        actionRevision: { revisionId, revisionChangeId: '1', created: new Date() },
      });
    const first = await put('r1');
    expect(first.newRevision).toBe(true);
    expect(await put('r1')).toMatchObject({ newRevision: false, pipelineExecutionId: first.pipelineExecutionId });
    expect((await put('r2')).newRevision).toBe(true);
    expect((await executions(name))[0]?.trigger?.triggerType).toBe('PutActionRevision');
  });
});
