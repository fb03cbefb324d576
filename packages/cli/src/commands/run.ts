import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { DefinitionCheck } from '@codeyard/engine/template/template-question';
import { Command, Option } from 'commander';
import { type PlannedTemplate, planTemplate } from '../run/plan-template.ts';
import { startPipeline } from '../run/prepare-pipeline.ts';
import { readTarget } from '../run/read-target.ts';
import { localRepository, runBuild } from '../run/run-build.ts';
import { runTemplate } from '../run/run-template.ts';
import { mapSources, repositoriesOf } from '../run/source-mappings.ts';
import type { BuildTarget, PipelineTarget } from '../run/target.ts';
import { watchToEnd } from '../run/watch-pipeline.ts';
import { type EmbeddedServer, startEmbeddedServer } from '../server/embedded-server.ts';
import { interruptible } from '../terminal/interruptible.ts';
import { createScreen, type Screen } from '../terminal/screen.ts';
import { collect, readPairs } from './pairs.ts';

export type LoadCheck = () => Promise<DefinitionCheck>;

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

/** Runs a pipeline or a build to its end on a server of its own. */
export function runCommand(setStatus: (status: number) => void, loadCheck: LoadCheck): Command {
  return new Command('run')
    .description(
      'run a pipeline (its JSON, or a CloudFormation template, deployed as a stack) or a folder with a buildspec.yml',
    )
    .argument('[path]', 'file or folder', '.')
    .option('--source <remote=local>', 'take a repository from a local folder or git URL; repeatable', collect, [])
    .option('--parameter <name=value>', "value for a template's parameter; repeatable", collect, [])
    .option(
      '-e, --env <name=value>',
      "environment variable of a folder's or a project's build; repeatable",
      collect,
      [],
    )
    .option('--image <image>', 'image of a bare build')
    .addOption(new Option('--executor <name>', 'where builds run').choices(['process', 'docker']))
    .option('--approve', 'approve every manual approval')
    .option('--data <folder>', 'keep everything there instead of in ~/.codeyard/runs')
    .option('--account <id>', 'AWS account id to stand for', '123456789012')
    .option('--region <name>', 'AWS region to stand for', 'us-east-1')
    .action(async (path: string, options: RunOptions) => setStatus(await run(path, options, loadCheck)));
}

async function run(path: string, options: RunOptions, loadCheck: LoadCheck): Promise<number> {
  const target = await readTarget(path);
  const parameters = readPairs('--parameter', options.parameter);
  const plan =
    target.kind === 'template' ? planTemplate(target, await loadCheck(), { ...options, parameters }) : target;
  const screen = createScreen();
  return await interruptible(async (signal) => {
    const settings = serverSettings(plan, options, screen);
    const data = options.data ?? dataFolderOf(path);
    const server = await startEmbeddedServer(data, settings);
    try {
      return await runOn(server, plan, { options, dataFolder: data, screen, signal });
    } finally {
      await server.stop();
    }
  });
}

/** One folder per definition, so that a pipeline's history and caches stay from run to run. */
function dataFolderOf(path: string): string {
  const absolute = resolve(path);
  const stamp = createHash('sha256').update(absolute).digest('hex').slice(0, 8);
  return join(homedir(), '.codeyard', 'runs', `${basename(absolute)}-${stamp}`);
}

/** What is run. */
type Plan = PipelineTarget | BuildTarget | PlannedTemplate;

function serverSettings(plan: Plan, options: RunOptions, screen: Screen): string[] {
  const settings = mappingsOf(plan, options, screen).flatMap((mapping) => ['--source', mapping]);
  if (options.executor) settings.push('--executor', options.executor);
  if (plan.kind === 'template') settings.push('--record-unknown-resources');
  return [...settings, '--account', options.account, '--region', options.region];
}

function mappingsOf(plan: Plan, { source }: RunOptions, screen: Screen): readonly string[] {
  if (plan.kind === 'build') return [...source, `${localRepository(plan.folder)}=${plan.folder}`];
  const repositories = plan.kind === 'template' ? plan.runnable.repositories : repositoriesOf(plan.pipeline);
  const { mappings, assumed } = mapSources(repositories, source, plan.folder);
  for (const name of assumed) {
    const what = name === '*' ? 'every repository' : name;
    screen.line(screen.paint('dim', `${what} is taken from ${plan.folder} as it is now`));
  }
  for (const notice of plan.kind === 'pipeline' ? plan.notices : []) screen.line(screen.paint('dim', notice));
  return mappings;
}

interface Run {
  readonly options: RunOptions;
  readonly dataFolder: string;
  readonly screen: Screen;
  readonly signal: AbortSignal;
}

async function runOn(
  { connection }: EmbeddedServer,
  plan: Plan,
  { options, dataFolder, screen, signal }: Run,
): Promise<boolean> {
  const watch = { connection, screen, signal, approveAll: options.approve === true };
  const environment = readPairs('--env', options.env);
  switch (plan.kind) {
    case 'template':
      return await runTemplate({ ...watch, plan, dataFolder, environment });
    case 'build':
      return await runBuild({ ...watch, folder: plan.folder, image: options.image, environment });
    case 'pipeline': {
      const executionId = await startPipeline(connection, plan);
      return await watchToEnd({ ...watch, pipelineName: plan.pipeline.name ?? '', executionId });
    }
  }
}
