import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Build, CodeBuild, type CreateProjectInput, type CreateWebhookInput } from '@aws-sdk/client-codebuild';
import type { Executor } from '@codeyard/compute/executors/executor';
import { openStandInHost, type StandInHost } from '../../../git-hosts/testing/stand-in-host.ts';
import { startYard, type Yard } from '../../../testing/start-yard.ts';
import { buildLab } from './build-lab.ts';

export const CONNECTION_SECRET = 'of the server';

/** What came back for a delivery. */
export interface Answer {
  readonly status: number;
  readonly message: string;
}

export interface Hook {
  readonly project: string;
  readonly payloadUrl: string;
  readonly secret: string;
}

/** A repository at hosts that are stand-ins, and a yard which takes them for the real ones. */
export async function openWebhookLab(executors: Readonly<Record<string, Executor>> = {}) {
  const host: StandInHost = await openStandInHost();
  const root = mkdtempSync(join(tmpdir(), 'codeyard-hooks-'));
  const [folder, bare] = [join(root, 'work'), join(root, 'bare.git')];
  const git = (...argv: string[]) =>
    execFileSync('git', ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com', ...argv], { cwd: folder })
      .toString()
      .trim();
  mkdirSync(folder);
  execFileSync('git', ['init', '-q', '--bare', '-b', 'main', bare]);
  git('init', '-q', '-b', 'main');

  const names = ['github.com', 'gitlab.com', 'bitbucket.org', 'git.example.com'];
  const yard: Yard = await startYard({
    executors,
    config: {
      // Whatever a test names comes from here, and from nowhere else.
      sources: [`*=${bare}`],
      gitHostApis: new Map(names.map((name) => [name, host.url])),
      webhookSecret: CONNECTION_SECRET,
    },
  });
  const codebuild = yard.client(CodeBuild);
  const builds = buildLab(yard);
  let made = 0;

  const lab = {
    ...{ host, yard, codebuild, builds, git, bare },

    /** A commit of a file on a ref of the bare repository; answers its id. */
    commit(message: string, path = 'file.txt', ref = 'refs/heads/main'): string {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), message);
      git('add', '.');
      git('commit', '-q', '-m', message);
      git('push', '-q', '--force', bare, `HEAD:${ref}`);
      return git('rev-parse', 'HEAD');
    },

    /** A project whose builds run `commands`; answers its name. */
    async project(
      type: NonNullable<CreateProjectInput['source']>['type'],
      location: string,
      { commands = ['true'], ...change }: Partial<CreateProjectInput> & { commands?: string[] } = {},
    ): Promise<string> {
      const name = `hooked-${++made}`;
      const buildspec = JSON.stringify({ version: 0.2, phases: { build: { commands } } });
      await codebuild.createProject({
        ...{ name, artifacts: { type: 'NO_ARTIFACTS' }, serviceRole: 'arn:aws:iam::123456789012:role/builder' },
        environment: { type: 'LINUX_CONTAINER', image: 'x', computeType: 'BUILD_GENERAL1_SMALL' },
        ...change,
        source: { type, location, buildspec, ...change.source },
      });
      return name;
    },

    /** A webhook that its owner takes to the host. */
    async hook(project: string, rules: Partial<CreateWebhookInput> = {}): Promise<Hook> {
      const { webhook } = await codebuild.createWebhook({ projectName: project, manualCreation: true, ...rules });
      return { project, payloadUrl: webhook?.payloadUrl ?? '', secret: webhook?.secret ?? '' };
    },

    async buildsOf(projectName: string): Promise<Build[]> {
      const { ids = [] } = await codebuild.listBuildsForProject({ projectName });
      if (ids.length === 0) return [];
      return (await codebuild.batchGetBuilds({ ids })).builds ?? [];
    },

    async close() {
      await yard.stop();
      await host.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
  return lab;
}

export type WebhookLab = Awaited<ReturnType<typeof openWebhookLab>>;

export const signature = (secret: string, body: string) =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

let deliveries = 0;

/** Sends what GitHub would send; `headers` change what goes with it. */
export async function deliver(
  { payloadUrl, secret }: Pick<Hook, 'payloadUrl' | 'secret'>,
  event: string,
  payload: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const body = JSON.stringify({ repository: { full_name: 'acme/app' }, ...payload });
  return await post(payloadUrl, body, {
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/1c6af21',
    'x-github-event': event,
    'x-github-delivery': `delivery-${++deliveries}`,
    'x-hub-signature-256': signature(secret, body),
    ...headers,
  });
}

export async function post(url: string, body: string, headers: Readonly<Record<string, string>>): Promise<Answer> {
  const answer = await fetch(url, { method: 'POST', body, headers });
  return { status: answer.status, message: ((await answer.json()) as { message: string }).message };
}

export const NO_COMMIT = '0'.repeat(40);

/** GitHub’s words for a push of one commit by user 7. */
export const push = (after: string, change: object = {}) => ({
  ...{ ref: 'refs/heads/main', before: 'a'.repeat(40), after, sender: { id: 7, login: 'ann' } },
  commits: [{ added: [], removed: [], modified: ['file.txt'] }],
  head_commit: { id: after, message: 'why', author: { name: 'Ann', email: 'ann@example.com' } },
  ...change,
});

/** GitHub’s words for a pull request from a fork, by a stranger. */
export const pullRequest = (sha: string, change: { action?: string; number?: number; [key: string]: unknown } = {}) => {
  const { action = 'opened', number = 12, ...more } = change;
  return {
    ...{ action, number, sender: { id: 666, login: 'mallory' } },
    pull_request: {
      ...{ number, title: 'A gift', user: { id: 666, login: 'mallory' }, author_association: 'NONE' },
      head: { ref: 'gift', sha, repo: { id: 2 } },
      base: { ref: 'main', sha: 'a'.repeat(40), repo: { id: 1 } },
      ...more,
    },
  };
};
