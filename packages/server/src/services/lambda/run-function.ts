import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { PreparedFunction } from '@codeyard/compute/functions/function-pool';
import { variablesOf } from './describe.ts';
import { invalidParameter, tooManyCalls } from './errors.ts';
import type { FoundVersion } from './find.ts';
import type { Parts } from './parts.ts';
import { DEFAULTS, type FunctionDocument, logGroupOf } from './rules/function.ts';
import { functionArn, readLayerArn } from './rules/function-name.ts';
import { type Answer, answerOf, logLinesOf } from './rules/outcome.ts';
import { findLayer } from './store/layers.ts';
import { writeLog } from './write-log.ts';

/** Roles may be taken on for an hour at least; processes end in time. */
const SESSION_SECONDS = 3_600;
const USABLE_MS = (SESSION_SECONDS - 300) * 1_000;

export interface FunctionOrder {
  readonly requestId: string;
  readonly payload: Buffer;
  /** What the call named: an alias stays one. */
  readonly qualifier?: string | undefined;
}

/** Runs a version of a function once and writes its log. */
export async function runFunction(
  parts: Parts,
  found: FoundVersion,
  { requestId, payload, qualifier }: FunctionOrder,
): Promise<Answer & { log: string }> {
  const { record, version, document } = found;
  const { name } = record;
  const active = parts.running.get(name) ?? 0;
  if (record.concurrency !== undefined && active >= record.concurrency)
    throw tooManyCalls('ReservedFunctionConcurrentInvocationLimitExceeded');
  parts.running.set(name, active + 1);
  const timeout = document.Timeout ?? DEFAULTS.Timeout;
  const now = parts.clock.now();
  const stream = logStreamOf(parts, found);
  try {
    const outcome = await parts.pool.call(poolKey(name, version, document), () => prepare(parts, found, stream), {
      requestId,
      functionArn: functionArn(parts, name, qualifier),
      payload,
      timeoutMs: timeout * 1_000,
      now,
    });
    const memory = document.MemorySize ?? DEFAULTS.MemorySize;
    const used = await parts.runtimeOf(document.Runtime ?? '');
    const runtime = `${document.Runtime}, run by ${used?.version}`;
    const lines = logLinesOf(outcome, { requestId, version, memory, timeout, runtime, now });
    await writeLog(parts, { group: logGroupOf(name, document), stream, lines });
    return { ...answerOf(outcome, { requestId, timeout }), log: `${lines.join('\n')}\n` };
  } finally {
    const left = (parts.running.get(name) ?? 1) - 1;
    if (left === 0) parts.running.delete(name);
    else parts.running.set(name, left);
  }
}

/** Processes are alike as long as neither code nor configuration changes. */
export const poolKey = (name: string, version: string, { revisionId }: FunctionDocument) =>
  `${name}:${version}:${revisionId}`;

function logStreamOf({ clock, account }: Parts, { record, version, document }: FoundVersion): string {
  const day = new Date(clock.now()).toISOString().slice(0, 10).replaceAll('-', '/');
  const key = `${account}:${poolKey(record.name, version, document)}`;
  return `${day}/[${version}]${createHash('md5').update(key).digest('hex')}`;
}

async function prepare(
  parts: Parts,
  { record, version, document }: FoundVersion,
  stream: string,
): Promise<PreparedFunction> {
  const { name } = record;
  const runtime = await parts.runtimeOf(document.Runtime ?? '');
  if (!runtime) throw invalidParameter(`No program that runs ${document.Runtime} was found on this machine`);
  const { Credentials } = await parts.aws.sts.assumeRole({
    RoleArn: document.Role,
    RoleSessionName: name,
    DurationSeconds: SESSION_SECONDS,
  });
  const memory = document.MemorySize ?? DEFAULTS.MemorySize;
  const variables = variablesOf(parts, document);
  const modules = [variables.NODE_PATH, parts.functionModules].filter(Boolean).join(':');
  return {
    usableMs: USABLE_MS,
    spec: {
      codeFolder: await parts.code.folderOf(document.code),
      layerFolders: await layerFolders(parts, document),
      runtime,
      handler: document.Handler ?? '',
      memoryMegabytes: memory,
      privateFolder: join(parts.scratchFolder, parts.ids.uuid()),
      environment: {
        PATH: parts.path,
        LANG: 'en_US.UTF-8',
        TZ: ':UTC',
        ...variables,
        ...(modules === '' ? {} : { NODE_PATH: modules }),
        AWS_REGION: parts.region,
        AWS_DEFAULT_REGION: parts.region,
        AWS_ENDPOINT_URL: parts.endpoint(),
        AWS_ACCESS_KEY_ID: Credentials?.AccessKeyId ?? '',
        AWS_SECRET_ACCESS_KEY: Credentials?.SecretAccessKey ?? '',
        AWS_SESSION_TOKEN: Credentials?.SessionToken ?? '',
        AWS_EXECUTION_ENV: `AWS_Lambda_${document.Runtime}`,
        AWS_LAMBDA_FUNCTION_NAME: name,
        AWS_LAMBDA_FUNCTION_VERSION: version,
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memory),
        AWS_LAMBDA_LOG_GROUP_NAME: logGroupOf(name, document),
        AWS_LAMBDA_LOG_STREAM_NAME: stream,
        AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      },
    },
  };
}

async function layerFolders(parts: Parts, { Layers = [] }: FunctionDocument): Promise<string[]> {
  const folders: string[] = [];
  for (const arn of Layers) {
    const named = readLayerArn(arn);
    const layer = named && (await findLayer(parts.database, named.name, named.version));
    if (layer) folders.push(await parts.code.folderOf(layer.code));
  }
  // The last layer wins where two have the same file.
  return folders.reverse();
}
