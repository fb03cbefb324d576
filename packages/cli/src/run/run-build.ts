import { basename } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Build, CodeBuild, type StartBuildInput } from '@aws-sdk/client-codebuild';
import { type Connection, clientSettings } from '../server/connection.ts';
import { formatDuration } from '../terminal/format-duration.ts';
import type { Screen } from '../terminal/screen.ts';
import { openBuildLog } from './build-log.ts';
import { type ReportWithFailures, readReports, showReports } from './show-reports.ts';

const LOOK_EVERY_MS = 100;
const DEFAULT_IMAGE = 'aws/codebuild/standard:7.0';

interface BuildWatch {
  readonly connection: Connection;
  readonly screen: Screen;
  /** Aborts when the user wants the build stopped. */
  readonly signal: AbortSignal;
}

interface BuildRun extends BuildWatch {
  readonly folder: string;
  readonly image: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
}

/** The repository a bare folder stands for; the server maps it to the folder. */
export const localRepository = (folder: string) => `https://github.com/local/${projectName(folder)}`;

const projectName = (folder: string) =>
  `local-${basename(folder).replace(/[^A-Za-z0-9_-]/g, '-') || 'folder'}`.slice(0, 100);

/** Runs the folder's buildspec as one build and shows its log; resolves with whether it succeeded. */
export async function runBuild(run: BuildRun): Promise<boolean> {
  const codebuild = new CodeBuild(clientSettings(run.connection));
  const name = projectName(run.folder);
  const project = {
    name,
    source: { type: 'GITHUB' as const, location: localRepository(run.folder) },
    artifacts: { type: 'NO_ARTIFACTS' as const },
    environment: {
      type: 'LINUX_CONTAINER' as const,
      computeType: 'BUILD_GENERAL1_SMALL' as const,
      image: run.image ?? DEFAULT_IMAGE,
    },
    serviceRole: `arn:aws:iam::${run.connection.account}:role/codeyard-run`,
  };
  await codebuild.createProject(project).catch((error: Error) => {
    if (error.name !== 'ResourceAlreadyExistsException') throw error;
    return codebuild.updateProject(project);
  });
  return startBuild(run, { projectName: name, environmentVariablesOverride: variablesOf(run.environment) });
}

/** Variables as StartBuild takes them. */
export const variablesOf = (environment: Readonly<Record<string, string>>) =>
  Object.entries(environment).map(([name, value]) => ({ name, value }));

/**
 * Starts a build of a project that there is and shows its log; resolves with whether it succeeded. Its secondary sources are those of
 * the build `sourcesOf`, where that is given.
 */
export async function startBuild(watch: BuildWatch, input: StartBuildInput, sourcesOf?: string): Promise<boolean> {
  const codebuild = new CodeBuild(clientSettings(watch.connection));
  if (sourcesOf !== undefined) {
    const name = 'x-codeyard-sources-of';
    codebuild.middlewareStack.add(
      (next) => (args) => {
        (args.request as { headers: Record<string, string> }).headers[name] = sourcesOf;
        return next(args);
      },
      { step: 'build', name },
    );
  }
  const started = await codebuild.startBuild(input);
  const build = await follow(codebuild, watch, started.build?.id ?? '');
  showOutcome(watch.screen, build, await readReports(codebuild, build));
  return build.buildStatus === 'SUCCEEDED';
}

async function follow(codebuild: CodeBuild, { connection, screen, signal }: BuildWatch, id: string): Promise<Build> {
  const log = openBuildLog(connection, id);
  const write = (line: string) => screen.line(line);
  let stopped = false;
  for (;;) {
    const { builds } = await codebuild.batchGetBuilds({ ids: [id] });
    const build = builds?.[0] ?? {};
    await log.read(write);
    if (build.buildComplete) {
      screen.status('');
      return build;
    }
    screen.status(
      `${build.currentPhase ?? ''} ${formatDuration(Date.now() - (build.startTime?.getTime() ?? Date.now()))}`,
    );
    if (signal.aborted && !stopped) {
      stopped = true;
      await codebuild.stopBuild({ id });
    }
    await pause(LOOK_EVERY_MS);
  }
}

function showOutcome(screen: Screen, build: Build, reports: readonly ReportWithFailures[]): void {
  const status = build.buildStatus ?? 'UNKNOWN';
  const good = status === 'SUCCEEDED';
  screen.line('');
  for (const phase of build.phases ?? []) {
    if (phase.phaseType === 'COMPLETED' || phase.phaseType === 'SUBMITTED') continue;
    const mark = phase.phaseStatus === 'SUCCEEDED' ? screen.paint('green', '✓') : screen.paint('red', '✗');
    const took = (phase.endTime?.getTime() ?? 0) - (phase.startTime?.getTime() ?? 0);
    const why = phase.contexts?.find((context) => context.message)?.message ?? '';
    screen.line(`${mark} ${(phase.phaseType ?? '').padEnd(16)} ${formatDuration(took)}${why ? `  ${why.trim()}` : ''}`);
  }
  showReports(screen, reports);
  const took = (build.endTime?.getTime() ?? 0) - (build.startTime?.getTime() ?? 0);
  screen.line(screen.paint(good ? 'green' : 'red', `build ${status.toLowerCase()} in ${formatDuration(took)}`));
}
