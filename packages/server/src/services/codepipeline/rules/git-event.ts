/** A push or a pull request, as whatever host told of it. */
export type GitEvent = PushEvent | PullRequestEvent;

interface CommonEvent {
  /** `owner/name`, as the host spells it. */
  readonly repository: string;
  readonly commit: string;
  /** Paths that changed; undefined when the host did not say. */
  readonly files?: readonly string[];
  readonly message?: string;
  readonly author?: string;
  readonly email?: string;
}

export interface PushEvent extends CommonEvent {
  readonly kind: 'push';
  readonly branch?: string;
  readonly tag?: string;
}

export interface PullRequestEvent extends CommonEvent {
  readonly kind: 'pull-request';
  readonly action: 'OPEN' | 'UPDATED' | 'CLOSED';
  /** Where the change is, and where it is to go. */
  readonly source: string;
  readonly target: string;
}

export type GitHost = 'github' | 'gitlab' | 'bitbucket';

/** What a delivery of a host means; nothing for what starts no pipeline, such as a branch that was deleted. */
export function readGitEvents(host: GitHost, kind: string, body: unknown): GitEvent[] {
  const payload = new Payload(body);
  const read = { github: readGithub, gitlab: readGitlab, bitbucket: readBitbucket }[host];
  return read(kind, payload).filter((event) => event.repository !== '' && /^[0-9a-f]{7,64}$/.test(event.commit));
}

/** Untrusted JSON, read by path. */
class Payload {
  readonly #body: unknown;
  constructor(body: unknown) {
    this.#body = body;
  }
  at(...path: (string | number)[]): unknown {
    let value = this.#body;
    for (const key of path) {
      const isHolder = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
      value = isHolder ? (value as Record<string | number, unknown>)[key] : undefined;
    }
    return value;
  }
  text(...path: (string | number)[]): string {
    const value = this.at(...path);
    return typeof value === 'string' ? value : '';
  }
  list(...path: (string | number)[]): Payload[] {
    const value = this.at(...path);
    return Array.isArray(value) ? value.map((item: unknown) => new Payload(item)) : [];
  }
}

const NOTHING = /^0+$/;
const refOf = (ref: string) => {
  if (ref.startsWith('refs/heads/')) return { branch: ref.slice('refs/heads/'.length) };
  return ref.startsWith('refs/tags/') ? { tag: ref.slice('refs/tags/'.length) } : undefined;
};

/** Files of a push, from the lists that its commits carry. */
function filesOf(commits: readonly Payload[]): { files?: readonly string[] } {
  if (commits.length === 0) return {};
  const paths = commits.flatMap((commit) =>
    ['added', 'modified', 'removed'].flatMap((list) => {
      const value = commit.at(list);
      return Array.isArray(value) ? value.filter((path): path is string => typeof path === 'string') : [];
    }),
  );
  return { files: [...new Set(paths)] };
}

function readGithub(kind: string, payload: Payload): GitEvent[] {
  const repository = payload.text('repository', 'full_name');
  if (kind === 'push') {
    const ref = refOf(payload.text('ref'));
    const commit = payload.text('after');
    if (!ref || NOTHING.test(commit)) return [];
    const head = ['head_commit', 'author'] as const;
    const told = { message: payload.text('head_commit', 'message'), author: payload.text(...head, 'name') };
    const files = filesOf(payload.list('commits'));
    return [{ kind: 'push', repository, commit, ...ref, ...files, ...told, email: payload.text(...head, 'email') }];
  }
  const actions: Record<string, PullRequestEvent['action']> = {
    opened: 'OPEN',
    reopened: 'OPEN',
    synchronize: 'UPDATED',
    edited: 'UPDATED',
    closed: 'CLOSED',
  };
  const action = kind === 'pull_request' ? actions[payload.text('action')] : undefined;
  if (!action) return [];
  const request = 'pull_request';
  const [source, target] = [payload.text(request, 'head', 'ref'), payload.text(request, 'base', 'ref')];
  const [commit, message] = [payload.text(request, 'head', 'sha'), payload.text(request, 'title')];
  return [{ kind: 'pull-request', repository, action, source, target, commit, message }];
}

function readGitlab(kind: string, payload: Payload): GitEvent[] {
  const repository = payload.text('project', 'path_with_namespace');
  if (kind === 'Push Hook' || kind === 'Tag Push Hook') {
    const ref = refOf(payload.text('ref'));
    const commit = payload.text('checkout_sha') || payload.text('after');
    if (!ref || NOTHING.test(payload.text('after'))) return [];
    const commits = payload.list('commits');
    const message = commits.at(-1)?.text('message') ?? '';
    const told = { author: payload.text('user_name'), email: payload.text('user_email'), message };
    return [{ kind: 'push', repository, commit, ...ref, ...filesOf(commits), ...told }];
  }
  const actions: Record<string, PullRequestEvent['action']> = {
    open: 'OPEN',
    reopen: 'OPEN',
    update: 'UPDATED',
    merge: 'CLOSED',
    close: 'CLOSED',
  };
  const about = 'object_attributes';
  const action = kind === 'Merge Request Hook' ? actions[payload.text(about, 'action')] : undefined;
  if (!action) return [];
  const [source, target] = [payload.text(about, 'source_branch'), payload.text(about, 'target_branch')];
  const [commit, message] = [payload.text(about, 'last_commit', 'id'), payload.text(about, 'title')];
  return [{ kind: 'pull-request', repository, action, source, target, commit, message }];
}

function readBitbucket(kind: string, payload: Payload): GitEvent[] {
  const repository = payload.text('repository', 'full_name');
  if (kind === 'repo:push') {
    return payload.list('push', 'changes').flatMap((change): GitEvent[] => {
      const [type, name] = [change.text('new', 'type'), change.text('new', 'name')];
      if (type !== 'branch' && type !== 'tag') return [];
      const [commit, message] = [change.text('new', 'target', 'hash'), change.text('new', 'target', 'message')];
      const author = change.text('new', 'target', 'author', 'user', 'display_name');
      return [{ kind: 'push', repository, commit, [type]: name, message, author }];
    });
  }
  const actions: Record<string, PullRequestEvent['action']> = {
    'pullrequest:created': 'OPEN',
    'pullrequest:updated': 'UPDATED',
    'pullrequest:fulfilled': 'CLOSED',
  };
  const action = actions[kind];
  if (!action) return [];
  const request = 'pullrequest';
  const [source, target] = [
    payload.text(request, 'source', 'branch', 'name'),
    payload.text(request, 'destination', 'branch', 'name'),
  ];
  const [commit, message] = [payload.text(request, 'source', 'commit', 'hash'), payload.text(request, 'title')];
  return [{ kind: 'pull-request', repository, action, source, target, commit, message }];
}
