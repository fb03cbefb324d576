import type { HostLogin } from './host-api.ts';
import type { GitHost } from './host-event.ts';

/** What hosts want for a user's name beside a token that needs none. */
const USERS: Readonly<Record<GitHost, string>> = {
  github: 'x-access-token',
  gitlab: 'oauth2',
  bitbucket: 'x-token-auth',
};

/** How git logs in with what opens a host's REST API. */
export const gitLogin = (host: GitHost, { username, token }: HostLogin): { username: string; password: string } => ({
  username: username ?? USERS[host],
  password: token,
});
