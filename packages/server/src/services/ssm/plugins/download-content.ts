import { isRecord } from '@codeyard/engine/command-document/fields';
import { existingDocument } from '../existing-document.ts';
import { readS3Address } from '../rules/s3-address.ts';
import type { RunPlugin, StepEnd, StepRun } from './plugin.ts';

/** Brings an object, all below a prefix, or a document onto the instance. */
export const downloadContent: RunPlugin = async (run) => {
  const { sourceType, sourceInfo } = run.inputs;
  const info = typeof sourceInfo === 'string' ? readJson(sourceInfo) : sourceInfo;
  if (!isRecord(info)) return failed('sourceInfo is not a JSON object.');
  try {
    if (sourceType === 'S3') return await fromS3(run, String(info.path ?? ''));
    if (sourceType === 'SSMDocument') return await fromDocument(run, String(info.name ?? ''));
  } catch (error) {
    const { name, message, $fault } = error as Error & { $fault?: string };
    if (name === 'Error' && $fault === undefined) throw error;
    return failed(`${name}: ${message}`);
  }
  return failed(`aws:downloadContent from ${sourceType} is not implemented by Codeyard yet.`);
};

const failed = (stderr: string): StepEnd => ({ status: 'Failed', code: 1, stderr });

async function fromS3(run: StepRun, address: string): Promise<StepEnd> {
  const { s3 } = run.parts.aws;
  const place = readS3Address(address);
  if (!place) return failed(`${address} is no address of an object in S3.`);
  const { bucket: Bucket, key } = place;
  const isFolder = key === '' || key.endsWith('/');
  const keys: string[] = isFolder ? [] : [key];
  let ContinuationToken: string | undefined;
  while (isFolder) {
    const page = await s3.listObjectsV2({ Bucket, Prefix: key, ...(ContinuationToken ? { ContinuationToken } : {}) });
    keys.push(...(page.Contents ?? []).map(({ Key = '' }) => Key).filter((name) => !name.endsWith('/')));
    ContinuationToken = page.NextContinuationToken;
    if (!ContinuationToken) break;
  }
  const written: string[] = [];
  for (const Key of keys) {
    const { Body } = await s3.getObject({ Bucket, Key });
    const content = Buffer.from((await Body?.transformToByteArray()) ?? []);
    written.push(await put(run, isFolder ? Key.slice(key.length) : (Key.split('/').at(-1) ?? Key), content));
  }
  return done(written);
}

async function fromDocument(run: StepRun, name: string): Promise<StepEnd> {
  const { version } = await existingDocument(run.parts.database, name);
  return done([await put(run, `${name}.${version.format.toLowerCase()}`, Buffer.from(version.content))]);
}

const done = (files: readonly string[]): StepEnd => ({
  status: 'Success',
  code: 0,
  stdout: files.map((file) => `Content downloaded to ${file}\n`).join(''),
});

/** A destination that ends with a slash, or none, is a folder; any other one is the file. */
async function put({ parts, invocation, inputs }: StepRun, file: string, content: Buffer): Promise<string> {
  const destination = String(inputs.destinationPath ?? '') || 'downloads/';
  const isFile = !destination.endsWith('/') && /\.[^/]+$/.test(destination) && !file.includes('/');
  const path = isFile ? destination : `${destination.replace(/\/$/, '')}/${file}`;
  return await parts.machines.put({ machine: invocation.instance, path, content });
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
