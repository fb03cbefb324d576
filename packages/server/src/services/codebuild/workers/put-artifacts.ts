import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArchiveEntry } from '@codeyard/compute/archives/archive';
import { writeZip } from '@codeyard/compute/archives/write-zip';
import type { Parts } from '../parts.ts';
import { type ArtifactTarget, artifactArn, locateArtifacts } from '../rules/artifact-location.ts';
import type { UploadedArtifacts } from '../rules/build.ts';
import type { Artifacts } from '../rules/definition.ts';
import { BuildFailure, orFailBuild } from './build-failure.ts';
import { forEachOf } from './for-each-of.ts';

/** One set of artifacts, ready to go. */
export interface ArtifactUpload {
  readonly artifacts: Artifacts;
  readonly entries: readonly ArchiveEntry[];
  /** The buildspec's name and prefix, expanded by the build's shell. */
  readonly name?: string;
  readonly prefix?: string;
}

/** Whose artifacts they are: a build's or a batch's. */
export interface Uploader {
  readonly parts: Parts;
  readonly arn: string;
  readonly uuid: string;
  readonly projectName: string;
  readonly encryptionKey: string;
  /** For files on the way, on this machine. */
  readonly folder: string;
}

/** Puts one set of artifacts into its bucket, as one ZIP file or file by file, and says where it is now. */
export async function putArtifacts(uploader: Uploader, upload: ArtifactUpload): Promise<UploadedArtifacts> {
  const { uuid, projectName } = uploader;
  const target = locateArtifacts(upload.artifacts, {
    uuid,
    projectName,
    ...(upload.name ? { buildspecName: upload.name } : {}),
    ...(upload.prefix ? { prefix: upload.prefix } : {}),
  });
  if (!target) throw new BuildFailure('CLIENT_ERROR', 'The artifacts have no location');
  if (target.packaging === 'ZIP') return await putZip(uploader, upload, target);
  await forEachOf(upload.entries, async ({ path, file }) => {
    const key = target.key === '' ? path : `${target.key}/${path}`;
    await putFile(uploader, upload, { bucket: target.bucket, key, file, metadata: {} });
  });
  return { location: artifactArn(target) };
}

async function putZip(
  uploader: Uploader,
  upload: ArtifactUpload,
  { bucket, key }: ArtifactTarget,
): Promise<UploadedArtifacts> {
  const file = join(uploader.folder, `artifacts-${uploader.parts.ids.uuid()}.zip`);
  try {
    const { md5, sha256 } = await writeZip(file, upload.entries);
    const metadata = { 'codebuild-content-md5': md5, 'codebuild-content-sha256': sha256 };
    await putFile(uploader, upload, { bucket, key, file, metadata });
    return { location: artifactArn({ bucket, key }), md5sum: md5, sha256sum: sha256 };
  } finally {
    await rm(file, { force: true });
  }
}

interface FileToPut {
  readonly bucket: string;
  readonly key: string;
  readonly file: string;
  readonly metadata: Readonly<Record<string, string>>;
}

async function putFile(uploader: Uploader, { artifacts }: ArtifactUpload, order: FileToPut): Promise<void> {
  const { parts, arn, encryptionKey } = uploader;
  const { size } = await stat(order.file);
  const encryption = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: encryptionKey } as const;
  const request = {
    Bucket: order.bucket,
    Key: order.key,
    Body: createReadStream(order.file),
    ContentLength: size,
    Metadata: { 'codebuild-buildarn': arn, ...order.metadata },
    ...(artifacts.encryptionDisabled ? {} : encryption),
    ...(artifacts.bucketOwnerAccess === 'FULL' ? { ACL: 'bucket-owner-full-control' as const } : {}),
    ...(artifacts.bucketOwnerAccess === 'READ_ONLY' ? { ACL: 'bucket-owner-read' as const } : {}),
  };
  await orFailBuild(parts.aws.s3.putObject(request), ({ name, message }) => ({
    code: 'CLIENT_ERROR',
    message: `${name}: ${message}`,
  }));
}
