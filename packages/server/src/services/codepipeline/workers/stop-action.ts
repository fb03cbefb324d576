import type { Worker } from '../../../work-queue/work-queue.ts';
import { declaredFor } from '../declared.ts';
import type { Parts } from '../parts.ts';
import { findProvider } from '../providers/list.ts';
import { findAction } from '../store/actions.ts';
import { findExecution } from '../store/executions.ts';
import { findVersion } from '../store/pipelines.ts';
import { STOP_ACTION } from '../work-kinds.ts';
import { jobOf } from './run-action.ts';

/** Ends the work underneath an abandoned action. AWS lets it go on; here nobody wants it any more. */
export function stopAction(parts: Parts): Worker<string> {
  return {
    kind: STOP_ACTION,
    async handle(id, { signal }) {
      const action = await findAction(parts.database, id);
      const handle = action?.document.handle;
      if (!action || !handle) return;
      const execution = await findExecution(parts.database, action.pipeline, action.executionId);
      const version = await findVersion(parts.database, action.pipeline, action.document.version);
      if (!execution || !version) return;
      const declaration = declaredFor(version.declaration, action);
      const job = jobOf(parts, { action, execution, declaration, configuration: {}, signal });
      await findProvider(declaration)?.stop?.(job, handle);
    },
  };
}
