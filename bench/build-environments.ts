// EC2 build environments: the four strategies of packages/aws-stack beside a stack of the published sample's construction, in one run on one server.
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ActionExecutionDetail } from '@aws-sdk/client-codepipeline';
import { type BuildEnvironments, openBuildEnvironments } from '../scenarios/testing/build-environments.ts';
import { findAwsClis, repository } from '../scenarios/testing/server-process.ts';
import { type Row, report, type Spread, spreadOf } from './measure.ts';

const run = promisify(execFile);
const AMI = 'ami-0123456789abcdef0';
const SAMPLE_JOBS = 3;
/** So long after a build ended badly it is counted what it left behind. */
const LATER_MS = 15_000;
const POOL = { image: AMI, instanceTypes: ['m5.large'], ceiling: 4 };

/** A way to come by a machine, and how many jobs of it are measured, so many at once. */
interface Way {
  readonly name: string;
  readonly jobs: number;
  readonly atOnce: number;
  /** What it adds to the configuration of an action of ours; the sample's has none. */
  readonly configuration?: Readonly<Record<string, string>>;
  readonly pool?: object;
  readonly provider: string;
}

const OURS = 'Codeyard-EC2';
const WAYS: readonly Way[] = [
  { name: 'warm', jobs: 50, atOnce: 1, provider: OURS, pool: { ...POOL, strategy: 'warm', floor: 2 } },
  { name: 'warm, 4 at once', jobs: 24, atOnce: 4, provider: OURS, pool: { ...POOL, strategy: 'warm', floor: 4 } },
  { name: 'stopped', jobs: 12, atOnce: 1, provider: OURS, pool: { ...POOL, strategy: 'stopped', floor: 2 } },
  { name: 'per-job', jobs: 12, atOnce: 1, provider: OURS },
  { name: 'spot', jobs: 12, atOnce: 1, provider: OURS, pool: { ...POOL, strategy: 'spot' } },
  { name: 'sample', jobs: SAMPLE_JOBS, atOnce: SAMPLE_JOBS, provider: 'Machine-Builder' },
];

