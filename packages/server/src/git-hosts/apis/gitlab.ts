import { callHost, HostError, type HostRequest } from '../call-host.ts';
import type { CommitState, HookOrder, HostApi, HostPlace } from '../host-api.ts';
import type { Payload } from '../payload.ts';

const EVENTS = {
  push_events: true,
  tag_push_events: true,
  merge_requests_events: true,
  releases_events: true,
  note_events: true,
};
const STATES: Readonly<Record<CommitState, string>> = {
  pending: 'running',
  success: 'success',
  failure: 'failed',
  error: 'failed',
  stopped: 'canceled',
};
const ROLES: Readonly<Record<string, string>> = {
  10: 'GITLAB_GUEST',
  15: 'GITLAB_PLANNER',
  20: 'GITLAB_REPORTER',
  30: 'GITLAB_DEVELOPER',
  40: 'GITLAB_MAINTAINER',
  50: 'GITLAB_OWNER',
};
const PAGE = 100;
const MOST_PAGES = 30;

/** https://docs.gitlab.com/api/rest/ */
export function gitlabApi({ apiUrl, repository, login, signal }: HostPlace): HostApi {
  const headers = { 'private-token': login.token };
  const project = `${apiUrl}/projects/${encodeURIComponent(repository)}`;
  const send = async (url: string, request: Partial<HostRequest> = {}) =>
    (await callHost(url, { headers, signal, ...request })).body;
  const call = (path: string, request?: Partial<HostRequest>) => send(`${project}/${path}`, request);
  const hooksOf = (group?: string) =>
    `${group === undefined ? project : `${apiUrl}/groups/${encodeURIComponent(group)}`}/hooks`;
  const bodyOf = ({ payloadUrl, secret }: HookOrder) => ({
    url: payloadUrl,
    token: secret,
    ...EVENTS,
    enable_ssl_verification: payloadUrl.startsWith('https:'),
  });
  const pathsOf = (diffs: readonly Payload[]) => [
    ...new Set(diffs.flatMap((diff) => [diff.text('old_path'), diff.text('new_path')].filter(Boolean))),
  ];

  return {
    async registerHook(order) {
      const url = hooksOf(order.group);
      const hooks = (await send(`${url}?per_page=${PAGE}`)).list();
      const known = hooks.find((hook) => hook.text('url') === order.payloadUrl);
      const hook = known ?? (await send(url, { method: 'POST', body: bodyOf(order) }));
      return { id: hook.id('id'), url: `${url}/${hook.id('id')}` };
    },
    async changeSecret(id, order) {
      await send(`${hooksOf(order.group)}/${id}`, { method: 'PUT', body: bodyOf(order) });
    },
    async removeHook(id, group) {
      await send(`${hooksOf(group)}/${id}`, { method: 'DELETE', accept: [404] });
    },
    async changedFiles(query) {
      if (!('pullRequest' in query)) {
        const found = await call(`repository/compare?from=${query.from}&to=${query.to}`);
        return found.at('compare_timeout') === true ? undefined : pathsOf(found.list('diffs'));
      }
      const diffs: Payload[] = [];
      for (let page = 1; page <= MOST_PAGES; page++) {
        const some = (await call(`merge_requests/${query.pullRequest}/diffs?per_page=${PAGE}&page=${page}`)).list();
        diffs.push(...some);
        if (some.length < PAGE) return pathsOf(diffs);
      }
      return undefined;
    },
    async findCommit(commit) {
      const found = await call(`repository/commits/${commit}`);
      return { commit: found.text('id'), message: found.text('message') };
    },
    async findRole({ id }) {
      if (id === '') return undefined;
      const found = await call(`members/all/${encodeURIComponent(id)}`, { accept: [404] });
      return ROLES[found.id('access_level')];
    },
    async reportStatus({ commit, state, context, description, targetUrl }) {
      const body = {
        state: STATES[state],
        name: context,
        description,
        ...(targetUrl ? { target_url: targetUrl } : {}),
      };
      await call(`statuses/${commit}`, { method: 'POST', body }).catch((error: unknown) => {
        // What it says of a status that is told a second time.
        const isRepeated = error instanceof HostError && /cannot transition status/i.test(error.message);
        if (!isRepeated) throw error;
      });
    },
  };
}
