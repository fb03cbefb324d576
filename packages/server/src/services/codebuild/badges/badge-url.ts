import type { Parts } from '../parts.ts';
import type { Project } from '../rules/project.ts';

/** AWS shows a branch that many repositories have; whoever uses the address may name another, or `tag=`. */
const COMMON_BRANCH = 'main';

/** Where everybody sees how a project's builds go; undefined while its badge is off. */
export function badgeUrlOf({ vault, publicUrl }: Parts, { name, definition }: Project): string | undefined {
  if (!definition.badgeEnabled) return undefined;
  const query = new URLSearchParams({ uuid: vault.sealAlike(name), branch: COMMON_BRANCH });
  return `${publicUrl()}/_codeyard/badges?${query}`;
}