interface Measured {
  readonly toRunning: Spread;
  readonly toDone: Spread;
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const seconds = (milliseconds: number) => `${(milliseconds / 1_000).toFixed(milliseconds < 10_000 ? 2 : 0)} s`;
const idOf = (way: Way) => way.name.replaceAll(/\W+/g, '-');

/** Installs the sample with the waits that it was published with. */
async function installSample(yard: BuildEnvironments, program: string, folder: string): Promise<void> {
  await cp(join(repository, 'scenarios/seed-001'), folder, { recursive: true });
  const file = join(folder, 'template.yml');
  await writeFile(file, (await readFile(file, 'utf8')).replaceAll('"Seconds": 2,', '"Seconds": 30,'));
  const aws = (...argv: string[]) => run(program, argv, { cwd: folder, env: yard.server.environment });
  const packaged = ['--template-file', 'template.yml', '--s3-bucket', 'code', '--output-template-file', 'packaged.yml'];
  await aws('cloudformation', 'package', ...packaged);
  const capabilities = ['--capabilities', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'];
  const deploy = ['--template-file', 'packaged.yml', '--stack-name', 'sample', ...capabilities];
  await aws('cloudformation', 'deploy', ...deploy, '--parameter-overrides', 'ProviderVersion=1');
}

/** A pipeline of a way whose command does this; its creation starts it once. */
async function pipeline(yard: BuildEnvironments, way: Way, name: string, Command: string): Promise<void> {
  const machine = way.pool ? { Pool: idOf(way) } : { ImageId: AMI, InstanceType: 'm5.large' };
  await yard.aws.codepipeline.createPipeline({
    pipeline: {
      ...{ name, roleArn: 'arn:aws:iam::123456789012:role/pipeline', pipelineType: 'V2', executionMode: 'PARALLEL' },
      artifactStore: { type: 'S3', location: 'artifacts' },
      stages: [
        {
          name: 'Source',
          actions: [
            {
              name: 'Get',
              actionTypeId: { category: 'Source', owner: 'AWS', provider: 'S3', version: '1' },
              configuration: { S3Bucket: 'source', S3ObjectKey: 'code.zip', PollForSourceChanges: 'false' },
              outputArtifacts: [{ name: 'Code' }],
            },
          ],
        },
        {
          name: 'Build',
          actions: [
            {
              name: 'Build',
              actionTypeId: { category: 'Build', owner: 'Custom', provider: way.provider, version: '1' },
              configuration: { ...machine, Command, OutputArtifactPath: 'out' },
              inputArtifacts: [{ name: 'Code' }],
              outputArtifacts: [{ name: 'Built' }],
            },
          ],
        },
      ],
    },
  });
}

async function actionsOf({ aws }: BuildEnvironments, pipelineName: string): Promise<ActionExecutionDetail[]> {
  const found: ActionExecutionDetail[] = [];
  let nextToken: string | undefined;
  do {
    const page = await aws.codepipeline.listActionExecutions({ pipelineName, ...(nextToken ? { nextToken } : {}) });
    found.push(...(page.actionExecutionDetails ?? []).filter(({ stageName }) => stageName === 'Build'));
    nextToken = page.nextToken;
  } while (nextToken);
  return found;
}

async function ended(yard: BuildEnvironments, name: string, count: number): Promise<ActionExecutionDetail[]> {
  for (;;) {
    const seen = await actionsOf(yard, name);
    const done = seen.filter(({ status }) => status !== 'InProgress');
    if (done.length >= count) return done;
    await pause(100);
  }
}

/** Runs a way's jobs; the command itself writes down when it begins and ends, on this machine's own clock. */
async function measure(yard: BuildEnvironments, way: Way, folder: string): Promise<Measured> {
  const name = `measure-${idOf(way)}`;
  const stamp = (what: string) => `date +%s%3N > ${folder}/${what}-$PipelineExecutionId`;
  await pipeline(yard, way, name, `${stamp('begin')}; mkdir -p out; echo built > out/it; ${stamp('end')}`);
  // The one that its creation started is not counted: it may have waited for the pool to be made.
  await ended(yard, name, way.provider === OURS ? 1 : 0);
  const before = way.provider === OURS ? 1 : 0;
  for (let started = 0; started < way.jobs; started += way.atOnce) {
    const extra = way.provider === OURS ? way.atOnce : way.atOnce - 1;
    await Promise.all(Array.from({ length: extra }, () => yard.aws.codepipeline.startPipelineExecution({ name })));
    await ended(yard, name, before + started + way.atOnce);
    await pause(300);
  }
  const counted = (await actionsOf(yard, name)).slice(0, way.jobs);
  const toRunning: number[] = [];
  const toDone: number[] = [];
  for (const { status, pipelineExecutionId, startTime, lastUpdateTime, output } of counted) {
    if (status !== 'Succeeded') throw new Error(`${way.name}: ${output?.executionResult?.errorDetails?.message}`);
    const at = async (what: string) => Number(await readFile(join(folder, `${what}-${pipelineExecutionId}`), 'utf8'));
    toRunning.push((await at('begin')) - (startTime?.getTime() ?? 0));
    toDone.push((lastUpdateTime?.getTime() ?? 0) - (await at('end')));
  }
  return { toRunning: spreadOf(toRunning), toDone: spreadOf(toDone) };
}

/** Ids of machines that run, or are about to. */
async function running({ aws }: BuildEnvironments): Promise<Set<string>> {
  const { Reservations = [] } = await aws.ec2.describeInstances({
    Filters: [{ Name: 'instance-state-name', Values: ['pending', 'running'] }],
  });
  return new Set(Reservations.flatMap(({ Instances = [] }) => Instances).map(({ InstanceId = '' }) => InstanceId));
}

/** What is left of builds that end badly. */
async function endBadly(yard: BuildEnvironments, way: Way) {
  const kept = (await running(yard)).size;
  const left = async () => Math.max(0, (await running(yard)).size - kept);
  const failing = `fail-${idOf(way)}`;
  await pipeline(yard, way, failing, 'echo the reason; exit 3');
  const [failed] = await ended(yard, failing, 1);
  await pause(LATER_MS);
  const afterFailure = await left();
  const abandoned = `abandon-${idOf(way)}`;
  await pipeline(yard, way, abandoned, 'sleep 100');
  const isRunning = async () => {
    const { Commands = [] } = await yard.aws.ssm.listCommands({ Filters: [{ key: 'Status', value: 'InProgress' }] });
    return Commands.length > 0;
  };
  while (!(await isRunning())) await pause(100);
  const [action] = await actionsOf(yard, abandoned);
  const { pipelineExecutionId } = action ?? {};
  await yard.aws.codepipeline.stopPipelineExecution({ pipelineName: abandoned, pipelineExecutionId, abandon: true });
  await pause(LATER_MS);
  const goesOn = await isRunning();
  const afterAbandoning = await left();
  while (await isRunning()) await pause(500);
  const { message = '' } = failed?.output?.executionResult?.errorDetails ?? {};
  return { afterFailure, afterAbandoning, goesOn, message };
}

async function main(): Promise<void> {
  const [cli] = (await findAwsClis()).filter(({ takesEndpoint }) => takesEndpoint);
  if (!cli) throw new Error('There is no aws CLI here that can deploy');
  const only = process.argv[2];
  const ways = WAYS.filter(({ name }) => !only || name === only);
  const folder = await mkdtemp(join(tmpdir(), 'codeyard-bench-'));
  const yard = await openBuildEnvironments(cli.program);
  try {
    await yard.putSource({ 'word.txt': 'source' });
    await installSample(yard, cli.program, join(folder, 'sample'));
    for (const way of ways) if (way.pool) await yard.definePool(idOf(way), way.pool);
    const rows: Row[] = [];
    const said: string[] = [];
    for (const way of ways) {
      const { toRunning, toDone } = await measure(yard, way, folder);
      const { afterFailure, afterAbandoning, goesOn, message } = await endBadly(yard, way);
      rows.push({
        what: `${way.name} (${way.jobs})`,
        values: {
          'queued → running p50': seconds(toRunning.median),
          p99: seconds(toRunning.p99),
          'command end → action done p50': seconds(toDone.median),
          'p99 ': seconds(toDone.p99),
          'left after failure': String(afterFailure),
          'after abandoning': `${afterAbandoning}${goesOn ? ', command goes on' : ''}`,
        },
      });
      said.push(`${way.name}: ${JSON.stringify(message)}`);
    }
    report(`EC2 build environments; machines left ${seconds(LATER_MS)} later, above what the pool keeps`, rows);
    process.stdout.write(`\nWhat an action says of a command that failed:\n${said.join('\n')}\n`);
  } finally {
    await yard.close();
    await rm(folder, { recursive: true, force: true });
  }
}

await main();
