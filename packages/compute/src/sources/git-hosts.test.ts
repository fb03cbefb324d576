import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fetchGit, resolveGitRevision } from './fetch-git.ts';
import { type GitHost, type GitHostOptions, makeBareRepository, openGitHost } from './testing/git-host.ts';

const LOGIN = { username: 'x-access-token', password: 'secret \\ "token" %s' };
const SHOWN = `${LOGIN.username}:${LOGIN.password}`;

let root: string;
let hosts: GitHost[];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'codeyard-git-hosts-'));
  hosts = [];
});
afterEach(async () => {
  for (const host of hosts) await host.close();
  rmSync(root, { recursive: true, force: true });
});

async function open(name: string, options: Partial<GitHostOptions> = {}): Promise<GitHost & { root: string }> {
  const folder = join(root, name);
  mkdirSync(folder);
  const host = await openGitHost({ root: folder, ...options });
  hosts.push(host);
  return { ...host, root: folder };
}

function empty(name = 'out'): string {
  mkdirSync(join(root, name));
  return join(root, name);
}

describe('a host that asks who is there', () => {
  it('is shown the credentials, letter by letter', async () => {
    const host = await open('host', { logins: [SHOWN] });
    makeBareRepository(host.root, 'acme/app.git', { word: 'private' });
    const url = `${host.url}/acme/app.git`;
    const folder = empty();
    const fetched = await fetchGit({ url, folder, credentials: LOGIN, depth: 1, mirror: join(root, 'mirror') });
    expect(readFileSync(join(folder, 'word'), 'utf8')).toBe('private');
    expect(await resolveGitRevision(url, 'main', { credentials: LOGIN })).toBe(fetched.commitId);
    expect(readFileSync(join(folder, '.git', 'config'), 'utf8')).not.toContain('secret');
  });

  it('refuses without them, and the message says why', async () => {
    const host = await open('host', { logins: [SHOWN] });
    makeBareRepository(host.root, 'app.git', { a: '' });
    await expect(fetchGit({ url: `${host.url}/app.git`, folder: empty() })).rejects.toThrow(/could not read Username/);
  });

  it('is shown nothing that is for another one, wherever it sends the caller', async () => {
    const thief = await open('thief', { logins: ['never:right'] });
    const host = await open('host', { redirectTo: thief.url });
    const call = fetchGit({ url: `${host.url}/app.git`, folder: empty(), credentials: LOGIN });
    await expect(call).rejects.toThrow();
    expect(thief.logins).toEqual([]);
  });
});

describe('submodules', () => {
  /** A repository with one submodule at a URL, whose own files are never asked for. */
  function withSubmodule(folder: string, path: string, url: string): void {
    makeBareRepository(folder, path, { '.gitmodules': `[submodule "lib"]\n\tpath = lib\n\turl = ${url}\n` }, (git) =>
      git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},lib`),
    );
  }

  it('come along, those within them too, with the credentials of the host they share', async () => {
    const host = await open('host', { logins: [SHOWN] });
    makeBareRepository(host.root, 'deep.git', { word: 'deepest' });
    const add = (name: string) => (git: (...argv: string[]) => void) => {
      git('-c', 'protocol.file.allow=always', 'submodule', '-q', 'add', join(host.root, `${name}.git`), name);
      git('config', '-f', '.gitmodules', `submodule.${name}.url`, `${host.url}/${name}.git`);
      git('add', '.gitmodules');
    };
    makeBareRepository(host.root, 'lib.git', { word: 'deep' }, add('deep'));
    makeBareRepository(host.root, 'app.git', { word: 'top' }, add('lib'));
    const order = { url: `${host.url}/app.git`, credentials: LOGIN };
    const folder = empty();
    await fetchGit({ ...order, folder, submodules: true });
    expect(readFileSync(join(folder, 'lib', 'deep', 'word'), 'utf8')).toBe('deepest');
    const bare = empty('bare');
    await fetchGit({ ...order, folder: bare });
    expect(existsSync(join(bare, 'lib', 'word'))).toBe(false);
  });

  it('at another host are not told the credentials', async () => {
    const thief = await open('thief', { logins: ['never:right'] });
    const host = await open('host', { logins: [SHOWN] });
    withSubmodule(host.root, 'app.git', `${thief.url}/lib.git`);
    const order = { url: `${host.url}/app.git`, folder: empty(), credentials: LOGIN, submodules: true };
    await expect(fetchGit(order)).rejects.toThrow();
    expect(thief.logins).toEqual([]);
    expect(host.logins).toContain(SHOWN);
  });

  it('are never repositories of this machine', async () => {
    const host = await open('host');
    const inside = makeBareRepository(root, 'inside', { word: 'of this machine' });
    withSubmodule(host.root, 'app.git', inside);
    const order = { url: `${host.url}/app.git`, folder: empty(), submodules: true };
    await expect(fetchGit(order)).rejects.toThrow(/transport 'file' not allowed/);
  });
});

describe('a host whose certificate nobody trusts', () => {
  it('is believed only where the project says so, mirror and submodules included', async () => {
    const host = await open('host', { isSecure: true });
    makeBareRepository(host.root, 'app.git', { word: 'self-signed' });
    const url = `${host.url}/app.git`;
    await expect(fetchGit({ url, folder: empty('strict') })).rejects.toThrow(/certificate/i);
    const folder = empty();
    await fetchGit({ url, folder, insecureSsl: true, mirror: join(root, 'mirror'), submodules: true });
    expect(readFileSync(join(folder, 'word'), 'utf8')).toBe('self-signed');
  });
});
