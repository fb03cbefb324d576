import { createReadStream } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ActionDeclaration } from '@aws-sdk/client-codepipeline';
import { selectFiles } from '@codeyard/compute/archives/select-files';
import { writeZip } from '@codeyard/compute/archives/write-zip';
import type { FetchedSource } from '@codeyard/compute/sources/source-map';
import { REVISION } from '../rules/artifact-revision.ts';
import { type ActionJob, type ActionProvider, configurationError, jobFailed } from './action-provider.ts';

/** How each kind of repository is named, and which of its variables are its own. */
interface Repository {
  readonly remote: string;
  readonly branch: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** GitHub, connections and CodeCommit: the repository comes from where the operator says, or from its own URL. */
export const repositorySource: ActionProvider = {
  types: ['Source/GitHub', 'Source/CodeStarSourceConnection', 'Source/CodeCommit'],
  async start(job) {
    if (job.configuration.OutputArtifactFormat === 'CODEBUILD_CLONE_REF') {
      return configurationError(
        'OutputArtifactFormat CODEBUILD_CLONE_REF is not implemented by Codeyard yet: use CODE_ZIP',
      );
    }
    const folder = join(job.parts.scratchFolder, job.id);
    try {
      return await take(job, repositoryOf(job), folder);
    } catch (error) {
      if ((error as Error).name === 'SourceError')
        return jobFailed(`[${repositoryOf(job).remote}] ${(error as Error).message}`);
      throw error;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** Where a source action's repository is, as far as its own configuration says. */
export function remoteOf({ actionTypeId, configuration: c = {} }: ActionDeclaration, region: string): string {
  if (actionTypeId?.provider === 'GitHub') return `https://github.com/${c.Owner}/${c.Repo}`;
  if (actionTypeId?.provider === 'CodeCommit')
    return `https://git-codecommit.${region}.amazonaws.com/v1/repos/${c.RepositoryName}`;
  return `https://github.com/${c.FullRepositoryId}`;
}

export const branchOf = ({ configuration: c = {} }: ActionDeclaration) => c.Branch ?? c.BranchName ?? '';

function repositoryOf({ configuration: c, declaration, parts }: ActionJob): Repository {
  const resolved = { ...declaration, configuration: { ...c } };
  const isConnection = declaration.actionTypeId?.provider === 'CodeStarSourceConnection';
  return {
    remote: remoteOf(resolved, parts.region),
    branch: branchOf(resolved),
    variables: isConnection
      ? { ConnectionArn: c.ConnectionArn ?? '', FullRepositoryName: c.FullRepositoryId ?? '' }
      : { RepositoryName: c.Repo ?? c.RepositoryName ?? '' },
  };
}

async function take(job: ActionJob, repository: Repository, folder: string) {
  const [target] = job.outputs;
  if (!target) return configurationError('A source action needs an output artifact');
  await rm(folder, { recursive: true, force: true });
  const tree = join(folder, 'tree');
  await mkdir(tree, { recursive: true });
  const commit = job.overrides.find(({ revisionType }) => revisionType === 'COMMIT_ID')?.revisionValue;
  const fetched = await job.parts.sources.fetch({
    remote: repository.remote,
    version: commit ?? repository.branch,
    folder: tree,
    signal: job.signal,
  });
  await rm(join(tree, '.git'), { recursive: true, force: true });
  const archive = await pack(tree, join(folder, 'source.zip'));
  await job.aws.s3.putObject({
    Bucket: target.bucket,
    Key: target.key,
    Body: createReadStream(archive.file),
    ContentLength: archive.size,
    ContentType: 'application/zip',
    Metadata: { [REVISION]: fetched.commitId ?? archive.sha256 },
  });
  return answer(job, repository, { fetched, target, digest: archive.sha256 });
}

async function pack(tree: string, file: string) {
  const top = await readdir(tree);
  const all = { root: tree, files: ['**/*'], excludePaths: [], discardPaths: false, enableSymlinks: true };
  const { entries } = top.length > 0 ? await selectFiles(all) : { entries: [] };
  const { sha256 } = await writeZip(file, entries);
  return { file, size: (await stat(file)).size, sha256 };
}

/** A folder that is no git repository has no commit: its contents' digest stands for its revision. */
function answer(
  job: ActionJob,
  repository: Repository,
  taken: { fetched: FetchedSource; target: ActionJob['outputs'][number]; digest: string },
) {
  const { fetched, target, digest } = taken;
  const id = fetched.commitId ?? digest;
  const changed = fetched.uncommittedChanges ? ' (with uncommitted changes)' : '';
  const summary = fetched.commitMessage
    ? `${fetched.commitMessage.split('\n')[0]}${changed}`
    : 'Contents of a folder without commits';
  const revision = { id, summary };
  return {
    state: 'succeeded' as const,
    externalId: id,
    summary,
    revision,
    outputs: [{ ...target, revision }],
    variables: {
      ...repository.variables,
      AuthorDate: fetched.authorDate ?? new Date(job.parts.clock.now()).toISOString(),
      BranchName: repository.branch,
      CommitId: id,
      CommitMessage: fetched.commitMessage ?? summary,
      ...(job.declaration.actionTypeId?.provider === 'CodeStarSourceConnection'
        ? {}
        : { CommitterDate: fetched.committerDate ?? fetched.authorDate ?? '' }),
    },
  };
}
