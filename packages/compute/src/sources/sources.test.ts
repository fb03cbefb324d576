import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fetchFolder } from './fetch-folder.ts';
import { fetchGit, resolveGitRevision } from './fetch-git.ts';
import { updateMirror } from './git-mirror.ts';
import { locateSource, parseSourceMapping } from './locate-source.ts';
import { SourceError } from './source-error.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'codeyard-sources-'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const git = (folder: string, ...argv: string[]) =>
  execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@t', ...argv], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
    .toString()
    .trim();

function put(folder: string, files: Record<string, string>): string {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, folder, name)), { recursive: true });
    writeFileSync(join(root, folder, name), text);
  }
  return join(root, folder);
}

/** Three commits on main, the second tagged, one on a branch and one on a pull request. */
function makeRepository() {
  const folder = put('repository', { file: '1' });
  git(folder, 'init', '-q', '-b', 'main');
  const commit = (text: string) => {
    writeFileSync(join(folder, 'file'), text);
    git(folder, 'add', '.');
    git(folder, 'commit', '-qm', `commit ${text}`);
    return git(folder, 'rev-parse', 'HEAD');
  };
  const shas = [commit('one'), commit('two')];
  git(folder, 'tag', '-am', 'tag', 'v2');
  shas.push(commit('three'));
  git(folder, 'checkout', '-qb', 'feature/x', shas[0] ?? '');
  const branch = commit('branch');
  git(folder, 'update-ref', 'refs/pull/7/head', branch);
  git(folder, 'checkout', '-q', 'main');
  return { folder, shas, branch };
}

function empty(name = 'out'): string {
  mkdirSync(join(root, name));
  return join(root, name);
}

describe('locating a source', () => {
  const mappings = () =>
    [`myorg/web-app=${put('app', { a: '' })}`, 'https://example.com/x/y.git=https://mirror/y.git'].map(
      parseSourceMapping,
    );

  it.each([
    ['https://github.com/myorg/web-app', 'folder'],
    ['https://github.com/MyOrg/Web-App.git', 'folder'],
    ['git@github.com:myorg/web-app.git', 'folder'],
    ['https://user:pass@github.com/myorg/web-app/', 'folder'],
    ['myorg/web-app', 'folder'],
    ['https://example.com/x/y', 'git'],
    ['https://github.com/other/web-app2.git', 'git'],
  ])('%s is a %s', (remote, kind) => expect(locateSource(remote, mappings())?.kind).toBe(kind));

  it('knows nothing of a bare name that is not mapped, unless all are', () => {
    expect(locateSource('other', mappings())).toBeUndefined();
    expect(locateSource('other', [parseSourceMapping(`*=${root}`)])).toEqual({ kind: 'folder', folder: root });
    expect(() => locateSource('a', [parseSourceMapping('a=/not/there')])).toThrow(/does not exist/);
    expect(() => parseSourceMapping('nonsense')).toThrow(SourceError);
  });

  it('clones a bare repository instead of taking it as a folder', () => {
    git(root, 'init', '-q', '--bare', 'bare.git');
    expect(locateSource('a', [parseSourceMapping(`a=${root}/bare.git`)])).toEqual({
      kind: 'git',
      url: `${root}/bare.git`,
    });
  });
});

