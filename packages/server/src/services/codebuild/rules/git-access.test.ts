import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type GitAccess, gitVariables } from './git-access.ts';

const access = (url: string, change: Partial<GitAccess> = {}): GitAccess => ({
  ...{ url, username: 'ann', password: 'secret', insecureSsl: false },
  ...change,
});
const git = (variables: Record<string, string>, ...argv: string[]) =>
  execFileSync('git', argv, { env: { PATH: process.env.PATH, GIT_CONFIG_NOSYSTEM: '1', ...variables }, stdio: 'pipe' })
    .toString()
    .trim();

describe('the settings of a build’s own git', () => {
  it('are none where none are needed', () => {
    expect(gitVariables({ accesses: [], areForeign: false })).toEqual({});
    const accesses = [access('ssh://git@host/a.git'), access('/srv/a.git')];
    expect(gitVariables({ accesses, areForeign: false })).toEqual({});
  });

  it('have each server once, the first source’s, and git reads them', () => {
    const accesses = [
      access('https://one.example.com/a.git', { insecureSsl: true }),
      access('https://one.example.com/b.git', { password: 'another' }),
      access('http://two.example.com:8080/c.git', { password: 'third' }),
    ];
    const variables = gitVariables({ accesses, areForeign: true });
    expect(variables).toMatchObject({ CODEBUILD_GIT_PASSWORD_0: 'secret', CODEBUILD_GIT_PASSWORD_1: 'third' });
    expect(JSON.stringify(variables)).not.toContain('another');
    expect(git(variables, 'config', '--get-all', 'safe.directory')).toBe('*');
    const verifies = (url: string) => git(variables, 'config', '--type=bool', '--get-urlmatch', 'http.sslVerify', url);
    expect(verifies('https://one.example.com/x.git')).toBe('false');
    const urls = ['https://one.example.com', 'http://two.example.com:8080'];
    const helpers = urls.map((url) => git(variables, 'config', '--get-urlmatch', 'credential.helper', url));
    expect(helpers.map((text) => /PASSWORD_\d/.exec(text)?.[0])).toEqual(['PASSWORD_0', 'PASSWORD_1']);
  });

  it.runIf(process.getuid?.() === 0)('let git work in sources of another user (root only)', () => {
    const folder = mkdtempSync(join(tmpdir(), 'codeyard-foreign-'));
    try {
      git({}, 'init', '-q', folder);
      execFileSync('chown', ['-R', '12345', folder]);
      expect(() => git({}, '-C', folder, 'status')).toThrow(/dubious ownership/);
      const variables = gitVariables({ accesses: [], areForeign: true });
      expect(git(variables, '-C', folder, 'status')).toContain('No commits yet');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
