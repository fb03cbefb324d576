import type { ParsedBatch } from '@codeyard/engine/buildspec/batch/batch-spec';
import { formatProblems } from '@codeyard/engine/buildspec/format-problems';
import { advanceBatchIn } from '../advance-batch.ts';
import { advanceBuildIn } from '../advance-build.ts';
import { findBatchProblem } from '../rules/batch/check-batch.ts';
import { present } from '../rules/present.ts';
import { findBatch } from '../store/batches.ts';
import { BuildFailure } from './build-failure.ts';
import type { BuildLog } from './build-log.ts';
import type { PlacedSource } from './fetch-sources.ts';
import type { BuildspecText } from './read-buildspec.ts';
import type { RunningBuild } from './running-build.ts';

interface ReadSpec {
  readonly text: BuildspecText;
  readonly parsed: ParsedBatch | undefined;
  readonly primary: PlacedSource;
  readonly log: BuildLog;
}

/** The end of a build that is only there to read what its batch has to do: nothing of its phases is run. */
export async function readBatchSpec(running: RunningBuild, { text, parsed, primary, log }: ReadSpec): Promise<void> {
  const { parts, build } = running;
  const batch = await findBatch(parts.database, build.batch?.id ?? '');
  if (!batch) throw new BuildFailure('CLIENT_ERROR', 'The batch of the build is gone');
  if (!parsed) throw invalidBatch('The buildspec has no batch section.');
  if (!parsed.ok) {
    log.say(...formatProblems(parsed.problems, { file: text.path, text: text.text }).trimEnd().split('\n'));
    throw invalidBatch(parsed.problems[0]?.message ?? '');
  }
  const { spec } = parsed;
  const problem = findBatchProblem(spec, batch);
  if (problem) throw invalidBatch(problem);
  log.say(`Batch of ${spec.tasks.length} build(s): ${spec.tasks.map(({ identifier }) => identifier).join(', ')}`);
  log.say('Phase complete: DOWNLOAD_SOURCE State: SUCCEEDED', 'Phase context status code:  Message: ');
  const resolved = present('resolvedSourceVersion', primary.resolvedVersion);
  const tasks = spec.tasks.map((task) => ({ task, uuid: parts.ids.uuid() }));
  const { uuid } = build;
  await parts.database.transaction(async (tx) => {
    await advanceBuildIn(tx, parts, build.id, { type: 'batchspec-read', ...resolved });
    const event = { type: 'spec-read', uuid, fastFail: spec.fastFail, tasks, ...resolved } as const;
    await advanceBatchIn(tx, parts, batch.id, event);
  });
}

/** In AWS's words, both full stops included. */
const invalidBatch = (problem: string): BuildFailure =>
  new BuildFailure('BATCH_SPEC_VALIDATION_ERROR', `BatchSpec has invalid values.. ${problem}`);
