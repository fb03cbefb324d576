/**
 * Where remote sources come from on this machine: a list of `<remote>=<local>` pairs.
 * `remote` is a repository as definitions name it (`myorg/web-app`, `https://github.com/myorg/web-app.git`, a CodeCommit
 * repository's name, or `*` for any); `local` is a folder with its uncommitted changes, a bare repository, or a git URL.
 */
export interface SourceMapping {
  readonly remote: string;
  readonly local: string;
}

/** A source found by the map or by its own URL. */
export type LocatedSource =
  /** A plain folder, taken as it is now, without what `.gitignore` leaves out. */
  | { readonly kind: 'folder'; readonly folder: string }
  /** Cloned by git. */
  | { readonly kind: 'git'; readonly url: string };

/** What was fetched. Commit members are absent for a folder that is no git repository. */
export interface FetchedSource {
  readonly commitId?: string;
  readonly commitMessage?: string;
  readonly authorDate?: string;
  readonly committerDate?: string;
  readonly branch?: string;
  /** True when the folder's work tree differed from its last commit. */
  readonly uncommittedChanges?: boolean;
}
