import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HostApi } from './host-api.ts';
import type { GitHost } from './host-event.ts';
import { openHostApi } from './open-host-api.ts';
import { openStandInHost, type StandInHost, type StandInReply } from './testing/stand-in-host.ts';

let host: StandInHost;
beforeAll(async () => {
  host = await openStandInHost();
});
beforeEach(() => host.reset());
afterAll(() => host.close());

const [OLD, NEW] = ['a'.repeat(40), 'b'.repeat(40)];
const HOOK = { payloadUrl: 'https://builds.example.com/hook', secret: 'between us' };

function api(kind: GitHost, login: { token: string; username?: string } = { token: 'key' }): HostApi {
  const place = { apiUrl: host.url, repository: 'acme/app', login, signal: AbortSignal.timeout(20_000) };
  return openHostApi(kind, place);
}
const many = <Item>(count: number, item: (index: number) => Item) => Array.from({ length: count }, (_, i) => item(i));

const ROOTS: Readonly<Record<GitHost, string>> = {
  github: '/repos/acme/app',
  gitlab: '/projects/acme%2Fapp',
  bitbucket: '/repositories/acme/app',
};
const page = (kind: GitHost, items: readonly object[]) => (kind === 'bitbucket' ? { values: items } : items);
const KINDS = ['github', 'gitlab', 'bitbucket'] as const;

describe('a hook', () => {
  const MADE: Readonly<Record<GitHost, object>> = {
    github: { id: 3, url: 'https://api/hooks/3' },
    gitlab: { id: 3 },
    bitbucket: { uuid: '{3}', links: { self: { href: 'https://api/hooks/3' } } },
  };
  const BODIES: Readonly<Record<GitHost, object>> = {
    github: {
      ...{ name: 'web', active: true, events: ['push', 'pull_request', 'release', 'issue_comment'] },
      config: { url: HOOK.payloadUrl, content_type: 'json', secret: HOOK.secret, insecure_ssl: '0' },
    },
    gitlab: {
      ...{ url: HOOK.payloadUrl, token: HOOK.secret, push_events: true, tag_push_events: true, note_events: true },
      ...{ merge_requests_events: true, releases_events: true, enable_ssl_verification: true },
    },
    bitbucket: {
      ...{ url: HOOK.payloadUrl, secret: HOOK.secret, active: true },
      events: expect.arrayContaining(['repo:push', 'pullrequest:created', 'pullrequest:comment_created']),
    },
  };
  const LOGINS: Readonly<Record<GitHost, object>> = {
    github: { authorization: 'Bearer key' },
    gitlab: { 'private-token': 'key' },
    bitbucket: { authorization: 'Bearer key' },
  };

  it.each(KINDS)('is made at %s', async (kind) => {
    host.answer(`GET ${ROOTS[kind]}/hooks`, { body: page(kind, []) });
    host.answer(`POST ${ROOTS[kind]}/hooks`, { status: 201, body: MADE[kind] });
    const { id, url } = await api(kind).registerHook(HOOK);
    expect(id).toMatch(/3/);
    expect(url).toMatch(/\/hooks\/3$/);
    const [call] = host.callsOf(`POST ${ROOTS[kind]}/hooks`);
    expect(call?.headers).toMatchObject(LOGINS[kind]);
    expect(call?.body).toMatchObject(BODIES[kind]);
  });

  it.each(KINDS)('that %s has already is not made again', async (kind) => {
    const known = { ...MADE[kind], url: HOOK.payloadUrl, config: { url: HOOK.payloadUrl } };
    host.answer(`GET ${ROOTS[kind]}/hooks`, { body: page(kind, [{ id: 1, config: {} }, known]) });
    expect((await api(kind).registerHook(HOOK)).id).toMatch(/3/);
    expect(host.callsOf(`POST ${ROOTS[kind]}/hooks`)).toEqual([]);
  });

  it.each<[GitHost, string]>([
    ['github', `PATCH ${ROOTS.github}/hooks/3/config`],
    ['gitlab', `PUT ${ROOTS.gitlab}/hooks/3`],
    ['bitbucket', `PUT ${ROOTS.bitbucket}/hooks/3`],
  ])('of %s gets another secret', async (kind, route) => {
    host.answer(route, { body: {} });
    await api(kind).changeSecret('3', HOOK);
    expect(JSON.stringify(host.callsOf(route)[0]?.body)).toContain(HOOK.secret);
  });

  it.each(KINDS)('of %s goes, even if it is gone', async (kind) => {
    const route = `DELETE ${ROOTS[kind]}/hooks/3`;
    host.answer(route, { status: 204 }, { status: 404, body: {} });
    await api(kind).removeHook('3');
    await api(kind).removeHook('3');
    expect(host.callsOf(route)).toHaveLength(2);
  });

  it.each<[GitHost, string]>([
    ['github', '/orgs/acme/hooks'],
    ['gitlab', '/groups/acme%2Ftools/hooks'],
  ])('of a whole group at %s is made, changed and taken away there', async (kind, path) => {
    const order = { ...HOOK, group: kind === 'github' ? 'acme' : 'acme/tools' };
    host.answer(`GET ${path}`, { body: [] });
    host.answer(`POST ${path}`, { status: 201, body: MADE[kind] });
    const { id } = await api(kind).registerHook(order);
    const change = kind === 'github' ? `PATCH ${path}/3/config` : `PUT ${path}/3`;
    host.answer(change, { body: {} });
    host.answer(`DELETE ${path}/3`, { status: 204 });
    await api(kind).changeSecret(id, order);
    await api(kind).removeHook(id, order.group);
    expect(host.calls.map(({ route }) => route)).toEqual([`GET ${path}`, `POST ${path}`, change, `DELETE ${path}/3`]);
  });

  it('of Bitbucket is made with a name and a password, too', async () => {
    host.answer(`DELETE ${ROOTS.bitbucket}/hooks/3`, { status: 204 });
    await api('bitbucket', { username: 'me', token: 'key' }).removeHook('3');
    expect(host.calls[0]?.headers.authorization).toBe(`Basic ${Buffer.from('me:key').toString('base64')}`);
  });
});

