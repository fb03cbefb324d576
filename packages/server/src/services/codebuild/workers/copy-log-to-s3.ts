import { createReadStream, createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type LogCutting, takeLogBatch } from '../rules/log-events.ts';
import { logObjectOf } from '../rules/log-location.ts';
import { isRefusal } from './build-failure.ts';
import { openBuildFile } from './build-files.ts';
import type { BuildFolder } from './build-folder.ts';
import type { RunningBuild } from './running-build.ts';

/** The whole log as one compressed object, for projects that ask for it. A refusal costs the copy, not the build. */
export async function copyLogToS3(running: RunningBuild, hiding: Pick<LogCutting, 'secrets' | 'mask'>): Promise<void> {
  const { parts, build, folder } = running;
  const { logsConfig } = build.definition;
  const object = logObjectOf(logsConfig, build.uuid);
  if (!object) return;
  const file = join(folder.work, 'log.gz');
  await pipeline(Readable.from(maskedLog(folder, hiding)), createGzip(), createWriteStream(file));
  const isEncrypted = !logsConfig?.s3Logs?.encryptionDisabled;
  try {
    await parts.aws.s3.putObject({
      Bucket: object.bucket,
      Key: object.key,
      Body: createReadStream(file),
      ContentLength: (await stat(file)).size,
      ContentType: 'text/plain',
      ContentEncoding: 'gzip',
      ...(isEncrypted ? { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: build.definition.encryptionKey } : {}),
    });
  } catch (error) {
    if (!isRefusal(error)) throw error;
    parts.logger.warn({ build: build.id, bucket: object.bucket, error }, 'the log of a build cannot be copied to S3');
  } finally {
    await rm(file, { force: true });
  }
}

async function* maskedLog(folder: BuildFolder, hiding: Pick<LogCutting, 'secrets' | 'mask'>): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0);
  const file = await openBuildFile(folder, folder.outputFile);
  for await (const chunk of file?.createReadStream() ?? []) {
    rest = Buffer.concat([rest, chunk as Buffer]);
    for (;;) {
      const batch = takeLogBatch(rest, { ...hiding, isEnd: false });
      if (batch.bytes === 0) break;
      yield batch.messages.join('');
      rest = rest.subarray(batch.bytes);
    }
  }
  yield takeLogBatch(rest, { ...hiding, isEnd: true }).messages.join('');
}
