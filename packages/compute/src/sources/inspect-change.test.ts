import { execFileSync } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inspectChange } from './inspect-change.ts';

let root: string;
let repository: string;
const commits: Record<'first' | 'second' | 'topic', string> = { first: '', second: '', topic: '' };

const git = (...argv: string[]) =>
  execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@t', ...argv], { cwd: repository })
    .toString()
    .trim();

function commit(message: string, change: () => void): string {
  change();
  git('add', '-A', '.');
  git('commit', '-qm', message);
  return git('rev-parse', 'HEAD');
}

/** Main goes on while a topic leaves it at its first commit. */
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'codeyard-changes-'));
  repository = mkdtempSync(join(root, 'repository-'));
  git('init', '-q', '-b', 'main');
  const write = (name: string) => writeFileSync(join(repository, name), name);
  commits.first = commit('first', () => ['kept', 'moved'].forEach(write));
  git('checkout', '-qb', 'topic');
  commits.topic = commit('why\n\nat length', () => write('täst "quoted"'));
  git('checkout', '-q', 'main');
  commits.second = commit('second', () => {
    renameSync(join(repository, 'moved'), join(repository, 'there'));
    write('new');
  });
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const inspect = (from: string, to: string, sinceParting = false) =>
  inspectChange({ url: repository, folder: mkdtempSync(join(root, 'asked-')), from, to, sinceParting });

describe('what has changed', () => {
  it('between two commits: each file, and both names of what moved', async () => {
    const { files, commit, message } = await inspect(commits.first, commits.second);
    expect({ files: files.toSorted(), commit, message }).toEqual({
      files: ['moved', 'new', 'there'],
      commit: commits.second,
      message: 'second',
    });
  });

  it('since a branch left another is what pull requests show', async () => {
    expect(await inspect('refs/heads/main', 'refs/heads/topic', true)).toEqual({
      files: ['täst "quoted"'],
      commit: commits.topic,
      message: 'why\n\nat length',
    });
    expect((await inspect('refs/heads/main', commits.topic)).files).toContain('new');
  });

  it.each(['main', 'HEAD', '--upload-pack=x', 'refs/heads/a b', 'refs/heads/../x', 'f'.repeat(40), 'refs/heads/none'])(
    'cannot be told of %j',
    async (name) => {
      await expect(inspect(commits.first, name)).rejects.toMatchObject({ name: 'SourceError' });
    },
  );
});
