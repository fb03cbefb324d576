import { compileSandboxProgram } from '@codeyard/engine/build-program/sandbox-program';
import { advanceBuildIn } from '../../advance-build.ts';
import { chooseVariables } from '../../rules/environment.ts';
import { changeRun, type WrittenProgram } from '../../store/runs.ts';
import { environmentOf } from '../build-environment.ts';
import type { BuildLog } from '../build-log.ts';
import { type PlacedSource, resolvedVersions } from '../fetch-sources.ts';
import { placeFiles } from '../place-files.ts';
import { resolveVariables } from '../resolve-variables.ts';
import { logPrefix, type RunningBuild } from '../running-build.ts';

/** A buildspec is not read for a sandbox: it has the variables of its project. [inferred] */
const NO_BUILDSPEC = {
  variables: {},
  parameterStore: {},
  secretsManager: {},
  exportedVariables: [],
  gitCredentialHelper: false,
};

/** The end of a sandbox's DOWNLOAD_SOURCE: the program that waits for its commands is written. */
export async function writeSandbox(
  running: RunningBuild,
  sources: readonly PlacedSource[],
  log: BuildLog,
): Promise<void> {
  const { parts, build, folder } = running;
  log.say('Processing environment variables');
  const wanted = chooseVariables(build.definition.environment.environmentVariables, NO_BUILDSPEC);
  const own = await resolveVariables(parts, wanted);
  const { environment, secrets, leftOut } = await environmentOf(running, sources, { own });
  for (const name of leftOut) log.say(`Skipping environment variable ${name}: a shell cannot hold its name`);
  running.hide(secrets);
  const [primary] = sources;
  const sourceFolder = primary?.folder ?? folder.seen;
  log.say(`Moving to directory ${sourceFolder}`, 'Registering with agent');
  const plan = { root: folder.seen, sourceFolder, shell: '/bin/sh', environment, logPrefix: logPrefix(build) };
  const { files, entry } = compileSandboxProgram(plan);
  await placeFiles(folder, files);
  log.say('Phase complete: DOWNLOAD_SOURCE State: SUCCEEDED', 'Phase context status code:  Message: ');
  const sealedSecrets = parts.vault.seal(JSON.stringify(secrets));
  const program: WrittenProgram = { entry, sealedSecrets, phases: [], exportedVariables: [], sourceFolder };
  await parts.database.transaction(async (tx) => {
    await advanceBuildIn(tx, parts, build.id, { type: 'source-downloaded', ...resolvedVersions(sources) });
    await changeRun(tx, build.id, { program });
  });
}
