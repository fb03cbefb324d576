import type { Parts } from '../parts.ts';
import { type BadgeRef, badgeStateOf, isBuildOf } from '../rules/badge/badge-state.ts';
import { drawBadge } from '../rules/badge/draw-badge.ts';
import type { Build } from '../rules/build.ts';
import { type BuildKey, findBuilds, listBuildKeys } from '../store/builds.ts';
import { findProject } from '../store/projects.ts';
import { hasBadge } from './badge-url.ts';

const PAGE = 50;
/** A badge of a branch that was last built longer ago is unknown. */
const MOST_BUILDS = 1_000;

/** The picture at a badge's address, by its query; undefined for an address that we did not make. */
export async function findBadge(parts: Parts, query: URLSearchParams): Promise<string | undefined> {
  const name = readName(parts, query.get('uuid') ?? '');
  if (name === undefined) return undefined;
  const project = await findProject(parts.database, name);
  if (!project || !hasBadge(project)) return drawBadge('unknown');
  return drawBadge(badgeStateOf(await findNewest(parts, name, refOf(query))));
}

function readName({ vault }: Parts, sealed: string): string | undefined {
  try {
    return vault.open(sealed);
  } catch {
    return undefined;
  }
}

function refOf(query: URLSearchParams): BadgeRef {
  const [branch, tag] = [query.get('branch'), query.get('tag')];
  return tag ? { tag } : branch ? { branch } : undefined;
}

async function findNewest({ database }: Parts, project: string, ref: BadgeRef): Promise<Build | undefined> {
  let after: BuildKey | undefined;
  for (let seen = 0; seen < MOST_BUILDS; seen += PAGE) {
    const keys = await listBuildKeys(database, { project, descending: true, after, limit: PAGE });
    const builds = await findBuilds(
      database,
      keys.map(({ id }) => id),
    );
    const [newest] = builds.filter((build) => isBuildOf(build, ref)).toSorted((a, b) => b.number - a.number);
    if (newest) return newest;
    after = keys.at(-1);
    if (keys.length < PAGE) return undefined;
  }
  return undefined;
}
