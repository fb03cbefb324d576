import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArchiveEntry } from '@codeyard/compute/archives/archive';
import { selectFiles } from '@codeyard/compute/archives/select-files';
import { advanceBatch } from '../advance-batch.ts';
import { batchArn } from '../arns.ts';
import type { Parts } from '../parts.ts';
import { type Batch, currentBatchPhase } from '../rules/batch/batch.ts';
import type { BatchEvent } from '../rules/batch/next-batch.ts';
import { PRIMARY, type UploadedArtifacts } from '../rules/build.ts';
import { findBatch } from '../store/batches.ts';
import { BuildFailure } from './build-failure.ts';
import { fetchS3Source } from './fetch-s3-source.ts';
import { putArtifacts } from './put-artifacts.ts';

/**
 * COMBINE_ARTIFACTS: what the builds of a batch made becomes one. It may be done twice, even at the same time by a server that
 * is about to die: each time has a folder of its own, and the one that is through removes all of them.
 */
export async function combineArtifacts(parts: Parts, id: string, signal: AbortSignal): Promise<void> {
  const batch = await findBatch(parts.database, id);
  if (!batch || currentBatchPhase(batch) !== 'COMBINE_ARTIFACTS') return;
  const all = join(parts.workFolder, `batch-${batch.uuid}`);
  const folder = join(all, parts.ids.uuid());
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const event = await combinedOrFailed(parts, { batch, folder, signal });
  await rm(all, { recursive: true, force: true });
  await advanceBatch(parts, id, event);
}

async function combinedOrFailed(parts: Parts, combining: Combining): Promise<BatchEvent> {
  try {
    return { type: 'artifacts-combined', artifacts: await combine(parts, combining) };
  } catch (error) {
    if (!(error instanceof BuildFailure)) throw error;
    return { type: 'combine-failed', context: { code: error.code, message: error.message } };
  }
}

interface Combining {
  readonly batch: Batch;
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** Of files that several builds made, the one of the build that stands last in the batch stays. [inferred] */
async function combine(parts: Parts, { batch, folder, signal }: Combining): Promise<UploadedArtifacts> {
  const { artifacts, encryptionKey } = batch.definition;
  const made = batch.groups.flatMap(({ attempt }) => (attempt.status === 'SUCCEEDED' ? (attempt.artifacts ?? []) : []));
  const entries = new Map<string, ArchiveEntry>();
  for (const [index, { location }] of made.filter(isCombined).entries()) {
    const unpacked = join(folder, String(index));
    await mkdir(unpacked);
    await fetchS3Source({ parts, halt: signal, folder: { work: folder } }, { location, folder: unpacked });
    for (const entry of await listFiles(unpacked)) entries.set(entry.path, entry);
  }
  if (entries.size === 0) return { location: '' };
  const { uuid, projectName } = batch;
  const uploader = { parts, arn: batchArn(parts, batch.id), uuid, projectName, encryptionKey, folder };
  return await putArtifacts(uploader, { artifacts, entries: [...entries.values()] });
}

const isCombined = ({ identifier, isZip }: { identifier: string; isZip: boolean }) => identifier === PRIMARY && isZip;

async function listFiles(root: string): Promise<readonly ArchiveEntry[]> {
  const all = { files: ['**/*'], excludePaths: [], discardPaths: false, enableSymlinks: true };
  return (await selectFiles({ root, ...all })).entries;
}
