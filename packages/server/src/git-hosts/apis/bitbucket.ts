import { createHash } from 'node:crypto';
import { callHost, HostError, type HostRequest } from '../call-host.ts';
import type { CommitState, HookOrder, HostApi, HostPlace } from '../host-api.ts';

const EVENTS = [
  ...['repo:push', 'pullrequest:created', 'pullrequest:updated', 'pullrequest:fulfilled', 'pullrequest:rejected'],
  'pullrequest:comment_created',
];
const STATES: Readonly<Record<CommitState, string>> = {
  pending: 'INPROGRESS',
  success: 'SUCCESSFUL',
  failure: 'FAILED',
  error: 'FAILED',
  stopped: 'STOPPED',
};
const ROLES = ['admin', 'write', 'read'];
const PAGE = 100;
const MOST_PAGES = 30;
const LONGEST_KEY = 40;

/** https://developer.atlassian.com/cloud/bitbucket/rest/ */
export function bitbucketApi({ apiUrl, repository, login, signal }: HostPlace): HostApi {
  const { username, token } = login;
  const basic = () => `Basic ${Buffer.from(`${username}:${token}`).toString('base64')}`;
  const headers = { authorization: username ? basic() : `Bearer ${token}` };
  const root = `${apiUrl}/repositories/${repository}`;
  const send = async (url: string, request: Partial<HostRequest> = {}) =>
    (await callHost(url, { headers, signal, ...request })).body;
  const call = (path: string, request?: Partial<HostRequest>) => send(`${root}/${path}`, request);
  const bodyOf = ({ payloadUrl, secret }: HookOrder) => ({
    description: 'CodeBuild',
    url: payloadUrl,
    active: true,
    secret,
    events: EVENTS,
  });

  return {
    async registerHook(order) {
      const hooks = (await call(`hooks?pagelen=${PAGE}`)).list('values');
      const known = hooks.find((hook) => hook.text('url') === order.payloadUrl);
      const hook = known ?? (await call('hooks', { method: 'POST', body: bodyOf(order) }));
      return { id: hook.text('uuid'), url: hook.text('links', 'self', 'href') };
    },
    async changeSecret(id, order) {
      await call(`hooks/${encodeURIComponent(id)}`, { method: 'PUT', body: bodyOf(order) });
    },
    async removeHook(id) {
      await call(`hooks/${encodeURIComponent(id)}`, { method: 'DELETE', accept: [404] });
    },
    async changedFiles(query) {
      const isRequest = 'pullRequest' in query;
      // The newer commit comes first.
      const path = isRequest ? `pullrequests/${query.pullRequest}/diffstat` : `diffstat/${query.to}..${query.from}`;
      const paths = new Set<string>();
      let url = `${root}/${path}?pagelen=${PAGE}`;
      for (let page = 1; page <= MOST_PAGES; page++) {
        const found = await send(url);
        for (const file of found.list('values'))
          for (const side of ['old', 'new']) if (file.text(side, 'path')) paths.add(file.text(side, 'path'));
        url = found.text('next');
        if (url === '') return [...paths];
        // The token goes to nobody else.
        if (new URL(url).origin !== new URL(apiUrl).origin)
          throw new HostError(`a page at ${url} is not the host’s own`, 400);
      }
      return undefined;
    },
    async findCommit(commit) {
      const found = await call(`commit/${commit}`);
      return { commit: found.text('hash'), message: found.text('message') };
    },
    async findRole({ id }) {
      if (id === '') return undefined;
      const found = await call(`permissions-config/users/${encodeURIComponent(id)}`, { accept: [404] });
      const role = found.text('permission');
      return ROLES.includes(role) ? `BITBUCKET_${role.toUpperCase()}` : undefined;
    },
    async reportStatus({ commit, state, context, description, targetUrl }) {
      const key = createHash('sha256').update(context).digest('hex').slice(0, LONGEST_KEY);
      // Bitbucket takes no status without a link.
      const url = targetUrl ?? `https://bitbucket.org/${repository}/commits/${commit}`;
      await call(`commit/${commit}/statuses/build`, {
        method: 'POST',
        body: { key, state: STATES[state], name: context, url, description },
      });
    },
  };
}
