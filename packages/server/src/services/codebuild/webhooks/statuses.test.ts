import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../../testing/until.ts';
import { deliver, openWebhookLab, push, type WebhookLab } from '../testing/webhook-lab.ts';

/** Builds and hosts are waited for patiently: several tests may share the machine. */
const SLOW = { timeout: 120_000 };
const PATIENCE_MS = 60_000;
const REPOSITORY = 'https://github.com/acme/app';
let lab: WebhookLab;
let commit: string;
let route: string;

beforeAll(async () => {
  lab = await openWebhookLab();
  await lab.codebuild.importSourceCredentials({
    ...{ serverType: 'GITHUB', authType: 'PERSONAL_ACCESS_TOKEN', token: 'key' },
  });
});
beforeEach(() => {
  lab.host.reset();
  commit = lab.commit(`commit ${Math.random()}`);
  route = `POST /repos/acme/app/statuses/${commit}`;
  lab.host.answer(route, { status: 201, body: {} });
});
afterAll(() => lab.close());

const told = () => lab.host.callsOf(route).map(({ body }) => body as { state: string; context: string });
const states = () => told().map(({ state }) => state);

/** Waits until the host was told of the state. */
const untilTold = (state: string) => until(async () => states().includes(state), PATIENCE_MS);

describe('the status of a commit', SLOW, () => {
  it.each([
    ['true', 'success', 'succeeded'],
    ['false', 'failure', 'failed'],
  ])('follows the build %s of a webhook, which needs no asking for it', async (command, state, word) => {
    const project = await lab.project('GITHUB', REPOSITORY, { commands: [command] });
    const hook = await lab.hook(project);
    await deliver(hook, 'push', push(commit));
    await untilTold(state);
    const context = `AWS CodeBuild ${lab.yard.region} (${project})`;
    expect(told()).toEqual([
      { state: 'pending', context, description: `Build started for project ${project}` },
      { state, context, description: `Build ${word} for project ${project}` },
    ]);
  });

  it('of another build is told when the project asks for it, once its commit is known', async () => {
    const buildStatusConfig = {
      context: 'ci/$CODEBUILD_INITIATOR ($CODEBUILD_BUILD_NUMBER)',
      targetUrl: ['https://builds.example.com/$', '{CODEBUILD_BUILD_ID}?$UNKNOWN'].join(''),
    };
    const source = { type: 'GITHUB', location: REPOSITORY, reportBuildStatus: true, buildStatusConfig } as const;
    const project = await lab.project('GITHUB', REPOSITORY, {
      source: { ...source, buildspec: '{"version":0.2,"phases":{"build":{"commands":["true"]}}}' },
    });
    const id = await lab.builds.start(project, { sourceVersion: 'main' });
    await untilTold('success');
    const { build } = await lab.builds.finish(id);
    for (const status of told())
      expect(status).toMatchObject({
        context: `ci/${build.initiator} (1)`,
        target_url: `https://builds.example.com/${id}?$UNKNOWN`,
      });
    expect(states()).toEqual(['pending', 'success']);
  });

  it('is not told of where nobody asked', async () => {
    const project = await lab.project('GITHUB', REPOSITORY);
    await lab.builds.finish(await lab.builds.start(project, { sourceVersion: commit }));
    const hook = await lab.hook(await lab.project('GITHUB', REPOSITORY));
    await deliver(hook, 'push', push(commit));
    await untilTold('success');
    expect(told().filter(({ context }) => context.includes(`(${project})`))).toEqual([]);
  });

  it('that could not be told is told later, the newest only, also by the next server', async () => {
    const project = await lab.project('GITHUB', REPOSITORY);
    lab.host.answer(route, { status: 503, body: {} });
    await deliver(await lab.hook(project), 'push', push(commit));
    const [build] = await lab.buildsOf(project);
    await lab.builds.finish(build?.id ?? '');
    await untilTold('success');
    await lab.yard.restart();
    const before = states().length;
    lab.host.answer(route, { status: 201, body: {} });
    await until(async () => states().length > before, PATIENCE_MS);
    expect(new Set(states().slice(before))).toEqual(new Set(['success']));
    // What was told is not told again.
    const after = states().length;
    await lab.yard.restart();
    expect(states()).toHaveLength(after);
  });

  it('that the host does not want is not told for ever', async () => {
    lab.host.answer(route, { status: 422, body: { message: 'No commit found' } });
    const project = await lab.project('GITHUB', REPOSITORY);
    await deliver(await lab.hook(project), 'push', push(commit));
    const [build] = await lab.buildsOf(project);
    const { build: done } = await lab.builds.finish(build?.id ?? '');
    expect(done.buildStatus).toBe('SUCCEEDED');
    await until(async () => states().length === 2, PATIENCE_MS);
    expect(states()).toEqual(['pending', 'success']);
  });

  it('of a build that was stopped is an error', async () => {
    const project = await lab.project('GITHUB', REPOSITORY, { commands: ['sleep 60'] });
    await deliver(await lab.hook(project), 'push', push(commit));
    const [build] = await lab.buildsOf(project);
    await lab.builds.until(build?.id ?? '', ({ currentPhase }) => currentPhase === 'BUILD');
    await lab.codebuild.stopBuild({ id: build?.id ?? '' });
    await untilTold('error');
  });
});

describe('the status of a batch', SLOW, () => {
  const buildspec = JSON.stringify({
    ...{ version: 0.2, phases: { build: { commands: ['true'] } } },
    batch: { 'build-list': [{ identifier: 'one' }, { identifier: 'two' }] },
  });
  const batchRole = 'arn:aws:iam::123456789012:role/batcher';

  async function runBatch(batchReportMode: 'REPORT_AGGREGATED_BATCH' | 'REPORT_INDIVIDUAL_BUILDS'): Promise<string> {
    const project = await lab.project('GITHUB', REPOSITORY, {
      source: { type: 'GITHUB', location: REPOSITORY, buildspec },
      buildBatchConfig: { serviceRole: batchRole, batchReportMode },
    });
    await deliver(await lab.hook(project, { buildType: 'BUILD_BATCH' }), 'push', push(commit));
    return `AWS CodeBuild ${lab.yard.region} (${project}`;
  }

  it('is told for all its builds', async () => {
    const context = await runBatch('REPORT_AGGREGATED_BATCH');
    await untilTold('success');
    expect(told().map((status) => [status.state, status.context])).toEqual([
      ['pending', `${context})`],
      ['success', `${context})`],
    ]);
  });

  it('is that of each build, where that is wanted', async () => {
    const context = await runBatch('REPORT_INDIVIDUAL_BUILDS');
    await until(async () => states().filter((state) => state === 'success').length === 2, PATIENCE_MS);
    const contexts = new Set(told().map((status) => status.context));
    expect([...contexts].toSorted()).toEqual([`${context}:one)`, `${context}:two)`]);
  });
});
