import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { startPipeline } from '../run/prepare-pipeline.ts';
import { readTarget } from '../run/read-target.ts';
import { localRepository, runBuild } from '../run/run-build.ts';
import { mapSources } from '../run/source-mappings.ts';
import { showSummary } from '../run/summary.ts';
import type { PipelineTarget, Target } from '../run/target.ts';
import { watchPipeline } from '../run/watch-pipeline.ts';
import { type EmbeddedServer, startEmbeddedServer } from '../server/embedded-server.ts';
import { createScreen, type Screen } from '../terminal/screen.ts';
import { UserError } from '../user-error.ts';

interface RunOptions {
  readonly source: string[];
  readonly parameter: string[];
  readonly env: string[];
  readonly image?: string;
  readonly executor?: string;
  readonly approve?: true;
  readonly data?: string;
  readonly account: string;
  readonly region: string;
}

const collect = (value: string, previous: string[]) => [...previous, value];
const INTERRUPTED = 130;

/** Runs a pipeline or a build to its end on a server of its own. */
export function runCommand(setStatus: (status: number) => void): Command {
  return new Command('run')
    .description('run a pipeline (its JSON, or a CloudFormation template with one) or a folder with a buildspec.yml')
    .argument('[path]', 'file or folder', '.')
    .option('--source <remote=local>', 'take a repository from a local folder or git URL; repeatable', collect, [])
    .option('--parameter <name=value>', "value for a template's parameter; repeatable", collect, [])
    .option('-e, --env <name=value>', 'environment variable of a bare build; repeatable', collect, [])
    .option('--image <image>', 'image of a bare build')
    .addOption(new Option('--executor <name>', 'where builds run').choices(['process', 'docker']))
    .option('--approve', 'approve every manual approval')
    .option('--data <folder>', 'keep everything there instead of in ~/.codeyard/runs')
    .option('--account <id>', 'AWS account id to stand for', '123456789012')
    .option('--region <name>', 'AWS region to stand for', 'us-east-1')
    .action(async (path: string, options: RunOptions) => setStatus(await run(path, options)));
}

async function run(path: string, options: RunOptions): Promise<number> {
  const target = await readTarget(path, { ...options, parameters: pairs('--parameter', options.parameter) });
  const screen = createScreen();
  const interrupt = new AbortController();
  const onInterrupt = () => {
    if (interrupt.signal.aborted) process.exit(INTERRUPTED);
    interrupt.abort();
  };
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onInterrupt);
  try {
    const settings = serverSettings(target, options, screen);
    const server = await startEmbeddedServer(options.data ?? dataFolderOf(path), settings);
    try {
      const good = await runOn(server, target, { options, screen, signal: interrupt.signal });
      return interrupt.signal.aborted ? INTERRUPTED : good ? 0 : 1;
    } finally {
      await server.stop();
    }
  } finally {
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onInterrupt);
  }
}

/** One folder per definition, so that a pipeline's history and caches stay from run to run. */
function dataFolderOf(path: string): string {
  const absolute = resolve(path);
  const stamp = createHash('sha256').update(absolute).digest('hex').slice(0, 8);
  return join(homedir(), '.codeyard', 'runs', `${basename(absolute)}-${stamp}`);
}

function serverSettings(target: Target, options: RunOptions, screen: Screen): string[] {
  const mapped = target.kind === 'build' ? mapBuild(target.folder, options) : mapPipeline(target, options, screen);
  const settings = mapped.flatMap((mapping) => ['--source', mapping]);
  if (options.executor) settings.push('--executor', options.executor);
  return [...settings, '--account', options.account, '--region', options.region];
}

const mapBuild = (folder: string, { source }: RunOptions) => [...source, `${localRepository(folder)}=${folder}`];

function mapPipeline(target: PipelineTarget, options: RunOptions, screen: Screen): readonly string[] {
  const { mappings, assumed } = mapSources(target.pipeline, options.source, target.folder);
  for (const name of assumed) screen.line(screen.paint('dim', `${name} is taken from ${target.folder} as it is now`));
  for (const notice of target.notices) screen.line(screen.paint('dim', notice));
  return mappings;
}

interface Run {
  readonly options: RunOptions;
  readonly screen: Screen;
  readonly signal: AbortSignal;
}

async function runOn(
  { connection }: EmbeddedServer,
  target: Target,
  { options, screen, signal }: Run,
): Promise<boolean> {
  if (target.kind === 'build') {
    const environment = pairs('--env', options.env);
    return runBuild({ connection, folder: target.folder, screen, image: options.image, environment, signal });
  }
  const pipelineName = target.pipeline.name ?? '';
  const executionId = await startPipeline(connection, target);
  const approveAll = options.approve === true;
  const watched = await watchPipeline({ connection, pipelineName, executionId, screen, approveAll, signal });
  showSummary(screen, pipelineName, watched);
  return watched.status === 'Succeeded';
}

function pairs(flag: string, given: readonly string[]): Record<string, string> {
  const entries = given.map((pair) => {
    const at = pair.indexOf('=');
    if (at <= 0) throw new UserError(`${flag} ${pair}: write it as NAME=VALUE`);
    return [pair.slice(0, at), pair.slice(at + 1)] as const;
  });
  return Object.fromEntries(entries);
}
