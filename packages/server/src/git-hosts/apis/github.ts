import { callHost, type HostRequest } from '../call-host.ts';
import type { ChangeQuery, CommitState, HookOrder, HostApi, HostPlace } from '../host-api.ts';
import type { Payload } from '../payload.ts';

const EVENTS = ['push', 'pull_request', 'release', 'issue_comment'];
const STATES: Readonly<Record<CommitState, string>> = {
  pending: 'pending',
  success: 'success',
  failure: 'failure',
  error: 'error',
  stopped: 'error',
};
const ROLES = ['admin', 'maintain', 'write', 'triage', 'read'];
const PAGE = 100;
/** GitHub names no more files of a pull request, and of a comparison. */
const MOST_PAGES = 30;
const MOST_COMPARED = 300;
const LONGEST_DESCRIPTION = 140;

/** https://docs.github.com/en/rest */
export function githubApi({ apiUrl, repository, login, signal }: HostPlace): HostApi {
  const headers = {
    accept: 'application/vnd.github+json',
    authorization: `Bearer ${login.token}`,
    'x-github-api-version': '2022-11-28',
  };
  const send = async (path: string, request: Partial<HostRequest> = {}) =>
    (await callHost(`${apiUrl}/${path}`, { headers, signal, ...request })).body;
  const call = (path: string, request?: Partial<HostRequest>) => send(`repos/${repository}/${path}`, request);
  const hooksOf = (group?: string) => (group === undefined ? `repos/${repository}/hooks` : `orgs/${group}/hooks`);
  const configOf = ({ payloadUrl, secret }: HookOrder) => ({
    url: payloadUrl,
    content_type: 'json',
    secret,
    insecure_ssl: '0',
  });

  async function findHook({ payloadUrl, group }: HookOrder): Promise<Payload | undefined> {
    const hooks = (await send(`${hooksOf(group)}?per_page=${PAGE}`)).list();
    return hooks.find((hook) => hook.text('config', 'url') === payloadUrl);
  }

  return {
    async registerHook(order) {
      const body = { name: 'web', active: true, events: EVENTS, config: configOf(order) };
      const hook = (await findHook(order)) ?? (await send(hooksOf(order.group), { method: 'POST', body }));
      return { id: hook.id('id'), url: hook.text('url') };
    },
    async changeSecret(id, order) {
      await send(`${hooksOf(order.group)}/${id}/config`, { method: 'PATCH', body: configOf(order) });
    },
    async removeHook(id, group) {
      await send(`${hooksOf(group)}/${id}`, { method: 'DELETE', accept: [404] });
    },
    changedFiles: (query) => changedFiles(query, call),
    async findCommit(commit) {
      const found = await call(`commits/${commit}`);
      return { commit: found.text('sha'), message: found.text('commit', 'message') };
    },
    async findRole({ name }) {
      if (name === '') return undefined;
      const path = `collaborators/${encodeURIComponent(name)}/permission`;
      const found = await call(path, { accept: [404] });
      const role = [found.text('role_name'), found.text('permission')].find((text) => ROLES.includes(text));
      return role && `GITHUB_${role.toUpperCase()}`;
    },
    async reportStatus({ commit, state, context, description, targetUrl }) {
      const body = {
        state: STATES[state],
        context,
        description: description.slice(0, LONGEST_DESCRIPTION),
        ...(targetUrl ? { target_url: targetUrl } : {}),
      };
      await call(`statuses/${commit}`, { method: 'POST', body });
    },
  };
}

async function changedFiles(query: ChangeQuery, call: (path: string) => Promise<Payload>) {
  const pathsOf = (files: readonly Payload[]) =>
    files.flatMap((file) => [file.text('filename'), file.text('previous_filename')].filter(Boolean));
  if (!('pullRequest' in query)) {
    const files = (await call(`compare/${query.from}...${query.to}`)).list('files');
    return files.length < MOST_COMPARED ? pathsOf(files) : undefined;
  }
  const paths: string[] = [];
  for (let page = 1; page <= MOST_PAGES; page++) {
    const files = (await call(`pulls/${query.pullRequest}/files?per_page=${PAGE}&page=${page}`)).list();
    paths.push(...pathsOf(files));
    if (files.length < PAGE) return paths;
  }
  return undefined;
}
