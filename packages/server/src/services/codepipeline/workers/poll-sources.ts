import type { ActionDeclaration, PipelineDeclaration } from '@aws-sdk/client-codepipeline';
import type { Worker } from '../../../work-queue/work-queue.ts';
import type { Parts } from '../parts.ts';
import { findImage } from '../providers/ecr-source.ts';
import { branchOf, remoteOf } from '../providers/repository-source.ts';
import { startOne } from '../receive-delivery.ts';
import { startExecution } from '../start-execution.ts';
import { listPipelineRows, lockPipeline } from '../store/pipelines.ts';
import { noteRevision } from '../store/revisions.ts';

export const POLL_SOURCES = 'codepipeline.poll-sources';
const PAGE = 100;
const SECOND_MS = 1_000;

/** Looks at the sources of all pipelines for what is new, every so often. */
export function pollSources(parts: Parts): Worker<null> {
  return {
    kind: POLL_SOURCES,
    concurrency: 1,
    async handle(_, { signal }) {
      for (let after: string | undefined; !signal.aborted; ) {
        const pipelines = await listPipelineRows(parts.database, after, PAGE);
        for (const { name, declaration } of pipelines)
          for (const source of polledSources(declaration)) await look(parts, { name, declaration, source, signal });
        after = pipelines.at(-1)?.name;
        if (pipelines.length < PAGE) break;
      }
      return { again: { afterMs: parts.pollSeconds * SECOND_MS } };
    },
  };
}

/** PollForSourceChanges counts as true when it is left out; connections say DetectChanges. */
function polledSources({ stages }: PipelineDeclaration): ActionDeclaration[] {
  return (stages?.[0]?.actions ?? []).filter(({ actionTypeId, configuration = {} }) => {
    const { provider } = actionTypeId ?? {};
    if (provider === 'CodeStarSourceConnection') return configuration.DetectChanges !== 'false';
    if (provider === 'ECR') return true;
    return ['S3', 'CodeCommit', 'GitHub'].includes(provider ?? '') && configuration.PollForSourceChanges !== 'false';
  });
}

interface Place {
  readonly name: string;
  readonly declaration: PipelineDeclaration;
  readonly source: ActionDeclaration;
  readonly signal: AbortSignal;
}

/** One source; what cannot be reached now is looked at again the next time. */
async function look(parts: Parts, place: Place): Promise<void> {
  const { name: pipeline, source, signal } = place;
  const { ref, revision } = await newest(parts, source, signal).catch((error: unknown) => {
    parts.logger.debug({ pipeline, action: source.name, error }, 'a source could not be looked at');
    return { ref: '', revision: undefined };
  });
  if (revision === undefined) return;
  const known = { pipeline, action: source.name ?? '', ref, revision };
  if (source.actionTypeId?.provider === 'CodeStarSourceConnection') return await lookAtConnection(parts, known, place);
  await parts.database.transaction(async (tx) => {
    const locked = await lockPipeline(tx, pipeline);
    if (!locked || (await noteRevision(tx, known)) !== 'new') return;
    const trigger = { type: 'PollForSourceChanges', detail: source.name ?? '' };
    await startExecution(tx, parts, locked, { trigger, automatic: true });
  });
}

/** Like the push that a host would have told of; the first look only takes note. */
async function lookAtConnection(
  parts: Parts,
  known: { pipeline: string; action: string; ref: string; revision: string },
  { name, declaration, source }: Place,
): Promise<void> {
  // Noted apart from what deliveries note: a push is told of once, by whichever comes first.
  const seen = { ...known, ref: `polled:${known.ref}` };
  const change = await parts.database.transaction((tx) => noteRevision(tx, seen));
  if (change === 'first') await parts.database.transaction((tx) => noteRevision(tx, known));
  if (change !== 'new') return;
  const { FullRepositoryId: repository = '', BranchName: branch = '' } = source.configuration ?? {};
  const event = { kind: 'push' as const, repository, branch, commit: known.revision };
  await startOne(parts, { name, declaration, source, event, delivery: '' });
}

async function newest(parts: Parts, source: ActionDeclaration, signal: AbortSignal) {
  const { configuration = {}, actionTypeId } = source;
  if (actionTypeId?.provider === 'S3') {
    const { S3Bucket: Bucket, S3ObjectKey: Key } = configuration;
    const { VersionId } = await parts.aws.s3.headObject({ Bucket, Key });
    return { ref: `object:${Bucket}/${Key}`, revision: VersionId };
  }
  if (actionTypeId?.provider === 'ECR') {
    const { RepositoryName = '', ImageTag = 'latest' } = configuration;
    const image = parts.registry === '' ? '' : await findImage(parts.registry, RepositoryName, ImageTag, signal);
    return { ref: `image:${ImageTag}`, revision: typeof image === 'string' ? undefined : image.digest };
  }
  const branch = branchOf(source);
  const revision = await parts.sources.newest({ remote: remoteOf(source, parts.region), version: branch, signal });
  return { ref: `branch:${branch}`, revision };
}
