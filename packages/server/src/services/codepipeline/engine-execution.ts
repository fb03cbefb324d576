import type { Db } from '../../database/database.ts';
import type { ExecutionState } from './rules/engine/engine-state.ts';
import { findExecution } from './store/executions.ts';
import type { Pipeline } from './store/pipelines.ts';

/** What the engine knows of an execution, also one that the pipeline's state has let go. */
export async function findEngineExecution(tx: Db, pipeline: Pipeline, id: string): Promise<ExecutionState | undefined> {
  return pipeline.state.executions[id] ?? (await findExecution(tx, pipeline.name, id))?.document.engine;
}
