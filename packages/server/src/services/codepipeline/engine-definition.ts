import type { Condition, PipelineDeclaration, StageDeclaration } from '@aws-sdk/client-codepipeline';
import type { EngineDefinition, EngineStage } from './rules/engine/engine-state.ts';

/** What the engine must know of a declaration. */
export function engineDefinition(declaration: PipelineDeclaration): EngineDefinition {
  const { version = 1, executionMode = 'SUPERSEDED', stages = [] } = declaration;
  return { version, mode: executionMode, stages: stages.map(engineStage) };
}

function engineStage(stage: StageDeclaration): EngineStage {
  const [entry] = stage.beforeEntry?.conditions ?? [];
  const [success] = stage.onSuccess?.conditions ?? [];
  return {
    name: stage.name ?? '',
    actions: (stage.actions ?? []).map((action) => ({ name: action.name ?? '', runOrder: action.runOrder ?? 1 })),
    ...(entry ? { beforeEntry: { result: entry.result === 'SKIP' ? 'SKIP' : 'FAIL', rules: rulesOf(entry) } } : {}),
    ...(success
      ? { onSuccess: { result: success.result === 'ROLLBACK' ? 'ROLLBACK' : 'FAIL', rules: rulesOf(success) } }
      : {}),
    ...(stage.onFailure ? { onFailure: failureOf(stage.onFailure) } : {}),
  };
}

const rulesOf = ({ rules }: Condition) => (rules ?? []).map(({ name }) => name ?? '');

/** RETRY comes first, once; the result of the conditions, when there are any, says what comes after. */
function failureOf(onFailure: NonNullable<StageDeclaration['onFailure']>): NonNullable<EngineStage['onFailure']> {
  const [condition] = onFailure.conditions ?? [];
  const result = condition?.result ?? onFailure.result;
  const retries = onFailure.result === 'RETRY' || onFailure.retryConfiguration !== undefined;
  return {
    result: result === 'ROLLBACK' || result === 'SKIP' ? result : 'FAIL',
    rules: condition ? rulesOf(condition) : [],
    ...(retries ? { retryMode: onFailure.retryConfiguration?.retryMode ?? 'FAILED_ACTIONS' } : {}),
  };
}
