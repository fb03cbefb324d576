import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArchiveEntry } from '@codeyard/compute/archives/archive';
import { writeZip } from '@codeyard/compute/archives/write-zip';
import { buildArn } from '../arns.ts';
import { type ArtifactTarget, artifactArn, locateArtifacts } from '../rules/artifact-location.ts';
import type { UploadedArtifacts } from '../rules/build.ts';
import type { Artifacts } from '../rules/definition.ts';
import { BuildFailure, orFailBuild } from './build-failure.ts';
import { forEachOf } from './for-each-of.ts';
import type { RunningBuild } from './running-build.ts';

/** One set of artifacts, ready to go. */
export interface ArtifactUpload {
  readonly artifacts: Artifacts;
  readonly entries: readonly ArchiveEntry[];
  /** The buildspec's name and prefix, expanded by the build's shell. */
  readonly name?: string;
  readonly prefix?: string;
}

/** Puts one set of artifacts into its bucket, as one ZIP file or file by file, and says where it is now. */
export async function putArtifacts(running: RunningBuild, upload: ArtifactUpload): Promise<UploadedArtifacts> {
  const { build } = running;
  const target = locateArtifacts(upload.artifacts, {
    uuid: build.uuid,
    projectName: build.projectName,
    ...(upload.name ? { buildspecName: upload.name } : {}),
    ...(upload.prefix ? { prefix: upload.prefix } : {}),
  });
  if (!target) throw new BuildFailure('CLIENT_ERROR', 'The artifacts have no location');
  if (target.packaging === 'ZIP') return await putZip(running, upload, target);
  await forEachOf(upload.entries, async ({ path, file }) => {
    const key = target.key === '' ? path : `${target.key}/${path}`;
    await putFile(running, upload, { bucket: target.bucket, key, file, metadata: {} });
  });
  return { location: artifactArn(target) };
}

async function putZip(
  running: RunningBuild,
  upload: ArtifactUpload,
  { bucket, key }: ArtifactTarget,
): Promise<UploadedArtifacts> {
  const file = join(running.folder.work, `artifacts-${running.parts.ids.uuid()}.zip`);
  try {
    const { md5, sha256 } = await writeZip(file, upload.entries);
    const metadata = { 'codebuild-content-md5': md5, 'codebuild-content-sha256': sha256 };
    await putFile(running, upload, { bucket, key, file, metadata });
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

async function putFile({ parts, build }: RunningBuild, { artifacts }: ArtifactUpload, order: FileToPut): Promise<void> {
  const { size } = await stat(order.file);
  const encryption = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: build.definition.encryptionKey } as const;
  const request = {
    Bucket: order.bucket,
    Key: order.key,
    Body: createReadStream(order.file),
    ContentLength: size,
    Metadata: { 'codebuild-buildarn': buildArn(parts, build.id), ...order.metadata },
    ...(artifacts.encryptionDisabled ? {} : encryption),
    ...(artifacts.bucketOwnerAccess === 'FULL' ? { ACL: 'bucket-owner-full-control' as const } : {}),
    ...(artifacts.bucketOwnerAccess === 'READ_ONLY' ? { ACL: 'bucket-owner-read' as const } : {}),
  };
  await orFailBuild(parts.aws.s3.putObject(request), ({ name, message }) => ({
    code: 'CLIENT_ERROR',
    message: `${name}: ${message}`,
  }));
}
