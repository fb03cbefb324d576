import { afterAll, beforeAll, expect, it } from 'vitest';
import { deliver, openWebhookLab, push, type WebhookLab } from '../testing/webhook-lab.ts';

let lab: WebhookLab;
let commit: string;
beforeAll(async () => {
  lab = await openWebhookLab();
  commit = lab.commit('first');
});
afterAll(() => lab.close());

async function addressOf(name: string): Promise<string | undefined> {
  const { projects = [] } = await lab.codebuild.batchGetProjects({ names: [name] });
  return projects[0]?.badge?.badgeRequestUrl;
}

/** What the picture at an address says, to whoever asks. */
async function badgeAt(address = ''): Promise<string> {
  const answer = await fetch(address);
  expect(answer.headers.get('content-type')).toBe('image/svg+xml; charset=utf-8');
  expect(answer.headers.get('cache-control')).toContain('no-cache');
  return /<title>build: (.*)<\/title>/.exec(await answer.text())?.[1] ?? '';
}

it('a badge shows how the newest build of its branch went', async () => {
  const project = await lab.project('GITHUB', 'https://github.com/acme/app', { badgeEnabled: true });
  const address = await addressOf(project);
  expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/_codeyard\/badges\?uuid=[^&]{30,}&branch=main$/);
  expect(address).not.toContain(project);
  expect(await badgeAt(address)).toBe('unknown');

  const hook = await lab.hook(project);
  await deliver(hook, 'push', push(commit));
  const [first] = await lab.buildsOf(project);
  await lab.builds.finish(first?.id ?? '');
  expect(await badgeAt(address)).toBe('passing');

  // A branch of its own does not count, nor does the tag.
  const id = await lab.builds.start(project, { sourceVersion: 'absent-branch' });
  await lab.builds.finish(id);
  expect(await badgeAt(address)).toBe('passing');
  expect(await badgeAt(address?.replace('branch=main', 'branch=absent-branch'))).toBe('failing');
  expect(await badgeAt(address?.replace('branch=main', 'tag=v1'))).toBe('unknown');

  await lab.codebuild.updateProject({ name: project, badgeEnabled: false });
  expect(await addressOf(project)).toBeUndefined();
  expect(await badgeAt(address)).toBe('unknown');
  await lab.codebuild.updateProject({ name: project, badgeEnabled: true });
  expect(await addressOf(project)).toBe(address);
});

it('a build that goes on is in progress', async () => {
  const project = await lab.project('GITHUB', 'https://github.com/acme/app', {
    ...{ badgeEnabled: true, commands: ['sleep 60'] },
  });
  const id = await lab.builds.start(project, { sourceVersion: 'refs/heads/main' });
  expect(await badgeAt(await addressOf(project))).toBe('in progress');
  await lab.codebuild.stopBuild({ id });
  await lab.builds.until(id, ({ buildComplete }) => buildComplete === true);
  expect(await badgeAt(await addressOf(project))).toBe('failing');
});

it.each(['', '?uuid=', '?uuid=guessed&branch=main', `?uuid=${'A'.repeat(64)}`])(
  'an address that nobody was given shows nothing: %s',
  async (query) => {
    expect((await fetch(`${lab.yard.endpoint}/_codeyard/badges${query}`)).status).toBe(404);
  },
);

it.each(['CODEPIPELINE', 'S3', 'NO_SOURCE'] as const)('a project of %s has no badge', async (type) => {
  const name = `unbadged-${type.toLowerCase().replace('_', '-')}`;
  const source = { type, ...(type === 'S3' ? { location: 'bucket/x.zip' } : {}) };
  const input = {
    ...{ name, badgeEnabled: true, serviceRole: 'arn:aws:iam::123456789012:role/builder' },
    source: { ...source, buildspec: 'version: 0.2\nphases: { build: { commands: [ls] } }' },
    artifacts: { type: type === 'CODEPIPELINE' ? type : 'NO_ARTIFACTS' } as const,
    environment: { type: 'LINUX_CONTAINER', image: 'x', computeType: 'BUILD_GENERAL1_SMALL' } as const,
  };
  const { project } = await lab.codebuild.createProject(input);
  expect(project?.badge).toEqual({ badgeEnabled: true });
});
