import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { typeOfPublicHost } from '../../../git-hosts/locate-repository.ts';
import { PRIMARY, sourcesOf } from '../rules/build.ts';
import type { Source } from '../rules/definition.ts';
import { present } from '../rules/present.ts';
import { sourceFolder, sourceUrl } from '../rules/source-folder.ts';
import { BuildFailure } from './build-failure.ts';
import type { BuildLog } from './build-log.ts';
import { type FetchedRepository, fetchRepository } from './fetch-repository.ts';
import { fetchS3Source } from './fetch-s3-source.ts';
import type { RunningBuild } from './running-build.ts';

/** A source that is on this machine now. */
export interface PlacedSource {
  readonly identifier: string;
  /** As the build sees it. */
  readonly folder: string;
  readonly hostFolder: string;
  readonly version?: string;
  readonly resolvedVersion?: string;
  /** Where it is from. */
  readonly url?: string;
  /** What it was cloned with; only of a host that asks for it. */
  readonly access?: FetchedRepository['access'];
}

interface WantedSource {
  readonly source: Source;
  readonly identifier: string;
  readonly version?: string;
  /** Empty, on this machine. */
  readonly folder: string;
}

/** Fetches the primary source and the secondary ones into the folders AWS uses; begins from nothing. */
export async function fetchSources(running: RunningBuild, log: BuildLog): Promise<PlacedSource[]> {
  const { build, run, folder, parts } = running;
  await rm(join(folder.host, 'output'), { recursive: true, force: true });
  const placed: PlacedSource[] = [];
  for (const [index, wanted] of sourcesOf(build.definition).entries()) {
    const { source, identifier } = wanted;
    // The inputs of a pipeline lie side by side.
    const isApart = index > 0 && !(source.type === 'CODEPIPELINE' && build.definition.source.type === 'CODEPIPELINE');
    const digits = isApart ? `${run.sourceDigits}${index}` : run.sourceDigits;
    const place = join('output', `src${digits}`, 'src', sourceFolder(source, { region: parts.region, index }));
    const hostFolder = join(folder.host, place);
    await mkdir(hostFolder, { recursive: true });
    const { commit, access } = await fetchSource(running, { ...wanted, folder: hostFolder }, log);
    placed.push({
      identifier,
      folder: join(folder.seen, place),
      hostFolder,
      ...present('version', wanted.version),
      ...present('resolvedVersion', commit),
      ...present('url', sourceUrl(source, parts.region)),
      ...present('access', access),
    });
  }
  return placed;
}

/** What each source really was, where it has such a thing. */
export function resolvedVersions(sources: readonly PlacedSource[]) {
  const [primary, ...secondaries] = sources;
  const resolved = secondaries.flatMap(({ identifier, resolvedVersion }) =>
    resolvedVersion ? [[identifier, resolvedVersion] as const] : [],
  );
  return {
    ...present('resolvedSourceVersion', primary?.resolvedVersion),
    ...(resolved.length > 0 ? { resolvedSecondaries: Object.fromEntries(resolved) } : {}),
  };
}

/** Answers the version that was really taken, where the source has such a thing. */
async function fetchSource(running: RunningBuild, wanted: WantedSource, log: BuildLog): Promise<FetchedRepository> {
  try {
    switch (wanted.source.type) {
      case 'NO_SOURCE':
        return {};
      case 'S3':
        await fetchS3Source(running, { ...wanted, location: wanted.source.location ?? '' });
        return {};
      case 'CODEPIPELINE':
        return await fetchPipelineArtifact(running, wanted, log);
      default:
        return await fetchRepository(running, wanted, log);
    }
  } catch (error) {
    if (!(error instanceof BuildFailure)) throw error;
    throw new BuildFailure(error.code, `${error.message} for ${describe(wanted)}`);
  }
}

/** The files of an artifact, or, of one that only names a repository (CODEBUILD_CLONE_REF), a clone with its history. */
async function fetchPipelineArtifact(
  running: RunningBuild,
  wanted: WantedSource,
  log: BuildLog,
): Promise<FetchedRepository> {
  const { revision, reference } = await fetchS3Source(running, pipelineArtifact(wanted));
  if (!reference) return present('commit', revision);
  const { remote, branch, commit } = reference;
  const location = String(remote);
  const source: Source = { type: typeOfPublicHost(location) ?? 'CODECOMMIT', location };
  return await fetchRepository(running, { ...wanted, source, version: `${branch}^{${commit}}` }, log);
}

/** The primary input of a pipeline is named by the source version, the others by their location. */
function pipelineArtifact({ source, identifier, version, folder }: WantedSource) {
  const location = identifier === PRIMARY ? (version ?? '') : (source.location ?? version ?? '');
  return { location, folder };
}

function describe({ identifier, version }: WantedSource): string {
  const name = identifier === PRIMARY ? 'primary source' : `secondary source ${identifier}`;
  return version ? `${name} and source version ${version}` : name;
}
