import type { Payload } from '../payload.ts';

/** Files of a push, from the lists that its commits carry; nothing is known of a push that names no commits. */
export function filesOfCommits(commits: readonly Payload[]): { files?: readonly string[] } {
  if (commits.length === 0) return {};
  const paths = commits.flatMap((commit) =>
    ['added', 'modified', 'removed'].flatMap((list) => {
      const value = commit.at(list);
      return Array.isArray(value) ? value.filter((path): path is string => typeof path === 'string') : [];
    }),
  );
  return { files: [...new Set(paths)] };
}
