import type { GitHost } from './host-event.ts';

/** Where a repository is: which host, where its REST API is, and what the host calls the repository. */
export interface LocatedRepository {
  readonly host: GitHost;
  /** Without a slash at the end. */
  readonly apiUrl: string;
  readonly repository: string;
}

/** By CodeBuild's type of source: which host it is, and the one place where a public one is. */
const HOSTS: Readonly<Record<string, { host: GitHost; only?: string; api(origin: string): string }>> = {
  GITHUB: { host: 'github', only: 'github.com', api: () => 'https://api.github.com' },
  GITHUB_ENTERPRISE: { host: 'github', api: (origin) => `${origin}/api/v3` },
  GITLAB: { host: 'gitlab', only: 'gitlab.com', api: () => 'https://gitlab.com/api/v4' },
  GITLAB_SELF_MANAGED: { host: 'gitlab', api: (origin) => `${origin}/api/v4` },
  BITBUCKET: { host: 'bitbucket', only: 'bitbucket.org', api: () => 'https://api.bitbucket.org/2.0' },
};

/** Which host a type of source is; undefined for what is no git host. */
export const hostOfSource = (type: string): GitHost | undefined => HOSTS[type]?.host;

/** The type of source that a repository of a public host is; undefined for one that is elsewhere. */
export function typeOfPublicHost(location: string): 'GITHUB' | 'GITLAB' | 'BITBUCKET' | undefined {
  const name = readLocation(location)?.name;
  return (['GITHUB', 'GITLAB', 'BITBUCKET'] as const).find((type) => name !== undefined && HOSTS[type]?.only === name);
}

/**
 * A repository by the type and the URL that a definition gives; undefined for one that is not where its type says, so that a
 * token of one host never goes to another. `apiUrls` are REST APIs by the name of their host, instead of the usual place.
 */
export function locateRepository(
  { type, location = '' }: { readonly type: string; readonly location?: string | undefined },
  apiUrls: ReadonlyMap<string, string>,
): LocatedRepository | undefined {
  const known = HOSTS[type];
  const place = readLocation(location);
  if (!known || !place) return undefined;
  const { origin, name, repository } = place;
  if (known.only !== undefined && name !== known.only) return undefined;
  const apiUrl = apiUrls.get(name) ?? known.api(origin);
  return { host: known.host, apiUrl: apiUrl.replace(/\/+$/, ''), repository };
}

function readLocation(location: string): { origin: string; name: string; repository: string } | undefined {
  const [, sshName, sshPath] = /^(?:ssh:\/\/)?[\w.-]+@([\w.-]+)[:/](?!\/)(.+)$/.exec(location) ?? [];
  const url = sshName === undefined ? parse(location) : parse(`https://${sshName}/${sshPath}`);
  if (!url || !/^https?:$/.test(url.protocol)) return undefined;
  const repository = url.pathname.replace(/^\/+|\/+$/g, '').replace(/\.git$/, '');
  const isPath = /^[\w.-]+(\/[\w.-]+)+$/.test(repository) && !repository.split('/').includes('..');
  return isPath ? { origin: url.origin, name: url.hostname, repository } : undefined;
}

function parse(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
