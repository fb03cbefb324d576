import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ActionDeclaration } from '@aws-sdk/client-codepipeline';
import type { FetchedSource } from '@codeyard/compute/sources/source-map';
import { CLONE_REF, REVISION } from '../rules/artifact-revision.ts';
import { type ActionJob, type ActionProvider, configurationError, jobFailed } from './action-provider.ts';
import { putArtifact } from './put-artifact.ts';

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
  if (job.configuration.OutputArtifactFormat === 'CODEBUILD_CLONE_REF') {
    if (fetched.commitId === undefined)
      return configurationError(`CODEBUILD_CLONE_REF needs a git repository, and ${repository.remote} is a folder`);
    await putReference(job, target, { remote: repository.remote, branch: repository.branch, commit: fetched.commitId });
    return answer(job, repository, { fetched, target, digest: '' });
  }
  await rm(join(tree, '.git'), { recursive: true, force: true });
  const file = join(folder, 'source.zip');
  const digest = await putArtifact(job, target, { folder: tree, file, revision: fetched.commitId });
  return answer(job, repository, { fetched, target, digest });
}

/** Instead of the files, what a build needs to clone them with their history. */
async function putReference(
  job: ActionJob,
  target: ActionJob['outputs'][number],
  reference: { remote: string; branch: string; commit: string },
): Promise<void> {
  await job.aws.s3.putObject({
    Bucket: target.bucket,
    Key: target.key,
    Body: JSON.stringify(reference),
    ContentType: 'application/json',
    Metadata: { [REVISION]: reference.commit, [CLONE_REF]: 'true' },
  });
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
