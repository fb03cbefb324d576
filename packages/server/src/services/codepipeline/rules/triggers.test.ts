import type { GitConfiguration, PipelineDeclaration } from '@aws-sdk/client-codepipeline';
import { describe, expect, it } from 'vitest';
import type { GitHost } from '../../../git-hosts/host-event.ts';
import { readHostEvents } from '../../../git-hosts/read-host-events.ts';
import { type GitEvent, gitEventsOf } from './git-event.ts';
import { compileGlob } from './glob.ts';
import { checkTriggers, triggerMatches } from './trigger-filters.ts';

describe('a glob', () => {
  it.each([
    ['main', 'main', true],
    ['main', 'Main', false],
    ['release*', 'release-1', true],
    ['release*', 'release/1', false],
    ['release/**', 'release/1/2', true],
    ['**/*.js', 'src/deep/a.js', true],
    ['**/*.js', 'a.js', false],
    ['*.{js,ts}', 'a.ts', true],
    ['v[0-9].?', 'v1.2', true],
    ['v[!0-9]', 'v1', false],
    ['v[!0-9]', 'v/', false],
    ['a\\*b', 'a*b', true],
    ['a\\*b', 'axb', false],
    ['a.b', 'axb', false],
    ['(a|b)+', '(a|b)+', true],
    ['', '', true],
  ])('%s and %s: %s', (glob, text, matches) => expect(compileGlob(glob)?.(text)).toBe(matches));

  it.each(['{a,{b}}', '{a', '[a', 'a\\', '[/]'])('%s is none', (glob) => expect(compileGlob(glob)).toBeUndefined());

  it('takes no time to speak of, whatever it is', () => {
    const start = performance.now();
    expect(compileGlob(`${'*a'.repeat(100)}b`)?.('a'.repeat(5_000))).toBe(false);
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});

const push = (rest: object): GitEvent => ({ kind: 'push', repository: 'acme/app', commit: 'abcdef0', ...rest });
const request = (rest: object): GitEvent => ({
  ...{ kind: 'pull-request', repository: 'acme/app', commit: 'abcdef0', action: 'OPEN' },
  ...{ source: 'feature', target: 'main' },
  ...rest,
});
const on = (rest: Omit<GitConfiguration, 'sourceActionName'>): GitConfiguration => ({ sourceActionName: 'S', ...rest });
const main = { includes: ['main'] };

describe('a trigger', () => {
  it.each<[string, GitConfiguration, GitEvent, boolean]>([
    ['a branch that is included', on({ push: [{ branches: main }] }), push({ branch: 'main' }), true],
    ['another branch', on({ push: [{ branches: main }] }), push({ branch: 'other' }), false],
    ['a tag, to branches', on({ push: [{ branches: main }] }), push({ tag: 'main' }), false],
    ['a tag that is included', on({ push: [{ tags: { includes: ['v*'] } }] }), push({ tag: 'v1' }), true],
    ['a branch, to tags', on({ push: [{ tags: { includes: ['v*'] } }] }), push({ branch: 'v1' }), false],
    ['what is excluded', on({ push: [{ branches: { excludes: ['wip*'] } }] }), push({ branch: 'wip-1' }), false],
    ['what is not excluded', on({ push: [{ branches: { excludes: ['wip*'] } }] }), push({ branch: 'main' }), true],
    [
      'what is both included and excluded',
      on({ push: [{ branches: { includes: ['r*'], excludes: ['r1'] } }] }),
      push({ branch: 'r1' }),
      false,
    ],
    [
      'one file of those named',
      on({ push: [{ branches: main, filePaths: { includes: ['src/**'] } }] }),
      push({ branch: 'main', files: ['README.md', 'src/a.js'] }),
      true,
    ],
    [
      'no file of those named',
      on({ push: [{ branches: main, filePaths: { includes: ['src/**'] } }] }),
      push({ branch: 'main', files: ['README.md'] }),
      false,
    ],
    [
      'only excluded files',
      on({ push: [{ branches: main, filePaths: { excludes: ['*.md'] } }] }),
      push({ branch: 'main', files: ['README.md'] }),
      false,
    ],
    [
      'the 101st file',
      on({ push: [{ branches: main, filePaths: { includes: ['last'] } }] }),
      push({ branch: 'main', files: [...Array.from({ length: 100 }, (_, n) => `f${n}`), 'last'] }),
      true,
    ],
    [
      'files that the host did not name',
      on({ push: [{ branches: main, filePaths: { includes: ['src/**'] } }] }),
      push({ branch: 'main' }),
      true,
    ],
    [
      'the second of two filters',
      on({ push: [{ branches: main }, { tags: { includes: ['v*'] } }] }),
      push({ tag: 'v2' }),
      true,
    ],
    ['a pull request to the branch', on({ pullRequest: [{ branches: main }] }), request({}), true],
    [
      'a pull request from the branch',
      on({ pullRequest: [{ branches: main }] }),
      request({ source: 'main', target: 'x' }),
      false,
    ],
    ['an event that is not named', on({ pullRequest: [{ branches: main, events: ['CLOSED'] }] }), request({}), false],
    ['a push, to pull requests', on({ pullRequest: [{ branches: main }] }), push({ branch: 'main' }), false],
  ])('%s', (_, git, event, matches) => expect(triggerMatches(git, event)).toBe(matches));

  const declare = (gitConfiguration: GitConfiguration, provider = 'CodeStarSourceConnection'): PipelineDeclaration => ({
    name: 'p',
    roleArn: 'r',
    triggers: [{ providerType: 'CodeStarSourceConnection', gitConfiguration }],
    stages: [
      {
        name: 'S',
        actions: [{ name: 'S', actionTypeId: { category: 'Source', owner: 'AWS', provider, version: '1' } }],
      },
    ],
  });
  it.each<[string, PipelineDeclaration, RegExp | undefined]>([
    ['tags alone', declare(on({ push: [{ tags: main }] })), undefined],
    ['branches and files', declare(on({ push: [{ branches: main, filePaths: main }] })), undefined],
    ['tags and branches', declare(on({ push: [{ tags: main, branches: main }] })), /valid filter combinations/],
    ['files alone', declare(on({ push: [{ filePaths: main }] })), /valid filter combinations/],
    [
      'a pull request without branches',
      declare(on({ pullRequest: [{ filePaths: main }] })),
      /valid filter combinations/,
    ],
    ['one event twice', declare(on({ pullRequest: [{ branches: main, events: ['OPEN', 'OPEN'] }] })), /combinations/],
    ['another source', declare(on({ push: [{ branches: main }] }), 'S3'), /must reference a CodeStarSourceConnection/],
    ['no glob', declare(on({ push: [{ branches: { includes: ['[x'] } }] })), /is no glob/],
  ])('of %s is judged', (_, declaration, problem) => {
    const problems = checkTriggers(declaration).join();
    if (problem) expect(problems).toMatch(problem);
    else expect(problems).toBe('');
  });
});

describe('a delivery', () => {
  const commit = 'a'.repeat(40);
  it.each<[GitHost, string, object, object | undefined]>([
    [
      'github',
      'push',
      {
        ref: 'refs/heads/main',
        after: commit,
        repository: { full_name: 'acme/app' },
        commits: [{ added: ['a'], modified: ['b'] }],
      },
      { kind: 'push', branch: 'main', files: ['a', 'b'] },
    ],
    ['github', 'push', { ref: 'refs/tags/v1', after: commit, repository: { full_name: 'acme/app' } }, { tag: 'v1' }],
    [
      'github',
      'push',
      { ref: 'refs/heads/x', after: '0'.repeat(40), repository: { full_name: 'acme/app' } },
      undefined,
    ],
    [
      'github',
      'pull_request',
      {
        action: 'synchronize',
        pull_request: { head: { ref: 'f', sha: commit }, base: { ref: 'main' } },
        repository: { full_name: 'acme/app' },
      },
      { action: 'UPDATED', source: 'f', target: 'main' },
    ],
    ['github', 'star', { action: 'created', repository: { full_name: 'acme/app' } }, undefined],
    [
      'gitlab',
      'Push Hook',
      { ref: 'refs/heads/main', after: commit, checkout_sha: commit, project: { path_with_namespace: 'acme/app' } },
      { branch: 'main' },
    ],
    [
      'gitlab',
      'Merge Request Hook',
      {
        project: { path_with_namespace: 'acme/app' },
        object_attributes: { action: 'merge', source_branch: 'f', target_branch: 'main', last_commit: { id: commit } },
      },
      { action: 'CLOSED', target: 'main' },
    ],
    [
      'bitbucket',
      'repo:push',
      {
        repository: { full_name: 'acme/app' },
        push: { changes: [{ new: { type: 'branch', name: 'main', target: { hash: commit } } }] },
      },
      { branch: 'main' },
    ],
    [
      'bitbucket',
      'pullrequest:created',
      {
        repository: { full_name: 'acme/app' },
        pullrequest: {
          source: { branch: { name: 'f' }, commit: { hash: 'abcdef012345' } },
          destination: { branch: { name: 'main' } },
        },
      },
      { action: 'OPEN', commit: 'abcdef012345' },
    ],
    ['github', 'push', [], undefined],
    ['bitbucket', 'repo:push', { push: { changes: 'x' } }, undefined],
  ])('of %s (%s) is read', (host, kind, body, wanted) => {
    const events = readHostEvents(host, kind, body).flatMap(gitEventsOf);
    if (wanted) expect(events).toEqual([expect.objectContaining({ repository: 'acme/app', ...wanted })]);
    else expect(events).toEqual([]);
  });
});
