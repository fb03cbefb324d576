import { hostOfSource } from '../../../git-hosts/locate-repository.ts';
import type { Parts } from '../parts.ts';
import type { Project } from '../rules/project.ts';

/** AWS shows a branch that many repositories have; whoever uses the address may name another, or `tag=`. */
const COMMON_BRANCH = 'main';

/** Only what has branches has badges: neither S3 nor the input of a pipeline. */
export const hasBadge = ({ definition: { badgeEnabled, source } }: Project): boolean =>
  badgeEnabled && (source.type === 'CODECOMMIT' || hostOfSource(source.type) !== undefined);

/** Where everybody sees how a project's builds go; undefined while its badge is off. */
export function badgeUrlOf({ vault, publicUrl }: Parts, project: Project): string | undefined {
  if (!hasBadge(project)) return undefined;
  const query = new URLSearchParams({ uuid: vault.sealAlike(project.name), branch: COMMON_BRANCH });
  return `${publicUrl()}/_codeyard/badges?${query}`;
}
