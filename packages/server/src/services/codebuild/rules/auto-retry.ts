import type { AutoRetry, Build, PhaseStatus } from './build.ts';

/** AWS says "after a failed build": one that was stopped was meant to end. [inferred: that time-outs and faults count] */
const RETRIED: readonly PhaseStatus[] = ['FAILED', 'FAULT', 'TIMED_OUT'];

/**
 * What a build that is over brings about by itself; undefined when nothing follows. Pipelines retry their actions themselves, and batches
 * their builds.
 * https://docs.aws.amazon.com/codebuild/latest/userguide/auto-retry-build.html
 */
export function nextAutoRetry(build: Build): AutoRetry | undefined {
  const { status, definition, initiator, batch, autoRetry = { number: 0 } } = build;
  const { autoRetryLimit = 0, source } = definition;
  if (status === 'IN_PROGRESS' || !RETRIED.includes(status) || autoRetry.next) return undefined;
  if (batch || source.type === 'CODEPIPELINE' || initiator.startsWith('codepipeline/')) return undefined;
  if (autoRetry.number >= autoRetryLimit) return undefined;
  return { number: autoRetry.number + 1, previous: build.id };
}
