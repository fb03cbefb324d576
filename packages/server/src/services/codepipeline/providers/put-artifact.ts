import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { selectFiles } from '@codeyard/compute/archives/select-files';
import { writeZip } from '@codeyard/compute/archives/write-zip';
import { REVISION } from '../rules/artifact-revision.ts';
import type { NamedArtifact } from '../store/actions.ts';
import type { ActionJob } from './action-provider.ts';

/** Puts everything below a folder into the artifact store as one ZIP file; resolves with the file's SHA-256, which is also its revision when it has no other. */
export async function putArtifact(
  job: ActionJob,
  target: NamedArtifact,
  { folder, file, revision }: { folder: string; file: string; revision: string | undefined },
): Promise<string> {
  const all = { root: folder, files: ['**/*'], excludePaths: [], discardPaths: false, enableSymlinks: true };
  const { entries } = (await readdir(folder)).length > 0 ? await selectFiles(all) : { entries: [] };
  const { sha256 } = await writeZip(file, entries);
  await job.aws.s3.putObject({
    Bucket: target.bucket,
    Key: target.key,
    Body: createReadStream(file),
    ContentLength: (await stat(file)).size,
    ContentType: 'application/zip',
    Metadata: { [REVISION]: revision ?? sha256 },
  });
  return sha256;
}
