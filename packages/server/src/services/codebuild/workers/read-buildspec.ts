import { mkdir, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { locateBuildspec } from '../rules/buildspec-location.ts';
import { BuildFailure, orFailBuild } from './build-failure.ts';
import type { PlacedSource } from './fetch-sources.ts';
import type { RunningBuild } from './running-build.ts';

/** A buildspec's text and where the build finds it. */
export interface BuildspecText {
  readonly text: string;
  readonly path: string;
}

const MOST_BYTES = 1_048_576;
const INLINE_PATH = join('readonly', 'buildspec.yml');

/** Reads the buildspec from the project, from S3, or from the primary source. */
export async function readBuildspec(running: RunningBuild, primary: PlacedSource): Promise<BuildspecText> {
  const { build, folder, parts } = running;
  const location = locateBuildspec(build.definition.source.buildspec);
  if (location.kind === 'file') return await readFromSource(location.path, primary);
  const text = location.kind === 'inline' ? location.text : await readObject(parts.aws.s3, location);
  const file = join(folder.host, INLINE_PATH);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  return { text, path: join(folder.seen, INLINE_PATH) };
}

async function readFromSource(path: string, { folder, hostFolder }: PlacedSource): Promise<BuildspecText> {
  const file = await fileInside(hostFolder, path);
  if (!file) throw yamlFailure(`stat ${join(folder, path)}: no such file or directory`);
  return { text: await readFile(file, 'utf8'), path: join(folder, path) };
}

/** The file, unless it lies outside of the source, also by way of a link: its text would show in error messages. */
async function fileInside(root: string, path: string): Promise<string | undefined> {
  try {
    const file = await realpath(resolve(root, path));
    if (relative(await realpath(root), file).startsWith('..')) return undefined;
    const status = await stat(file);
    return status.isFile() && checkSize(status.size) ? file : undefined;
  } catch (error) {
    if (error instanceof BuildFailure) throw error;
    return undefined;
  }
}

async function readObject(s3: RunningBuild['parts']['aws']['s3'], { bucket, key }: { bucket: string; key: string }) {
  const explain = (refusal: Error) => ({ code: 'YAML_FILE_ERROR', message: `${refusal.name}: ${refusal.message}` });
  const { Body, ContentLength } = await orFailBuild(s3.getObject({ Bucket: bucket, Key: key }), explain);
  checkSize(ContentLength ?? 0);
  return (await Body?.transformToString()) ?? '';
}

function checkSize(size: number): true {
  if (size > MOST_BYTES) throw yamlFailure(`The buildspec is larger than ${MOST_BYTES} bytes`);
  return true;
}

export const yamlFailure = (message: string): BuildFailure => new BuildFailure('YAML_FILE_ERROR', message);
