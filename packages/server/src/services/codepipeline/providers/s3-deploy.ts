import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ObjectCannedACL } from '@aws-sdk/client-s3';
import { ArchiveRefused } from '@codeyard/compute/archives/archive-refused';
import { extractZip } from '@codeyard/compute/archives/extract-zip';
import { selectFiles } from '@codeyard/compute/archives/select-files';
import { CLONE_REF } from '../rules/artifact-revision.ts';
import { fillObjectKey } from '../rules/variables.ts';
import {
  type ActionJob,
  type ActionProgress,
  type ActionProvider,
  configurationError,
  jobFailed,
} from './action-provider.ts';

const LIMITS = { maxEntries: 100_000, maxBytes: 7 * 1024 ** 3 };
const AT_ONCE = 8;

/** Types that browsers need to be told; everything else is bytes. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.gif': 'image/gif',
  '.htm': 'text/html',
  '.html': 'text/html',
  '.ico': 'image/x-icon',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.js': 'application/javascript',
  '.json': 'application/json',
  '.map': 'application/json',
  '.mjs': 'application/javascript',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain',
  '.wasm': 'application/wasm',
  '.webp': 'image/webp',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.xml': 'application/xml',
  '.zip': 'application/zip',
};

/** Puts the input artifact into a bucket, as it is or unpacked below a prefix. */
export const s3Deploy: ActionProvider = {
  types: ['Deploy/S3'],
  async start(job) {
    const { ObjectKey, Extract } = job.configuration;
    const extract = Extract?.toLowerCase() === 'true';
    if (!extract && !ObjectKey) return configurationError('ObjectKey is required when Extract is false');
    const key = fillObjectKey(ObjectKey ?? '', job.parts.clock.now(), job.id);
    const folder = join(job.parts.scratchFolder, job.id);
    try {
      return await deploy(job, { folder, key, extract });
    } catch (error) {
      if (error instanceof ArchiveRefused) return jobFailed(`The artifact cannot be unpacked: ${error.message}`);
      const { name, message } = error as Error;
      if (name === 'NoSuchBucket' || name === 'NoSuchKey') return configurationError(`${message} (${name})`);
      throw error;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function deploy(job: ActionJob, how: { folder: string; key: string; extract: boolean }): Promise<ActionProgress> {
  const bucket = job.configuration.BucketName ?? '';
  const archive = await fetchArtifact(job, how.folder);
  if (!archive)
    return configurationError('The input artifact is a CODEBUILD_CLONE_REF reference, which only CodeBuild can use');
  if (how.extract) await putTree(job, how, archive);
  else await put(job, { bucket, key: how.key, file: archive });
  const externalId = `${bucket}/${how.key}`;
  return { state: 'succeeded', externalId, summary: 'Deployment Succeeded' };
}

/** The artifact's file, unless it has none. */
async function fetchArtifact(job: ActionJob, folder: string): Promise<string | undefined> {
  const [input] = job.inputs;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const { Body, Metadata } = await job.aws.s3.getObject({ Bucket: input?.bucket, Key: input?.key });
  if (Metadata?.[CLONE_REF]) {
    (Body as Readable).destroy();
    return undefined;
  }
  const file = join(folder, 'artifact.zip');
  await pipeline(Body as Readable, createWriteStream(file), { signal: job.signal });
  return file;
}

async function putTree(
  job: ActionJob,
  { folder, key }: { folder: string; key: string },
  archive: string,
): Promise<void> {
  const tree = join(folder, 'tree');
  await mkdir(tree);
  await extractZip(archive, tree, LIMITS);
  const all = { root: tree, files: ['**/*'], excludePaths: [], discardPaths: false, enableSymlinks: false };
  const { entries } = await selectFiles(all);
  const prefix = key === '' ? '' : `${key.replace(/\/+$/, '')}/`;
  const bucket = job.configuration.BucketName ?? '';
  let next = 0;
  const worker = async () => {
    for (let entry = entries[next++]; entry; entry = entries[next++]) {
      await put(job, { bucket, key: prefix + entry.path, file: entry.file });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function put(
  job: ActionJob,
  { bucket, key, file }: { bucket: string; key: string; file: string },
): Promise<void> {
  const { CannedACL, CacheControl, KMSEncryptionKeyARN } = job.configuration;
  const type = CONTENT_TYPES[extname(key).toLowerCase()];
  await job.aws.s3.putObject({
    Bucket: bucket,
    Key: key,
    Body: createReadStream(file),
    ContentLength: (await stat(file)).size,
    ...(type ? { ContentType: type } : {}),
    ...(CannedACL ? { ACL: CannedACL as ObjectCannedACL } : {}),
    ...(CacheControl ? { CacheControl } : {}),
    ...(KMSEncryptionKeyARN ? { ServerSideEncryption: 'aws:kms' as const, SSEKMSKeyId: KMSEncryptionKeyARN } : {}),
  });
}
