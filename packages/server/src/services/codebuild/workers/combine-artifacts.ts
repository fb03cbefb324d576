import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArchiveEntry } from '@codeyard/compute/archives/archive';
import { selectFiles } from '@codeyard/compute/archives/select-files';
import { advanceBatch } from '../advance-batch.ts';
import { batchArn } from '../arns.ts';
import type { Parts } from '../parts.ts';
import { type Batch, currentBatchPhase } from '../rules/batch/batch.ts';
import { PRIMARY, type UploadedArtifacts } from '../rules/build.ts';
import { findBatch } from '../store/batches.ts';
import { BuildFailure } from './build-failure.ts';
import { fetchS3Source } from './fetch-s3-source.ts';
import { putArtifacts } from './put-artifacts.ts';

/** COMBINE_ARTIFACTS: what the builds of a batch made becomes one. Begins from nothing whenever it is done over. */
export async function combineArtifacts(parts: Parts, id: string, signal: AbortSignal): Promise<void> {
  const batch = await findBatch(parts.database, id);
  if (!batch || currentBatchPhase(batch) !== 'COMBINE_ARTIFACTS') return;
  const folder = join(parts.workFolder, `batch-${batch.uuid}`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    const artifacts = await combine(parts, { batch, folder, signal });
    await advanceBatch(parts, id, { type: 'artifacts-combined', artifacts });
  } catch (error) {
    if (!(error instanceof BuildFailure)) throw error;
    const context = { code: error.code, message: error.message };
    await advanceBatch(parts, id, { type: 'combine-failed', context });
  } finally {
    await rm(folder, { recursive: true, force: true });
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
