import type { PutApprovalResultCommand } from '@aws-sdk/client-codepipeline';
import type { Db } from '../../../database/database.ts';
import { operation } from '../../../gateway/operation.ts';
import { endAction } from '../end-action.ts';
import { actionNotFound, approvalAlreadyCompleted, invalidApprovalToken } from '../errors.ts';
import { checkStage, lockExistingPipeline } from '../find.ts';
import type { Parts } from '../parts.ts';
import { type ActionExecution, findAction, listRunsOf } from '../store/actions.ts';
import type { Pipeline } from '../store/pipelines.ts';

export const putApprovalResult = operation<PutApprovalResultCommand, Parts>(
  'PutApprovalResult',
  async (input, parts) => {
    const { pipelineName, stageName, actionName, token, result } = input;
    await parts.database.transaction(async (tx) => {
      const pipeline = await lockExistingPipeline(tx, parts, pipelineName);
      checkStage(pipeline, stageName);
      const stage = pipeline.declaration.stages?.find(({ name }) => name === stageName);
      if (!stage?.actions?.some(({ name }) => name === actionName)) throw actionNotFound(stageName, actionName);
      const action = await findApproval(tx, pipeline, { stage: stageName, action: actionName, token });
      if (action?.document.token !== token) throw invalidApprovalToken();
      if (action.status !== 'InProgress') throw approvalAlreadyCompleted();
      const { summary } = result;
      const outcome =
        result.status === 'Approved'
          ? { state: 'succeeded' as const, summary }
          : { state: 'failed' as const, code: 'JobFailed', message: `Approval was rejected: ${summary}`, summary };
      await endAction(tx, parts, { action, outcome, by: parts.request.caller.arn });
    });
    return { approvedAt: new Date(parts.clock.now()) };
  },
);

const MOST_LOOKED_AT = 500;

/** The newest run of the action; in PARALLEL mode there are many, and the token tells which is meant. */
async function findApproval(
  tx: Db,
  pipeline: Pipeline,
  of: { stage: string; action: string; token: string },
): Promise<ActionExecution | undefined> {
  const latest = pipeline.state.stages.find(({ name }) => name === of.stage)?.actions[of.action];
  if (pipeline.declaration.executionMode !== 'PARALLEL')
    return latest === undefined ? undefined : findAction(tx, latest);
  const runs = await listRunsOf(tx, { pipeline: pipeline.name, ...of, limit: MOST_LOOKED_AT });
  return runs.find(({ document }) => document.token === of.token);
}