describe('fetching with git', () => {
  it.each([false, true])('finds every kind of version; by way of a mirror: %s', async (isMirrored) => {
    const { folder: url, shas, branch } = makeRepository();
    const cases: [string | undefined, string | undefined, string | undefined][] = [
      [undefined, shas[2], 'main'],
      ['main', shas[2], 'main'],
      ['feature/x', branch, 'feature/x'],
      ['v2', shas[1], undefined],
      ['refs/tags/v2', shas[1], undefined],
      ['refs/heads/feature/x', branch, 'feature/x'],
      ['pr/7', branch, undefined],
      [shas[0], shas[0], undefined],
      [branch.slice(0, 7), branch, undefined],
      [`refs/heads/main^{${shas[1]}}`, shas[1], 'main'],
    ];
    for (const [index, [version, commitId, name]] of cases.entries()) {
      for (const depth of [0, 1]) {
        const fetched = await fetchGit({
          url,
          folder: empty(`out${index}-${depth}`),
          depth,
          ...(version ? { version } : {}),
          ...(isMirrored ? { mirror: join(root, 'mirror.git') } : {}),
        });
        expect([version, fetched.commitId, fetched.branch]).toEqual([version, commitId, name]);
      }
    }
    expect(await resolveGitRevision(url, 'v2')).toBe(shas[1]);
  });

  it('takes from a mirror what the mirror has, and follows what changes', async () => {
    const { folder: url } = makeRepository();
    const mirror = join(root, 'mirror.git');
    const through = await updateMirror({ url, mirror });
    renameSync(url, `${url}-away`);
    const folder = empty('clone');
    git(folder, 'init', '-q');
    git(folder, ...through, 'fetch', '-q', url, 'main');
    renameSync(`${url}-away`, url);
    git(url, 'commit', '-q', '--allow-empty', '--amend', '-m', 'rewritten');
    git(url, 'branch', '-D', 'feature/x');
    const fetched = await fetchGit({ url, folder: empty('out'), mirror });
    expect(fetched).toMatchObject({ commitMessage: 'rewritten', branch: 'main' });
    expect(git(mirror, 'for-each-ref', '--format=%(refname)')).toBe('refs/heads/main\nrefs/tags/v2');
  });

  it('takes the whole history unless asked for little of it', async () => {
    const { folder: url } = makeRepository();
    const count = async (depth: number) => {
      const folder = empty(`depth${depth}`);
      await fetchGit({ url: `file://${url}`, folder, depth });
      return Number(git(folder, 'rev-list', '--count', 'HEAD'));
    };
    expect([await count(0), await count(1), await count(2), await count(26)]).toEqual([3, 1, 2, 3]);
  });

  it.each([
    ['nowhere', undefined],
    ['-q', undefined],
    ['../main', undefined],
    ['a'.repeat(40), undefined],
    ['a'.repeat(12), undefined],
  ])('refuses a version that is not there: %s', async (version) => {
    const { folder: url } = makeRepository();
    await expect(fetchGit({ url, folder: empty(), version })).rejects.toThrow(SourceError);
  });

  it.each(['--upload-pack=touch /tmp/x', 'ext::sh -c date', '-u', 'relative/path'])(
    'refuses a URL that git would misread: %s',
    async (url) => {
      await expect(fetchGit({ url, folder: empty() })).rejects.toThrow(/is no URL/);
    },
  );

  it('says what git said, without the password', async () => {
    const call = fetchGit({
      url: 'http://user:hunter2@127.0.0.1:1/x.git',
      folder: empty(),
      credentials: { username: 'u', password: 'swordfish' },
    });
    const message = await call.catch((error: Error) => error.message);
    expect(message).toMatch(/connect|refused|unable/i);
    expect(message).not.toMatch(/hunter2|swordfish/);
  });
});

describe('fetching a folder', () => {
  it('takes a work tree as it is now, without what .gitignore leaves out', async () => {
    const { folder } = makeRepository();
    put('repository', {
      'new.txt': 'n',
      'node_modules/m/i.js': 'x',
      '.gitignore': 'ignored\n',
      ignored: 'x',
      file: 'changed',
    });
    rmSync(join(folder, 'gone'), { force: true });
    const target = empty();
    const fetched = await fetchFolder(folder, target);
    expect(readdirSync(target).sort()).toEqual(['.gitignore', 'file', 'new.txt']);
    expect(readFileSync(join(target, 'file'), 'utf8')).toBe('changed');
    expect(fetched).toMatchObject({ branch: 'main', commitMessage: 'commit three', uncommittedChanges: true });
  });

  it('takes a folder without git too, and no link that leads out of it', async () => {
    const folder = put('plain', { 'a/b.txt': 'b', 'node_modules/x': '' });
    symlinkSync('a/b.txt', join(folder, 'in'));
    symlinkSync('/etc/passwd', join(folder, 'out'));
    const target = empty();
    expect(await fetchFolder(folder, target)).toEqual({});
    expect(readdirSync(target).sort()).toEqual(['a', 'in']);
    expect(existsSync(join(target, 'in'))).toBe(true);
  });
});
