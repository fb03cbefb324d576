import { advanceBuild } from '../advance-build.ts';
import { buildArn } from '../arns.ts';
import { artifactsOf, PRIMARY, type UploadedArtifacts } from '../rules/build.ts';
import { BuildFailure } from './build-failure.ts';
import type { BuildLog } from './build-log.ts';
import { saveCache } from './cache/s3-cache.ts';
import { program } from './follow-program.ts';
import { putArtifacts } from './put-artifacts.ts';
import { makeReports } from './reports/make-reports.ts';
import { type RunningBuild, stepLog } from './running-build.ts';
import { selectArtifacts } from './select-artifacts.ts';

/** UPLOAD_ARTIFACTS: what the buildspec selects goes where the project says. Reports are made even if that fails. [inferred] */
export async function uploadArtifacts(running: RunningBuild): Promise<void> {
  const { parts, build, run } = running;
  const log = stepLog(running, run.programLogBytes ?? 0);
  const [artifacts] = await Promise.allSettled([uploadAll(running, log)]);
  if (artifacts.status === 'fulfilled' || artifacts.reason instanceof BuildFailure) await makeReports(running, log);
  if (artifacts.status === 'rejected') throw artifacts.reason;
  log.say('Phase complete: UPLOAD_ARTIFACTS State: SUCCEEDED', 'Phase context status code:  Message: ');
  await advanceBuild(parts, build.id, { type: 'artifacts-uploaded', artifacts: artifacts.value });
}

async function uploadAll(running: RunningBuild, log: BuildLog): Promise<Record<string, UploadedArtifacts>> {
  const { parts, build } = running;
  const { id, uuid, projectName, definition } = build;
  const { encryptionKey } = definition;
  const uploader = { parts, arn: buildArn(parts, id), uuid, projectName, encryptionKey, folder: running.folder.work };
  const uploaded: Record<string, UploadedArtifacts> = {};
  for (const wanted of wantedArtifacts(running, log)) {
    const selected = await selectArtifacts(running, wanted, log);
    uploaded[wanted.identifier] = await putArtifacts(uploader, { ...wanted, ...selected });
  }
  await saveCache(running, log);
  return uploaded;
}

/** The project's artifacts paired with the buildspec's: the buildspec may not name what the project does not know. */
function wantedArtifacts(running: RunningBuild, log: BuildLog) {
  const spec = program(running).artifacts;
  if (!spec) return [];
  const known = artifactsOf(running.build.definition);
  for (const identifier of Object.keys(spec.secondary)) {
    if (known.some((entry) => entry.identifier === identifier)) continue;
    throw new BuildFailure('CLIENT_ERROR', `Secondary artifact identifier ${identifier} is not defined in the project`);
  }
  if (known.length > 1 && Object.keys(spec.secondary).length === 0)
    log.say('No secondary artifacts defined in buildspec');
  return known.flatMap(({ artifacts, identifier }) => {
    const set = identifier === PRIMARY ? spec : spec.secondary[identifier];
    const isWanted = set && artifacts.type !== 'NO_ARTIFACTS' && artifacts.location;
    return isWanted ? [{ artifacts, identifier, spec: set }] : [];
  });
}
