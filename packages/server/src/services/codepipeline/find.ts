import type { Db } from '../../database/database.ts';
import { executionNotFound, pipelineNotFound, stageNotFound } from './errors.ts';
import type { Parts } from './parts.ts';
import { type Execution, findExecution } from './store/executions.ts';
import { findPipeline, lockPipeline, type Pipeline } from './store/pipelines.ts';

/** The pipeline of that name; refuses when there is none. */
export async function findExistingPipeline({ database, account }: Parts, name: string): Promise<Pipeline> {
  const pipeline = await findPipeline(database, name);
  if (!pipeline) throw pipelineNotFound(account, name);
  return pipeline;
}

/** The same inside a transaction that will change it. */
export async function lockExistingPipeline(tx: Db, { account }: Parts, name: string): Promise<Pipeline> {
  const pipeline = await lockPipeline(tx, name);
  if (!pipeline) throw pipelineNotFound(account, name);
  return pipeline;
}

export async function findExistingExecution(db: Db, pipeline: string, id: string): Promise<Execution> {
  const execution = await findExecution(db, pipeline, id);
  if (!execution) throw executionNotFound(id);
  return execution;
}

export function checkStage(pipeline: Pipeline, stage: string): void {
  if (!pipeline.declaration.stages?.some(({ name }) => name === stage)) throw stageNotFound(pipeline.name, stage);
}