describe('the files of a change', () => {
  const request = { pullRequest: '12', from: 'main', to: NEW };
  it.each<[GitHost, string, StandInReply, object]>([
    [
      'github',
      `GET ${ROOTS.github}/compare/${OLD}...${NEW}`,
      { body: { files: [{ filename: 'a' }, { filename: 'new', previous_filename: 'old' }] } },
      ['a', 'new', 'old'],
    ],
    [
      'gitlab',
      `GET ${ROOTS.gitlab}/repository/compare`,
      {
        body: {
          diffs: [
            { old_path: 'a', new_path: 'a' },
            { old_path: 'old', new_path: 'new' },
          ],
        },
      },
      ['a', 'old', 'new'],
    ],
    [
      'bitbucket',
      `GET ${ROOTS.bitbucket}/diffstat/${NEW}..${OLD}`,
      {
        body: {
          values: [
            { old: { path: 'old' }, new: { path: 'new' } },
            { old: null, new: { path: 'a' } },
          ],
        },
      },
      ['old', 'new', 'a'],
    ],
  ])('between two commits at %s', async (kind, route, reply, files) => {
    host.answer(route, reply);
    expect(await api(kind).changedFiles({ from: OLD, to: NEW })).toEqual(files);
  });

  it.each<[GitHost, string, (index: number) => object]>([
    ['github', `GET ${ROOTS.github}/pulls/12/files`, (i) => ({ filename: `f${i}` })],
    ['gitlab', `GET ${ROOTS.gitlab}/merge_requests/12/diffs`, (i) => ({ old_path: `f${i}`, new_path: `f${i}` })],
  ])('of a pull request at %s come in pages', async (kind, route, file) => {
    host.answer(route, { body: many(100, file) }, { body: [file(100)] });
    expect(await api(kind).changedFiles(request)).toEqual(many(101, (i) => `f${i}`));
    expect(host.calls.map(({ query }) => query)).toEqual(['per_page=100&page=1', 'per_page=100&page=2']);
  });

  it('of a pull request at Bitbucket come in pages, of its own host only', async () => {
    const route = `GET ${ROOTS.bitbucket}/pullrequests/12/diffstat`;
    const next = `${host.url}${ROOTS.bitbucket}/pullrequests/12/diffstat?page=2`;
    const [one, two] = [{ new: { path: 'a' } }, { new: { path: 'b' } }];
    host.answer(route, { body: { values: [one], next } }, { body: { values: [two] } });
    expect(await api('bitbucket').changedFiles(request)).toEqual(['a', 'b']);
    host.answer(route, { body: { values: [one], next: 'http://127.0.0.1:9/steal' } });
    await expect(api('bitbucket').changedFiles(request)).rejects.toMatchObject({ mayPass: false });
  });

  it('are not known when the host cuts its list', async () => {
    const files = many(300, (i) => ({ filename: `f${i}` }));
    host.answer(`GET ${ROOTS.github}/compare/${OLD}...${NEW}`, { body: { files } });
    expect(await api('github').changedFiles({ from: OLD, to: NEW })).toBeUndefined();
    host.answer(`GET ${ROOTS.gitlab}/repository/compare`, { body: { diffs: [], compare_timeout: true } });
    expect(await api('gitlab').changedFiles({ from: OLD, to: NEW })).toBeUndefined();
  });
});

