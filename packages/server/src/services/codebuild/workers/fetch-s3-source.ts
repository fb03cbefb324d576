import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ArchiveRefused } from '@codeyard/compute/archives/archive-refused';
import { extractZip } from '@codeyard/compute/archives/extract-zip';
import { present } from '../rules/present.ts';
import { readS3Source } from '../rules/source-folder.ts';
import { BuildFailure, orFailBuild } from './build-failure.ts';
import { forEachOf } from './for-each-of.ts';
import { readJsonObject } from './read-json-object.ts';
import type { RunningBuild } from './running-build.ts';

/** How much a source may unfold to: as much as the largest disk of a build. */
const EXTRACT_LIMITS = { maxEntries: 1_000_000, maxBytes: 128 * 1024 ** 3 };

/** Who fetches: a build, or a batch that combines what its builds made. */
type Fetcher = Pick<RunningBuild, 'parts' | 'halt'> & { readonly folder: { readonly work: string } };

export interface S3Order {
  /** `bucket/key`, `bucket/prefix/` or their ARN. */
  readonly location: string;
  /** An object's version id; only for single objects. */
  readonly version?: string;
  readonly folder: string;
}

/** The revision that an artifact of a pipeline stands for, such as a commit id, kept as metadata of its object. */
const REVISION_METADATA = 'codepipeline-artifact-revision-id';
/** Set on an artifact that is no archive but names a repository: `{ remote, branch, commit }` in JSON. */
const REFERENCE_METADATA = 'codepipeline-artifact-clone-ref';

/** The revision that a pipeline noted on its artifact, or the repository that it stands for and is still to be cloned. */
export interface FetchedObject {
  readonly revision?: string;
  readonly reference?: Readonly<Record<string, unknown>>;
}

/** Unpacks one ZIP object, or downloads everything below a prefix, into the folder. */
export async function fetchS3Source(running: Fetcher, order: S3Order): Promise<FetchedObject> {
  const source = readS3Source(order.location);
  if (source.kind === 'prefix') {
    await downloadTree(running, source, order.folder);
    return {};
  }
  const archive = join(running.folder.work, `source-${running.parts.ids.uuid()}.zip`);
  try {
    const versioned = order.version && !order.version.startsWith('arn:') ? { VersionId: order.version } : {};
    const metadata = await download(running, { Bucket: source.bucket, Key: source.key, ...versioned }, archive);
    if (metadata[REFERENCE_METADATA]) return { reference: readJsonObject(await readFile(archive, 'utf8')) };
    await unpack(archive, order.folder);
    return present('revision', metadata[REVISION_METADATA]);
  } finally {
    await rm(archive, { force: true });
  }
}

async function unpack(archive: string, folder: string): Promise<void> {
  try {
    await extractZip(archive, folder, EXTRACT_LIMITS);
  } catch (error) {
    if (!(error instanceof ArchiveRefused)) throw error;
    throw new BuildFailure('CLIENT_ERROR', `the source cannot be unzipped: ${error.message}`);
  }
}

async function downloadTree(
  running: Fetcher,
  { bucket, prefix }: { bucket: string; prefix: string },
  folder: string,
): Promise<void> {
  let token: string | undefined;
  do {
    const page = await orFailBuild(
      running.parts.aws.s3.listObjectsV2({
        Bucket: bucket,
        Prefix: prefix,
        ...(token ? { ContinuationToken: token } : {}),
      }),
      asClientError,
    );
    const keys = (page.Contents ?? []).flatMap(({ Key }) => (Key && !Key.endsWith('/') ? [Key] : []));
    await forEachOf(keys, async (key) => {
      const file = insideOf(folder, key.slice(prefix.length));
      await mkdir(dirname(file), { recursive: true });
      await download(running, { Bucket: bucket, Key: key }, file);
    });
    token = page.NextContinuationToken;
  } while (token);
}

/** Keys are free text: `a/../../b` must not leave the folder. */
function insideOf(folder: string, path: string): string {
  const file = resolve(folder, `./${path}`);
  if (relative(folder, file).startsWith('..')) {
    throw new BuildFailure('CLIENT_ERROR', `the object ${path} would be written outside of the source folder`);
  }
  return file;
}

async function download(
  { parts, halt }: Fetcher,
  object: { Bucket: string; Key: string; VersionId?: string },
  file: string,
): Promise<Readonly<Record<string, string>>> {
  const { Body, Metadata = {} } = await orFailBuild(parts.aws.s3.getObject(object), asClientError);
  if (Body) await pipeline(Body as Readable, createWriteStream(file), { signal: halt });
  return Metadata;
}

const asClientError = ({ name, message }: Error) => ({ code: 'CLIENT_ERROR', message: `${name}: ${message}` });
