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
      const action = await findApproval(tx, pipeline, { stage: stageName, action: actionName, token });
      if (action?.document.token !== token) throw refuseToken(pipeline, stageName, actionName);
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

function refuseToken(pipeline: Pipeline, stageName: string, actionName: string): Error {
  checkStage(pipeline, stageName);
  const stage = pipeline.declaration.stages?.find(({ name }) => name === stageName);
  const declared = stage?.actions?.some(({ name }) => name === actionName);
  return declared ? invalidApprovalToken() : actionNotFound(stageName, actionName);
}

const MOST_LOOKED_AT = 500;

/** The newest run of the action, or, as of executions in PARALLEL mode each has one, the run whose token it is. */
async function findApproval(
  tx: Db,
  pipeline: Pipeline,
  of: { stage: string; action: string; token: string },
): Promise<ActionExecution | undefined> {
  const latest = pipeline.state.stages.find(({ name }) => name === of.stage)?.actions[of.action];
  const action = latest === undefined ? undefined : await findAction(tx, latest);
  if (action?.document.token === of.token) return action;
  const runs = await listRunsOf(tx, { pipeline: pipeline.name, ...of, limit: MOST_LOOKED_AT });
  return runs.find(({ document }) => document.token === of.token);
}
