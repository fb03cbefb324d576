import type { OverrideStageConditionCommand } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import { advance } from '../advance.ts';
import { findEngineExecution } from '../engine-execution.ts';
import { conditionNotOverridable, notLatestExecution } from '../errors.ts';
import { checkStage, lockExistingPipeline } from '../find.ts';
import type { Parts } from '../parts.ts';
import type { Pipeline } from '../store/pipelines.ts';

const TYPES = { BEFORE_ENTRY: 'beforeEntry', ON_SUCCESS: 'onSuccess' } as const;
const OVERRIDABLE: readonly (string | undefined)[] = ['Failed', 'Errored', 'InProgress'];

export const overrideStageCondition = operation<OverrideStageConditionCommand, Parts>(
  'OverrideStageCondition',
  async ({ pipelineName, stageName, pipelineExecutionId: id, conditionType }, parts) => {
    await parts.database.transaction(async (tx) => {
      const pipeline = await lockExistingPipeline(tx, parts, pipelineName);
      checkStage(pipeline, stageName);
      const condition = TYPES[conditionType];
      const execution = await findEngineExecution(tx, pipeline, id);
      const isParallel = pipeline.declaration.executionMode === 'PARALLEL';
      const latest = pipeline.state.stages.find(({ name }) => name === stageName)?.latest;
      if (!execution || (!isParallel && latest?.executionId !== id)) throw notLatestExecution(id);
      const status = execution.run?.stage === stageName ? execution.run.conditions[condition]?.status : undefined;
      if (!OVERRIDABLE.includes(status) || isSkip(pipeline, stageName, condition))
        throw conditionNotOverridable(stageName, conditionType);
      const place = { executionId: id, stage: stageName, forgotten: execution };
      await advance(tx, parts, pipeline, { type: 'override', condition, ...place });
    });
    return {};
  },
);

/** A stage that is skipped has been left. */
function isSkip({ declaration }: Pipeline, stageName: string, condition: 'beforeEntry' | 'onSuccess'): boolean {
  const stage = declaration.stages?.find(({ name }) => name === stageName);
  return stage?.[condition]?.conditions?.[0]?.result === 'SKIP';
}
