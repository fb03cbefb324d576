import type { ListDeployActionExecutionTargetsCommand } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import { actionExecutionNotFound } from '../errors.ts';
import { findExistingPipeline } from '../find.ts';
import type { Parts } from '../parts.ts';
import { findAction } from '../store/actions.ts';

/** Only deployments to instances have targets, and no action of ours deploys to instances yet. */
export const listDeployActionExecutionTargets = operation<ListDeployActionExecutionTargetsCommand, Parts>(
  'ListDeployActionExecutionTargets',
  async ({ pipelineName, actionExecutionId }, parts) => {
    if (pipelineName !== undefined) await findExistingPipeline(parts, pipelineName);
    const action = await findAction(parts.database, actionExecutionId);
    const found = action && action.condition === undefined && (pipelineName ?? action.pipeline) === action.pipeline;
    if (!found) throw actionExecutionNotFound(actionExecutionId);
    return { targets: [] };
  },
);
