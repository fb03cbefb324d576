const COMMIT = /^[0-9a-f]{40}$/;

export const isCommit = (version: string | undefined): version is string => COMMIT.test(version ?? '');

/** A version of a repository at the commit that it is or was: a branch stays that branch, `main^{commit}`; else the commit alone. */
export const pinnedVersion = (version: string | undefined, commit: string): string =>
  !version || isCommit(version) ? commit : `${version}^{${commit}}`;
