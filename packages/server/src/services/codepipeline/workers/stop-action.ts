import type { ActionDeclaration } from '@aws-sdk/client-codepipeline';
import type { Worker } from '../../../work-queue/work-queue.ts';
import { declaredFor } from '../declared.ts';
import type { Parts } from '../parts.ts';
import { findProvider } from '../providers/list.ts';
import { type ActionExecution, findAction } from '../store/actions.ts';
import { type Execution, findExecution } from '../store/executions.ts';
import { findVersion } from '../store/pipelines.ts';
import { STOP_ACTION } from '../work-kinds.ts';
import { jobOf } from './run-action.ts';

/** What there is to stop: a record's id, or all of it when the records are about to go. */
export type StopOrder = string | RunToStop;

export interface RunToStop {
  readonly action: ActionExecution;
  readonly execution: Execution;
  readonly declaration: ActionDeclaration;
}

/** Ends the work underneath an abandoned action or rule. AWS lets it go on; here nobody wants it any more. */
export function stopAction(parts: Parts): Worker<StopOrder> {
  return {
    kind: STOP_ACTION,
    async handle(order, { signal }) {
      const run = typeof order === 'string' ? await findRun(parts, order) : order;
      const handle = run?.action.document.handle;
      if (!run || !handle) return;
      await findProvider(run.declaration)?.stop?.(
        jobOf(parts, { ...run, configuration: {}, roleArn: '', signal }),
        handle,
      );
    },
  };
}

async function findRun({ database }: Parts, id: string): Promise<RunToStop | undefined> {
  const action = await findAction(database, id);
  if (!action) return undefined;
  const execution = await findExecution(database, action.pipeline, action.executionId);
  const version = await findVersion(database, action.pipeline, action.document.version);
  return execution && version && { action, execution, declaration: declaredFor(version.declaration, action) };
}
