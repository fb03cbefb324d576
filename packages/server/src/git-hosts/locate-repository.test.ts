import { expect, it } from 'vitest';
import { locateRepository } from './locate-repository.ts';

const APIS = new Map([['bitbucket.org', 'http://localhost:1234/']]);

it.each<[string, string, object | undefined]>([
  [
    'GITHUB',
    'https://github.com/acme/app',
    { host: 'github', apiUrl: 'https://api.github.com', repository: 'acme/app' },
  ],
  ['GITHUB', 'https://github.com/acme/app.git', { repository: 'acme/app' }],
  ['GITHUB', 'https://token@github.com/acme/app.js/', { repository: 'acme/app.js' }],
  ['GITHUB', 'git@github.com:acme/app.git', { repository: 'acme/app' }],
  ['GITHUB', 'ssh://git@github.com/acme/app', { repository: 'acme/app' }],
  ['GITHUB_ENTERPRISE', 'https://git.corp:8443/acme/app', { host: 'github', apiUrl: 'https://git.corp:8443/api/v3' }],
  ['GITLAB', 'https://gitlab.com/acme/group/app', { host: 'gitlab', repository: 'acme/group/app' }],
  ['GITLAB_SELF_MANAGED', 'http://git.corp/acme/app', { host: 'gitlab', apiUrl: 'http://git.corp/api/v4' }],
  ['BITBUCKET', 'https://bitbucket.org/acme/app', { host: 'bitbucket', apiUrl: 'http://localhost:1234' }],
  // A token of one host never goes to another.
  ['GITHUB', 'https://github.com.evil.example/acme/app', undefined],
  ['GITHUB', 'https://evil.example/github.com/app', undefined],
  ['GITHUB', 'https://github.com@evil.example/acme/app', undefined],
  ['BITBUCKET', 'https://github.com/acme/app', undefined],
  ['GITHUB', 'https://github.com/acme', undefined],
  ['GITHUB', 'https://github.com/acme/..', undefined],
  ['GITHUB', 'https://github.com/acme/app?x=/y', { repository: 'acme/app' }],
  ['GITHUB', 'https://github.com/acme/%2e%2e%2fapp', undefined],
  ['GITHUB', 'file:///acme/app', undefined],
  ['GITHUB', 'CODEBUILD_DEFAULT_WEBHOOK_SOURCE_LOCATION', undefined],
  ['S3', 'bucket/key', undefined],
  ['NO_SOURCE', '', undefined],
])('%s at %s is %o', (type, location, wanted) => {
  const located = locateRepository({ type, location }, APIS);
  if (wanted) expect(located).toMatchObject(wanted);
  else expect(located).toBeUndefined();
});
