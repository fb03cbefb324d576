import { explainWaiting } from './rules/explain-waiting.ts';
import type { Execution } from './store/executions.ts';
import type { Pipeline } from './store/pipelines.ts';

/** What GetPipelineExecution and ListPipelineExecutions both tell of an execution. */
export function describeExecution(execution: Execution, pipeline: Pipeline) {
  const { id, status, document } = execution;
  const isOpen = status === 'InProgress' || status === 'Stopping';
  const summary = document.statusSummary ?? (isOpen ? explainWaiting(pipeline.state, id) : undefined);
  const { rollbackTarget } = document;
  return {
    pipelineExecutionId: id,
    status,
    ...(summary ? { statusSummary: summary } : {}),
    trigger: { triggerType: document.trigger.type as 'Webhook', triggerDetail: document.trigger.detail },
    executionMode: document.mode ?? pipeline.declaration.executionMode ?? ('SUPERSEDED' as const),
    executionType: rollbackTarget === undefined ? ('STANDARD' as const) : ('ROLLBACK' as const),
    ...(rollbackTarget === undefined
      ? {}
      : { rollbackMetadata: { rollbackTargetPipelineExecutionId: rollbackTarget } }),
  };
}
