import type { PutApprovalResultCommand } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import { endAction } from '../end-action.ts';
import { actionNotFound, approvalAlreadyCompleted, invalidApprovalToken } from '../errors.ts';
import { checkStage, lockExistingPipeline } from '../find.ts';
import type { Parts } from '../parts.ts';
import { findAction } from '../store/actions.ts';

export const putApprovalResult = operation<PutApprovalResultCommand, Parts>(
  'PutApprovalResult',
  async (input, parts) => {
    const { pipelineName, stageName, actionName, token, result } = input;
    await parts.database.transaction(async (tx) => {
      const pipeline = await lockExistingPipeline(tx, parts, pipelineName);
      checkStage(pipeline, stageName);
      const stage = pipeline.declaration.stages?.find(({ name }) => name === stageName);
      if (!stage?.actions?.some(({ name }) => name === actionName)) throw actionNotFound(stageName, actionName);
      const latest = pipeline.state.stages.find(({ name }) => name === stageName)?.actions[actionName];
      const action = latest && (await findAction(tx, latest.actionExecutionId));
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
