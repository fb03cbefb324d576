import { compileBuildProgram } from '@codeyard/engine/build-program/compile-build-program';
import { DEBUG_SESSION_FILE } from '@codeyard/engine/build-program/tools/debug-session';
import type { Buildspec } from '@codeyard/engine/buildspec/buildspec';
import { formatProblems } from '@codeyard/engine/buildspec/format-problems';
import { parseBuildspec } from '@codeyard/engine/buildspec/parse-buildspec';
import { advanceBuildIn } from '../advance-build.ts';
import { DOWNLOAD_SOURCE } from '../rules/batch/batch.ts';
import { PRIMARY } from '../rules/build.ts';
import { chooseVariables } from '../rules/environment.ts';
import { exportedBy, planBuild } from '../rules/plan-build.ts';
import { changeRun, type WrittenProgram } from '../store/runs.ts';
import { environmentOf } from './build-environment.ts';
import type { BuildLog } from './build-log.ts';
import { restoreCache } from './cache/restore-cache.ts';
import { fetchSources, type PlacedSource, resolvedVersions } from './fetch-sources.ts';
import { lendGitAccess } from './lend-git-access.ts';
import { placeFiles } from './place-files.ts';
import { readBatchSpec } from './read-batch-spec.ts';
import { type BuildspecText, readBuildspec, yamlFailure } from './read-buildspec.ts';
import { resolveVariables } from './resolve-variables.ts';
import { logPrefix, type RunningBuild, stepLog } from './running-build.ts';
import { writeSandbox } from './sandbox/write-sandbox.ts';
import { selectBuildRuntimes } from './select-build-runtimes.ts';

/** DOWNLOAD_SOURCE: sources and buildspec are here, and the program that does the rest is written. */
export async function downloadSource(running: RunningBuild): Promise<void> {
  const { parts, build } = running;
  const log = stepLog(running, 0);
  log.say('Waiting for agent ping', 'Waiting for DOWNLOAD_SOURCE');
  const sources = await fetchSources(running, log);
  const primary = primaryOf(sources);
  log.say('Phase is DOWNLOAD_SOURCE', ...sources.map(sourceLine));
  if (build.sandbox) return await writeSandbox(running, sources, log);
  const spec = await readBuildspec(running, primary);
  log.say(`YAML location is ${spec.path}`);
  if (['S3', 'CODEPIPELINE'].includes(build.definition.source.type)) {
    log.say('Setting HTTP client timeout to higher timeout for S3 source');
  }
  const buildspec = parse(spec, log);
  if (build.batch?.identifier === DOWNLOAD_SOURCE) {
    return await readBatchSpec(running, { text: spec, parsed: buildspec.batch, primary, log });
  }
  checkSupported(buildspec);
  if (buildspec.proxy?.uploadArtifacts || buildspec.proxy?.logs) {
    log.say('Skip proxy due to: artifacts and logs are sent by the server, not by the build');
  }
  const program = await writeProgram(running, { buildspec, sources, log });
  sayPhases(log, buildspec);
  await parts.database.transaction(async (tx) => {
    await advanceBuildIn(tx, parts, build.id, { type: 'source-downloaded', ...resolvedVersions(sources) });
    await changeRun(tx, build.id, { program });
  });
}

const sourceLine = ({ identifier, folder }: PlacedSource) =>
  `CODEBUILD_SRC_DIR${identifier === PRIMARY ? '' : `_${identifier}`}=${folder}`;

function primaryOf(sources: readonly PlacedSource[]): PlacedSource {
  const [primary] = sources;
  if (!primary) throw new Error('a build has a primary source');
  return primary;
}

/** AWS's message goes into the context; the log shows where and what to do about it as well. */
function parse({ text, path }: BuildspecText, log: BuildLog): Buildspec {
  const parsed = parseBuildspec(text);
  if (parsed.ok) return parsed.buildspec;
  log.say(...formatProblems(parsed.problems, { file: path, text }).trimEnd().split('\n'));
  const [problem] = parsed.problems;
  throw yamlFailure(problem?.message ?? 'the buildspec cannot be read');
}

function checkSupported({ env }: Buildspec): void {
  if (env.shell === 'cmd.exe')
    throw yamlFailure('env.shell cmd.exe needs Windows: use bash, /bin/sh or powershell.exe');
}

interface Ingredients {
  readonly buildspec: Buildspec;
  readonly sources: readonly PlacedSource[];
  readonly log: BuildLog;
}

async function writeProgram(running: RunningBuild, { buildspec, sources, log }: Ingredients): Promise<WrittenProgram> {
  const { parts, build, folder } = running;
  log.say('Processing environment variables');
  const wanted = chooseVariables(build.definition.environment.environmentVariables, buildspec.env);
  const own = await resolveVariables(parts, wanted);
  const lent = buildspec.env.gitCredentialHelper ? await lendGitAccess(running, sources, log) : [];
  const { environment, secrets, leftOut } = await environmentOf(running, sources, { own, lent });
  for (const name of leftOut) log.say(`Skipping environment variable ${name}: a shell cannot hold its name`);
  running.hide(secrets);
  const setup = await selectBuildRuntimes(running, { buildspec, environment, log });
  const sourceFolder = sources[0]?.folder ?? folder.seen;
  log.say(`Moving to directory ${sourceFolder}`);
  const plan = planBuild(buildspec, {
    root: folder.seen,
    sourceFolder,
    environment,
    setup,
    logPrefix: logPrefix(build),
  });
  const { files, entry } = compileBuildProgram(plan);
  await placeFiles(folder, build.debugSessionEnabled ? [...files, DEBUG_SESSION_FILE] : files);
  const cache = await restoreCache(running, { cache: buildspec.cache, plan, entry, log });
  log.say('Registering with agent');
  return {
    entry,
    sealedSecrets: parts.vault.seal(JSON.stringify(secrets)),
    phases: plan.phases,
    exportedVariables: exportedBy(buildspec).filter((name) => !own.secretNames.has(name)),
    reports: buildspec.reports,
    ...(buildspec.artifacts ? { artifacts: buildspec.artifacts } : {}),
    sourceFolder,
    ...(cache ? { cache } : {}),
  };
}

function sayPhases(log: BuildLog, { phases }: Buildspec): void {
  log.say(`Phases found in YAML: ${phases.length}`);
  for (const { name, commands } of phases) log.say(` ${name.toUpperCase()}: ${commands.length} commands`);
  log.say('Phase complete: DOWNLOAD_SOURCE State: SUCCEEDED', 'Phase context status code:  Message: ');
}
