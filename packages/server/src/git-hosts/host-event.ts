/** The kinds of git hosts that deliveries are read of; GitHub Enterprise and self-managed GitLab send the same as their public kin. */
export type GitHost = 'github' | 'gitlab' | 'bitbucket';

/** Somebody at a host. */
export interface Actor {
  /** The host's own number or id of the account. */
  readonly id: string;
  readonly name: string;
}

interface CommonEvent {
  /** `owner/name`, as the host spells it. */
  readonly repository: string;
  readonly actor: Actor;
}

/** A branch or a tag came to be or moved. */
export interface PushEvent extends CommonEvent {
  readonly kind: 'push';
  /** `refs/heads/…` or `refs/tags/…`. */
  readonly ref: string;
  readonly commit: string;
  /** Zeroes for a ref that is new. */
  readonly previous?: string;
  /** Paths that changed; undefined when the host did not say. */
  readonly files?: readonly string[];
  readonly message?: string;
  readonly author?: string;
  readonly email?: string;
}

/** A branch or a tag is gone. */
export interface DeletionEvent extends CommonEvent {
  readonly kind: 'deletion';
  readonly ref: string;
}

export interface PullRequestEvent extends CommonEvent {
  readonly kind: 'pull-request';
  readonly action: 'opened' | 'updated' | 'edited' | 'reopened' | 'closed' | 'merged';
  readonly number: string;
  /** Branches: where the change is, and where it is to go. */
  readonly source: string;
  readonly target: string;
  /** The newest commit of the change; of Bitbucket often its first twelve digits. */
  readonly commit: string;
  readonly mergeCommit?: string;
  readonly title: string;
  /** Of the newest commit; undefined when the host did not say. */
  readonly message?: string;
  /** Also when the host does not say where the change comes from. */
  readonly isFork: boolean;
  readonly author: Actor;
  /** The author owns the repository, by the host's own word. */
  readonly isOwners?: boolean;
}

export interface ReleaseEvent extends CommonEvent {
  readonly kind: 'release';
  readonly action: 'released' | 'prereleased';
  readonly tag: string;
  readonly name: string;
}

/** Somebody wrote something below a pull request. */
export interface CommentEvent extends CommonEvent {
  readonly kind: 'comment';
  readonly number: string;
  readonly text: string;
  /** Whoever wrote it owns the repository, by the host's own word. */
  readonly isOwners?: boolean;
}

export type HostEvent = PushEvent | DeletionEvent | PullRequestEvent | ReleaseEvent | CommentEvent;

const NOTHING = /^0+$/;

/** Whether a commit id stands for there being none. */
export const isNothing = (commit: string): boolean => NOTHING.test(commit);

export const BRANCHES = 'refs/heads/';
export const TAGS = 'refs/tags/';
