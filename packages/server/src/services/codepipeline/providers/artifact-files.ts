import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ArchiveRefused } from '@codeyard/compute/archives/archive-refused';
import { readZipFile } from '@codeyard/compute/archives/extract-zip';
import { CLONE_REF } from '../rules/artifact-revision.ts';
import type { ArtifactPath } from '../rules/stack-action.ts';
import type { NamedArtifact } from '../store/actions.ts';
import type { ActionJob } from './action-provider.ts';

/** Why a file of an artifact, or the artifact, cannot be had; the user can put it right. */
export class ArtifactUnusable extends Error {}

/** Files of an action's input artifacts, each artifact fetched once. */
export interface ArtifactFiles {
  artifact(name: string): NamedArtifact;
  read(file: ArtifactPath): Promise<string>;
}

export interface ArtifactLimits {
  readonly artifactBytes: number;
  readonly fileBytes: number;
}

/** Hands over the files for as long as `use` takes. Nothing is unpacked: a file is found by its name in the archive. */
export async function withArtifactFiles<Result>(
  job: ActionJob,
  limits: ArtifactLimits,
  use: (files: ArtifactFiles) => Promise<Result>,
): Promise<Result> {
  const folder = join(job.parts.scratchFolder, job.id);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const archives = new Map<string, string>();
  const artifact = (name: string) => {
    const found = job.inputs.find((input) => input.name === name);
    if (!found) throw new ArtifactUnusable(`The action has no input artifact [${name}]`);
    return found;
  };
  const read = async ({ artifact: name, path }: ArtifactPath) => {
    const file = archives.get(name) ?? join(folder, `${archives.size}.zip`);
    if (!archives.has(name)) await fetchArchive(job, { artifact: artifact(name), file, limits });
    archives.set(name, file);
    const bytes = await readZipFile(file, path, limits.fileBytes);
    // AWS's words: https://github.com/aws/copilot-cli/issues/5088
    if (!bytes) throw new ArtifactUnusable(`File [${path}] does not exist in artifact [${name}]`);
    return bytes.toString('utf8');
  };
  try {
    return await use({ artifact, read });
  } catch (error) {
    if (error instanceof ArchiveRefused)
      throw new ArtifactUnusable(`An artifact cannot be read: ${error.message}`, { cause: error });
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function fetchArchive(
  { aws, signal }: ActionJob,
  { artifact, file, limits }: { artifact: NamedArtifact; file: string; limits: ArtifactLimits },
): Promise<void> {
  const { name, bucket, key } = artifact;
  const fetched = await aws.s3.getObject({ Bucket: bucket, Key: key }).catch((error: Error) => {
    if (!/^NoSuch/.test(error.name)) throw error;
    throw new ArtifactUnusable(`The artifact [${name}] is gone: ${error.message}`, { cause: error });
  });
  const body = fetched.Body as Readable;
  const problem = fetched.Metadata?.[CLONE_REF]
    ? 'is a CODEBUILD_CLONE_REF reference, which only CodeBuild can use'
    : (fetched.ContentLength ?? 0) > limits.artifactBytes && `is larger than ${limits.artifactBytes} bytes`;
  if (problem) {
    body.destroy();
    throw new ArtifactUnusable(`The artifact [${name}] ${problem}`);
  }
  await pipeline(body, createWriteStream(file), { signal });
}
