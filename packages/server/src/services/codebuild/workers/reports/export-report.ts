import { createReadStream } from 'node:fs';
import { copyFile, mkdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ArchiveEntry } from '@codeyard/compute/archives/archive';
import { selectFiles } from '@codeyard/compute/archives/select-files';
import { writeZip } from '@codeyard/compute/archives/write-zip';
import { resolveWithin } from '@codeyard/compute/reports/report-file';
import type { Db } from '../../../../database/database.ts';
import type { Worker } from '../../../../work-queue/work-queue.ts';
import type { Parts } from '../../parts.ts';
import type { Report } from '../../rules/reports/report.ts';
import { findReport } from '../../store/reports.ts';
import { isRefusal } from '../build-failure.ts';
import type { BuildLog } from '../build-log.ts';
import { forEachOf } from '../for-each-of.ts';
import type { FoundReport } from './find-reports.ts';

const EXPORT_KIND = 'codebuild.report-export';
/** A bucket that says no is asked again for about a minute. */
const MOST_ATTEMPTS = 8;

interface ExportOrder {
  readonly id: string;
}

const uuidOf = ({ id }: ExportOrder): string => id.slice(id.indexOf(':') + 1);

/** Where the files of a report wait for their export: the build's own folder goes away with it. */
const stagingFolder = (parts: Parts, order: ExportOrder): string => join(parts.workFolder, `report-${uuidOf(order)}`);

/** Copies the files of a report that is to be exported; false when it is not. Those that cannot be read are left out. */
export async function stageExport(
  parts: Parts,
  report: Report,
  { found: { files, within }, log }: { readonly found: FoundReport; readonly log: BuildLog },
): Promise<boolean> {
  if (report.exportConfig.exportConfigType !== 'S3' || files.length === 0) return false;
  const folder = stagingFolder(parts, report);
  await clearStaged(parts, report);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await forEachOf(files, async ({ path, file }) => {
    const isCopied = await tryCopying(file, join(folder, path), within);
    if (!isCopied) log.say(`Skipping export of report file ${path}`);
  });
  return true;
}

export async function clearStaged(parts: Parts, order: ExportOrder): Promise<void> {
  await rm(stagingFolder(parts, order), { recursive: true, force: true });
}

/** Ordinary files only: copying a pipe would wait for ever. */
async function tryCopying(file: string, target: string, within: readonly string[]): Promise<boolean> {
  try {
    const real = resolveWithin(file, within);
    if (!real || !(await stat(real)).isFile()) return false;
    await mkdir(dirname(target), { recursive: true });
    await copyFile(real, target);
    return true;
  } catch {
    return false;
  }
}

export async function enqueueExport(tx: Db, parts: Parts, { id }: Report): Promise<void> {
  await parts.queue.enqueue(tx, {
    kind: EXPORT_KIND,
    id: `${EXPORT_KIND}:${id}`,
    payload: { id } satisfies ExportOrder,
  });
}

/** Puts what reports were made of where their group says. */
export function reportExportWorker(parts: Parts): Worker<ExportOrder> {
  return {
    kind: EXPORT_KIND,
    async handle(order, { attempt }) {
      const report = await findReport(parts.database, order.id, parts.clock.now());
      try {
        if (report) await exportReport(parts, report);
      } catch (error) {
        if (!isRefusal(error) || attempt < MOST_ATTEMPTS) throw error;
        parts.logger.warn({ report: order.id, error }, 'a report cannot be exported');
      }
      await clearStaged(parts, order);
    },
  };
}

type Destination = NonNullable<Report['exportConfig']['s3Destination']>;

/** `<path>/<report's uuid>.zip`, or the files below `<path>/<report's uuid>/`. [inferred] */
async function exportReport(parts: Parts, report: Report): Promise<void> {
  const destination = report.exportConfig.s3Destination;
  const folder = stagingFolder(parts, report);
  const { entries } = await selectFiles({
    ...{ root: folder, files: ['**/*'], excludePaths: [], discardPaths: false, enableSymlinks: false },
  }).catch(() => ({ entries: [] as ArchiveEntry[] }));
  if (!destination || entries.length === 0) return;
  const key = [destination.path?.replace(/^\/+|\/+$/g, ''), uuidOf(report)].filter(Boolean).join('/');
  if (destination.packaging !== 'ZIP') {
    return await forEachOf(entries, ({ path, file }) => putFile(parts, destination, { key: `${key}/${path}`, file }));
  }
  const file = `${folder}.zip`;
  try {
    await rm(file, { force: true });
    await writeZip(file, entries);
    await putFile(parts, destination, { key: `${key}.zip`, file });
  } finally {
    await rm(file, { force: true });
  }
}

async function putFile(
  { aws }: Parts,
  { bucket, bucketOwner, encryptionDisabled, encryptionKey }: Destination,
  { key, file }: { readonly key: string; readonly file: string },
): Promise<void> {
  await aws.s3.putObject({
    Bucket: bucket,
    Key: key,
    Body: createReadStream(file),
    ContentLength: (await stat(file)).size,
    ...(bucketOwner ? { ExpectedBucketOwner: bucketOwner } : {}),
    ...(encryptionDisabled ? {} : { ServerSideEncryption: 'aws:kms' as const, SSEKMSKeyId: encryptionKey }),
  });
}
