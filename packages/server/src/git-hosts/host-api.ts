import type { Actor } from './host-event.ts';

/** How a host is logged in to. */
export interface HostLogin {
  /** Bitbucket's app passwords need it; a token alone does not. */
  readonly username?: string;
  readonly token: string;
}

/** A repository as its host's REST API sees it. */
export interface HostPlace {
  /** Without a slash at the end. */
  readonly apiUrl: string;
  /** `owner/name`; of GitLab maybe with more groups before it. */
  readonly repository: string;
  readonly login: HostLogin;
  /** Ends every call. */
  readonly signal: AbortSignal;
}

export interface HookOrder {
  /** Where deliveries are to go. */
  readonly payloadUrl: string;
  readonly secret: string;
  /** The organization or group whose repositories it is to tell of; the repository's own hook when left out. */
  readonly group?: string;
}

export type CommitState = 'pending' | 'success' | 'failure' | 'error' | 'stopped';

export interface CommitStatus {
  readonly commit: string;
  readonly state: CommitState;
  /** Under which name the host shows it; one status of a name replaces another. */
  readonly context: string;
  readonly description: string;
  readonly targetUrl?: string;
}

/** The files between two commits, or those of a pull request. */
export type ChangeQuery =
  | { readonly from: string; readonly to: string }
  | { readonly pullRequest: string; readonly from: string; readonly to: string };

/**
 * What a git host does for us, in the order of a project's life: a hook is made, its secret maybe changed; deliveries are looked
 * into; statuses are told; the hook goes. Every call rejects with a HostError.
 */
export interface HostApi {
  /** Makes the hook, unless there is one with this URL already. */
  registerHook(order: HookOrder): Promise<{ readonly id: string; readonly url: string }>;
  changeSecret(hookId: string, order: HookOrder): Promise<void>;
  /** A hook that is gone already is as good. */
  removeHook(hookId: string, group?: string): Promise<void>;
  /** Paths, the old and the new one of what moved; undefined when they are more than the host tells. */
  changedFiles(query: ChangeQuery): Promise<readonly string[] | undefined>;
  /** A commit by its id or the beginning of it. */
  findCommit(commit: string): Promise<{ readonly commit: string; readonly message: string }>;
  /** The role in the repository as CodeBuild names it, such as `GITHUB_WRITE`; undefined for a stranger. */
  findRole(actor: Actor): Promise<string | undefined>;
  /** A status that is there already is as good. */
  reportStatus(status: CommitStatus): Promise<void>;
}
