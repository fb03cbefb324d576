import { bitbucketApi } from './apis/bitbucket.ts';
import { githubApi } from './apis/github.ts';
import { gitlabApi } from './apis/gitlab.ts';
import type { HostApi, HostPlace } from './host-api.ts';
import type { GitHost } from './host-event.ts';

const APIS: Readonly<Record<GitHost, (place: HostPlace) => HostApi>> = {
  github: githubApi,
  gitlab: gitlabApi,
  bitbucket: bitbucketApi,
};

/** The REST API of a host, for one repository. */
export const openHostApi = (host: GitHost, place: HostPlace): HostApi => APIS[host](place);
