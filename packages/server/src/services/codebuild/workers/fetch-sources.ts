import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SourceError } from '@codeyard/compute/sources/source-error';
import { PRIMARY, sourcesOf } from '../rules/build.ts';
import type { Source } from '../rules/definition.ts';
import { present } from '../rules/present.ts';
import { codecommitUrl, sourceFolder } from '../rules/source-folder.ts';
import { listSourceCredentials } from '../store/source-credentials.ts';
import { BuildFailure, orFailBuild } from './build-failure.ts';
import { sourceMirror } from './cache/local-cache.ts';
import { fetchS3Source } from './fetch-s3-source.ts';
import { readJsonObject } from './read-json-object.ts';
import type { RunningBuild } from './running-build.ts';

/** A source that is on this machine now. */
export interface PlacedSource {
  readonly identifier: string;
  /** As the build sees it. */
  readonly folder: string;
  readonly hostFolder: string;
  readonly version?: string;
  readonly resolvedVersion?: string;
  readonly repository?: string;
}

interface WantedSource {
  readonly source: Source;
  readonly identifier: string;
  readonly version?: string;
  /** Empty, on this machine. */
  readonly folder: string;
}

/** Fetches the primary source and the secondary ones into the folders AWS uses; begins from nothing. */
export async function fetchSources(running: RunningBuild): Promise<PlacedSource[]> {
  const { build, run, folder, parts } = running;
  await rm(join(folder.host, 'output'), { recursive: true, force: true });
  const placed: PlacedSource[] = [];
  for (const [index, wanted] of sourcesOf(build.definition).entries()) {
    const { source, identifier } = wanted;
    const digits = index === 0 ? run.sourceDigits : `${run.sourceDigits}${index}`;
    const place = join('output', `src${digits}`, 'src', sourceFolder(source, { region: parts.region, index }));
    const hostFolder = join(folder.host, place);
    await mkdir(hostFolder, { recursive: true });
    const resolvedVersion = await fetchSource(running, { ...wanted, folder: hostFolder });
    placed.push({
      identifier,
      folder: join(folder.seen, place),
      hostFolder,
      ...present('version', wanted.version),
      ...present('resolvedVersion', resolvedVersion),
      ...present('repository', isRepository(source) ? source.location : undefined),
    });
  }
  return placed;
}

const isRepository = (source: Source) => !['S3', 'CODEPIPELINE', 'NO_SOURCE'].includes(source.type);

/** Answers the version that was really taken, where the source has such a thing. */
async function fetchSource(running: RunningBuild, wanted: WantedSource): Promise<string | undefined> {
  try {
    switch (wanted.source.type) {
      case 'NO_SOURCE':
        return undefined;
      case 'S3':
        await fetchS3Source(running, { ...wanted, location: wanted.source.location ?? '' });
        return undefined;
      case 'CODEPIPELINE':
        return await fetchPipelineArtifact(running, wanted);
      default:
        return await fetchRepository(running, wanted);
    }
  } catch (error) {
    if (!(error instanceof BuildFailure)) throw error;
    throw new BuildFailure(error.code, `${error.message} for ${describe(wanted)}`);
  }
}

/** The files of an artifact, or, of one that only names a repository (CODEBUILD_CLONE_REF), a clone with its history. */
async function fetchPipelineArtifact(running: RunningBuild, wanted: WantedSource): Promise<string | undefined> {
  const { revision, reference } = await fetchS3Source(running, pipelineArtifact(wanted));
  if (!reference) return revision;
  const { remote, branch, commit } = reference;
  const source: Source = { type: 'GITHUB', location: String(remote) };
  return await fetchRepository(running, { ...wanted, source, version: `${branch}^{${commit}}` });
}

/** The primary input of a pipeline is named by the source version, the others by their location. */
function pipelineArtifact({ source, identifier, version, folder }: WantedSource) {
  const location = identifier === PRIMARY ? (version ?? '') : (source.location ?? version ?? '');
  return { location, folder };
}

async function fetchRepository(running: RunningBuild, wanted: WantedSource): Promise<string | undefined> {
  const { parts, halt } = running;
  const { source, folder } = wanted;
  const isBareName = source.type === 'CODECOMMIT' && !source.location?.includes('/');
  const remote = isBareName ? codecommitUrl(source.location ?? '', parts.region) : (source.location ?? '');
  const credentials = await findCredentials(running, source);
  try {
    const located = parts.sources.locate(remote);
    if (!located) throw new BuildFailure('CLIENT_ERROR', `${remote} is neither a URL nor mapped to a place`);
    const fetched = await parts.sources.fetch(located, {
      folder,
      signal: halt,
      submodules: source.gitSubmodulesConfig?.fetchSubmodules ?? false,
      ...present('mirror', await sourceMirror(running, remote)),
      ...present('version', wanted.version),
      ...present('depth', source.gitCloneDepth),
      ...present('credentials', credentials),
    });
    return fetched.commitId;
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    throw new BuildFailure('CLIENT_ERROR', error.message);
  }
}

/** The project's own credentials, else those imported for this kind of host. The build never sees them. */
async function findCredentials(running: RunningBuild, source: Source) {
  const { parts } = running;
  if (source.auth?.type === 'SECRETS_MANAGER' && source.auth.resource) {
    const request = parts.aws.secretsmanager.getSecretValue({ SecretId: source.auth.resource });
    const { SecretString = '' } = await orFailBuild(request, (refusal) => ({
      code: 'Secrets Manager Error',
      message: `${refusal.name}: ${refusal.message}`,
    }));
    const { Token, Username } = readJsonObject(SecretString);
    return typeof Token === 'string' ? loginOf(running, Token, Username) : undefined;
  }
  const saved = (await listSourceCredentials(parts.database)).find(({ serverType }) => serverType === source.type);
  return saved && loginOf(running, parts.vault.open(saved.sealedToken), saved.username);
}

function loginOf(running: RunningBuild, password: string, username: unknown) {
  running.hide([password]);
  return { username: typeof username === 'string' ? username : 'x-access-token', password };
}

function describe({ identifier, version }: WantedSource): string {
  const name = identifier === PRIMARY ? 'primary source' : `secondary source ${identifier}`;
  return version ? `${name} and source version ${version}` : name;
}
