import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  type DockerEngine,
  startDockerEngine,
  whyNoEngine,
} from '../packages/compute/src/executors/testing/docker-engine.ts';
import { type BuildLab, buildLab, contextOf } from '../packages/server/src/services/codebuild/testing/build-lab.ts';
import { startYard, type Yard } from '../packages/server/src/testing/start-yard.ts';
import { zipOf } from '../packages/server/src/testing/zip-of.ts';
import { repository } from './testing/server-process.ts';
import { importToolsImage } from './testing/tools-image.ts';

/** One build, and what must become of it. */
interface BuildCase {
  /** Numbers in §23 of the specification. */
  readonly edge: readonly number[];
  readonly title: string;
  /** The file buildspec.yml; left out, there is none. */
  readonly buildspec?: string;
  /** Its source besides; without any the build has none. */
  readonly files?: Readonly<Record<string, string>>;
  /** Goes over the usual ones. */
  readonly project?: { readonly environment?: object } & Readonly<Record<string, unknown>>;
  readonly start?: Readonly<Record<string, unknown>>;
  /** SUCCEEDED when left out. */
  readonly status?: string;
  /** What becomes of phases; null for those that must not be there. */
  readonly phases?: Readonly<Record<string, string | null>>;
  /** Patterns, by phase. */
  readonly context?: Readonly<Record<string, string>>;
  /** Lines of its output, in this order. */
  readonly lines?: readonly string[];
  readonly noLines?: readonly string[];
  /** Patterns. */
  readonly log?: readonly string[];
  /** How often a line is there. */
  readonly count?: Readonly<Record<string, number>>;
  readonly exported?: Readonly<Record<string, string>>;
  /** Files of its artifact. */
  readonly keys?: readonly string[];
  readonly stream?: string;
  readonly withinSeconds?: number;
}

/** An edge case that another test is about. */
interface Elsewhere {
  readonly edge: number;
  readonly file: string;
  readonly test: string;
}

const EDGES = 78;
const folder = join(repository, 'scenarios/builds');
const read = <Content>(file: string) => parse(readFileSync(join(folder, file), 'utf8')) as Content;
const cases = readdirSync(folder)
  .filter((name) => name.endsWith('.yml') && name !== 'elsewhere.yml')
  .sort()
  .flatMap((name) => read<BuildCase[]>(name));
const missing = whyNoEngine();

it('every edge case of the specification is a test', () => {
  const elsewhere = read<Elsewhere[]>('elsewhere.yml');
  const lost = elsewhere.filter(({ file, test }) => !readFileSync(join(repository, file), 'utf8').includes(test));
  expect(lost).toEqual([]);
  const numbers = new Set([...cases.flatMap(({ edge }) => edge), ...elsewhere.map(({ edge }) => edge)]);
  const none = Array.from({ length: EDGES }, (_, index) => index + 1).filter((edge) => !numbers.has(edge));
  expect(none).toEqual([]);
});

it.runIf(process.env.CI)('the machine has a Docker engine', () => expect(missing).toBeUndefined());

let yard: Yard;
let lab: BuildLab;
let s3: S3Client;

/** Plays a case on the executor of the yard. */
async function play(told: BuildCase, name: string): Promise<void> {
  const files = { ...told.files, ...(told.buildspec === undefined ? {} : { 'buildspec.yml': told.buildspec }) };
  await s3.send(new PutObjectCommand({ Bucket: 'code', Key: `${name}.zip`, Body: zipOf(files) }));
  const project = await lab.project('', {
    source: { type: 'S3', location: `code/${name}.zip` },
    ...(told.keys ? { artifacts: { type: 'S3', location: 'made', name, packaging: 'NONE' } } : {}),
    ...told.project,
    environment: {
      ...{ type: 'LINUX_CONTAINER', image: 'aws/codebuild/standard:7.0', computeType: 'BUILD_GENERAL1_SMALL' },
      ...told.project?.environment,
    },
  });
  const began = performance.now();
  const { build, log } = await lab.finish(await lab.start(project, told.start));
  const seconds = (performance.now() - began) / 1_000;
  expect({ status: build.buildStatus, log }).toEqual({ status: told.status ?? 'SUCCEEDED', log });
  const ends = new Map(build.phases?.map(({ phaseType, phaseStatus }) => [phaseType as string, phaseStatus]));
  for (const [phase, end] of Object.entries(told.phases ?? {}))
    expect([phase, ends.get(phase) ?? null]).toEqual([phase, end]);
  for (const [phase, pattern] of Object.entries(told.context ?? {}))
    expect(contextOf(build, phase)).toMatch(new RegExp(pattern, 's'));
  const lines = log.split('\n');
  let at = -1;
  for (const line of told.lines ?? []) {
    at = lines.indexOf(line, at + 1);
    expect({ line, isThere: at >= 0, log }).toEqual({ line, isThere: true, log });
  }
  for (const line of told.noLines ?? []) expect(lines).not.toContain(line);
  for (const pattern of told.log ?? []) expect(log).toMatch(new RegExp(pattern));
  for (const [line, count] of Object.entries(told.count ?? {}))
    expect([line, lines.filter((candidate) => candidate === line).length]).toEqual([line, count]);
  if (told.exported) {
    const exported = build.exportedEnvironmentVariables?.map(({ name, value }) => [name, value]);
    expect(Object.fromEntries(exported ?? [])).toMatchObject(told.exported);
  }
  if (told.keys) {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'made', Prefix: `${name}/` }));
    expect(Contents.map(({ Key = '' }) => Key.slice(name.length + 1)).sort()).toEqual([...told.keys].sort());
  }
  if (told.stream) expect(build.logs?.streamName).toMatch(new RegExp(told.stream));
  if (told.withinSeconds) expect(seconds).toBeLessThan(told.withinSeconds);
}

async function open(config: Parameters<typeof startYard>[0]): Promise<void> {
  yard = await startYard(config);
  lab = buildLab(yard);
  s3 = yard.client(S3Client);
  const { S3 } = await import('@aws-sdk/client-s3');
  for (const Bucket of ['code', 'made']) await yard.client(S3).createBucket({ Bucket });
}

describe('a build by the process executor', () => {
  beforeAll(() => open({}));
  afterAll(() => yard?.stop());

  it.each(cases)('$edge $title', async (told) => await play(told, `case-${cases.indexOf(told)}`), 60_000);
});

describe.skipIf(missing)(`a build by the Docker executor${missing ? ` (left out: ${missing})` : ''}`, () => {
  const image = 'codeyard-shells:latest';
  let engine: DockerEngine;

  beforeAll(async () => {
    engine = await startDockerEngine();
    importToolsImage(engine.host, image, { 'bin/sh': '/usr/bin/dash', 'usr/bin/bash': '/usr/bin/bash' });
    const docker = { executor: 'docker', dockerHost: engine.host } as const;
    await open({ config: { ...docker, images: [`aws/codebuild/standard:7.0=${image}`] } });
  }, 120_000);

  afterAll(async () => {
    await yard?.stop();
    await engine?.stop();
  });

  it.each(cases)('$edge $title', async (told) => await play(told, `case-${cases.indexOf(told)}`), 60_000);
});