describe('the role of somebody', () => {
  const ann = { id: '7', name: 'ann' };
  it.each<[GitHost, string, object, string | undefined]>([
    [
      'github',
      `${ROOTS.github}/collaborators/ann/permission`,
      { permission: 'write', role_name: 'maintain' },
      'GITHUB_MAINTAIN',
    ],
    [
      'github',
      `${ROOTS.github}/collaborators/ann/permission`,
      { permission: 'write', role_name: 'own' },
      'GITHUB_WRITE',
    ],
    ['github', `${ROOTS.github}/collaborators/ann/permission`, { permission: 'none' }, undefined],
    ['gitlab', `${ROOTS.gitlab}/members/all/7`, { access_level: 40 }, 'GITLAB_MAINTAINER'],
    ['gitlab', `${ROOTS.gitlab}/members/all/7`, { access_level: 5 }, undefined],
    ['bitbucket', `${ROOTS.bitbucket}/permissions-config/users/7`, { permission: 'admin' }, 'BITBUCKET_ADMIN'],
    ['bitbucket', `${ROOTS.bitbucket}/permissions-config/users/7`, { permission: 'none' }, undefined],
  ])('at %s by %s %o is %s', async (kind, path, body, role) => {
    host.answer(`GET ${path}`, { body });
    expect(await api(kind).findRole(ann)).toBe(role);
  });

  it.each(KINDS)('of a stranger at %s is none', async (kind) => {
    expect(await api(kind).findRole(ann)).toBeUndefined();
    expect(await api(kind).findRole({ id: '', name: '' })).toBeUndefined();
    expect(host.calls).toHaveLength(1);
  });
});

it.each<[GitHost, string, object]>([
  ['github', `commits/${NEW}`, { sha: NEW, commit: { message: 'why' } }],
  ['gitlab', `repository/commits/${NEW}`, { id: NEW, message: 'why' }],
  ['bitbucket', `commit/${NEW}`, { hash: NEW, message: 'why' }],
])('a commit at %s is found', async (kind, path, body) => {
  host.answer(`GET ${ROOTS[kind]}/${path}`, { body });
  expect(await api(kind).findCommit(NEW)).toEqual({ commit: NEW, message: 'why' });
});

describe('a status', () => {
  const status = { commit: NEW, state: 'stopped', context: 'CI', description: 'x'.repeat(200) } as const;
  it.each<[GitHost, string, object]>([
    ['github', `statuses/${NEW}`, { state: 'error', context: 'CI', description: 'x'.repeat(140) }],
    ['gitlab', `statuses/${NEW}`, { state: 'canceled', name: 'CI', target_url: 'https://here' }],
    ['bitbucket', `commit/${NEW}/statuses/build`, { state: 'STOPPED', name: 'CI', url: 'https://here' }],
  ])('is told to %s', async (kind, path, body) => {
    host.answer(`POST ${ROOTS[kind]}/${path}`, { status: 201, body: {} });
    await api(kind).reportStatus({ ...status, targetUrl: 'https://here' });
    expect(host.calls[0]?.body).toMatchObject(body);
  });

  it('of Bitbucket leads to the commit, and has a key that is short enough', async () => {
    host.answer(`POST ${ROOTS.bitbucket}/commit/${NEW}/statuses/build`, { body: {} });
    await api('bitbucket').reportStatus({ ...status, context: 'x'.repeat(200) });
    expect(host.calls[0]?.body).toMatchObject({
      key: expect.stringMatching(/^[0-9a-f]{40}$/),
      url: `https://bitbucket.org/acme/app/commits/${NEW}`,
    });
  });

  it('that GitLab has already is as good', async () => {
    const message = "Cannot transition status via :run from :running (Reason(s): Status cannot transition via 'run')";
    host.answer(`POST ${ROOTS.gitlab}/statuses/${NEW}`, { status: 400, body: { message } });
    await expect(api('gitlab').reportStatus(status)).resolves.toBeUndefined();
    host.answer(`POST ${ROOTS.gitlab}/statuses/${NEW}`, { status: 400, body: { message: 'no' } });
    await expect(api('gitlab').reportStatus(status)).rejects.toThrow(/400 no/);
  });
});

describe('a call that goes wrong', () => {
  const route = `GET ${ROOTS.github}/commits/${NEW}`;
  it.each<[string, StandInReply, number | undefined, boolean]>([
    ['is refused', { status: 403, body: { message: 'no' } }, 403, false],
    ['is one too many', { status: 403, headers: { 'x-ratelimit-remaining': '0' }, body: {} }, 429, true],
    ['is throttled', { status: 429, body: {} }, 429, true],
    ['meets a fault', { status: 502 }, 502, true],
    ['breaks off', { breaksOff: true }, undefined, true],
    ['is sent elsewhere', { status: 302, headers: { location: 'http://127.0.0.1:9/' } }, 302, false],
    ['is sent round and round', { status: 302, headers: { location: `${ROOTS.github}/commits/${NEW}` } }, 302, false],
  ])('%s: %#', async (_, reply, status, mayPass) => {
    host.answer(route, reply);
    const failed = api('github').findCommit(NEW);
    await expect(failed).rejects.toMatchObject({ name: 'HostError', status, mayPass });
    await expect(failed).rejects.not.toThrow(/key/);
  });

  it('but only goes to where a renamed repository is, does not', async () => {
    host.answer(route, { status: 301, headers: { location: `${host.url}/repositories/1/commits/${NEW}` } });
    host.answer(`GET /repositories/1/commits/${NEW}`, { body: { sha: NEW, commit: { message: 'why' } } });
    expect(await api('github').findCommit(NEW)).toEqual({ commit: NEW, message: 'why' });
    expect(host.calls[1]?.headers.authorization).toBe('Bearer key');
  });
});
