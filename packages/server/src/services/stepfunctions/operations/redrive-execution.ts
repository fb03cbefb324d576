import type { RedriveExecutionCommand } from '@aws-sdk/client-sfn';
import { operation } from '../../../gateway/operation.ts';
import { executionNotFound, notRedrivable } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { redriveProblem } from '../rules/redrive.ts';
import { lockExecution } from '../store/executions.ts';
import { apply } from '../transition.ts';
import { TIME_OUT } from '../work-kinds.ts';

/** Goes on with an execution that ended without success, from where it was; its time begins anew. */
export const redriveExecution = operation<RedriveExecutionCommand, Parts>(
  'RedriveExecution',
  async ({ executionArn: arn }, parts) => {
    const now = parts.clock.now();
    await parts.database.transaction(async (tx) => {
      const found = await lockExecution(tx, arn);
      if (!found) throw executionNotFound(arn);
      const { execution, state } = found;
      const problem = redriveProblem(execution, now);
      if (problem) throw notRedrivable(problem);
      const document = { ...execution.document, redrivenAt: now };
      await apply(tx, parts, { execution: { ...execution, document }, state, event: { type: 'redrive' } });
      const { TimeoutSeconds } = await parts.definitions(tx, document.machine.definition);
      const id = `${TIME_OUT}:${arn}`;
      await parts.queue.cancel(tx, id);
      if (TimeoutSeconds === undefined) return;
      await parts.queue.enqueue(tx, { kind: TIME_OUT, id, payload: arn, runAt: now + TimeoutSeconds * 1_000 });
    });
    return { redriveDate: new Date(now) };
  },
);
