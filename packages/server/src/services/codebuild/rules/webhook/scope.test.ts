import { describe, expect, it } from 'vitest';
import type { Source } from '../definition.ts';
import { findScopeProblem, type Scope, sourceOf } from './scope.ts';

const ANY = 'CODEBUILD_DEFAULT_WEBHOOK_SOURCE_LOCATION';
const source = (type: Source['type'], location = ANY) => ({ type, location }) as Source;
const ORGANIZATION: Scope = { scope: 'GITHUB_ORGANIZATION', name: 'acme' };
const GLOBAL: Scope = { scope: 'GITHUB_GLOBAL', name: 'acme-corp' };
const GROUP: Scope = { scope: 'GITLAB_GROUP', name: 'acme/tools' };

describe('a scope', () => {
  it.each<[Source, Scope, RegExp | undefined]>([
    [source('GITHUB'), ORGANIZATION, undefined],
    [source('GITHUB'), GLOBAL, undefined],
    [source('GITHUB_ENTERPRISE'), { ...ORGANIZATION, domain: 'git.example.com:8443' }, undefined],
    [source('GITLAB'), GROUP, undefined],
    [source('GITLAB_SELF_MANAGED'), { ...GROUP, domain: 'git.example.com' }, undefined],
    [source('GITHUB'), GROUP, /scope GITLAB_GROUP is not one of source type GITHUB/],
    [source('BITBUCKET'), ORGANIZATION, /is not one of source type BITBUCKET/],
    [source('GITHUB', 'https://github.com/acme/app'), ORGANIZATION, /must be CODEBUILD_DEFAULT_WEBHOOK/],
    [source('GITHUB'), { ...ORGANIZATION, domain: 'evil.example' }, /has no domain/],
    [source('GITHUB_ENTERPRISE'), ORGANIZATION, /needs a domain/],
    [source('GITHUB_ENTERPRISE'), { ...ORGANIZATION, domain: 'x/../y@z' }, /needs a domain/],
    [source('GITHUB'), { ...ORGANIZATION, name: '../x y' }, /no name of an organization/],
  ])('%j %j', (given, scope, problem) => {
    const found = findScopeProblem(given, scope);
    if (problem) expect(found).toMatch(problem);
    else expect(found).toBeUndefined();
  });

  it.each<[Source, Scope | undefined, string, string | undefined]>([
    [source('GITHUB', 'https://github.com/a/b'), undefined, 'any/thing', 'https://github.com/a/b'],
    [source('GITHUB'), ORGANIZATION, 'Acme/app', 'https://github.com/Acme/app.git'],
    [source('GITHUB'), ORGANIZATION, 'acme-evil/app', undefined],
    [source('GITHUB'), GLOBAL, 'other/app', 'https://github.com/other/app.git'],
    [source('GITLAB'), GROUP, 'acme/tools/deep/app', 'https://gitlab.com/acme/tools/deep/app.git'],
    [source('GITLAB'), GROUP, 'acme/app', undefined],
    [source('GITHUB_ENTERPRISE'), ORGANIZATION, 'acme/app', undefined],
    [
      source('GITHUB_ENTERPRISE'),
      { ...ORGANIZATION, domain: 'git.example.com' },
      'acme/app',
      'https://git.example.com/acme/app.git',
    ],
  ])('%j %j makes of %s %s', (given, scope, repository, location) => {
    expect(sourceOf(given, scope, repository)?.location).toBe(location);
  });
});
