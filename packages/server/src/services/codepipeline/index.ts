import { bindOperations, type Service, type ServiceContext } from '../../gateway/service.ts';
import { migrations } from './migrations/index.ts';
import { createPipeline } from './operations/create-pipeline.ts';
import { deletePipeline } from './operations/delete-pipeline.ts';
import { disableStageTransition } from './operations/disable-stage-transition.ts';
import { enableStageTransition } from './operations/enable-stage-transition.ts';
import { getPipeline } from './operations/get-pipeline.ts';
import { getPipelineExecution } from './operations/get-pipeline-execution.ts';
import { getPipelineState } from './operations/get-pipeline-state.ts';
import { listActionExecutions } from './operations/list-action-executions.ts';
import { listActionTypes } from './operations/list-action-types.ts';
import { listDeployActionExecutionTargets } from './operations/list-deploy-action-execution-targets.ts';
import { listPipelineExecutions } from './operations/list-pipeline-executions.ts';
import { listPipelines } from './operations/list-pipelines.ts';
import { listRuleExecutions } from './operations/list-rule-executions.ts';
import { listRuleTypes } from './operations/list-rule-types.ts';
import { listTagsForResource } from './operations/list-tags-for-resource.ts';
import { overrideStageCondition } from './operations/override-stage-condition.ts';
import { putApprovalResult } from './operations/put-approval-result.ts';
import { retryStageExecution } from './operations/retry-stage-execution.ts';
import { rollbackStage } from './operations/rollback-stage.ts';
import { startPipelineExecution } from './operations/start-pipeline-execution.ts';
import { stopPipelineExecution } from './operations/stop-pipeline-execution.ts';
import { tagResource } from './operations/tag-resource.ts';
import { untagResource } from './operations/untag-resource.ts';
import { updatePipeline } from './operations/update-pipeline.ts';
import type { CodepipelineParts, Parts } from './parts.ts';
import { runAction } from './workers/run-action.ts';
import { stopAction } from './workers/stop-action.ts';

const operations = [
  createPipeline,
  deletePipeline,
  disableStageTransition,
  enableStageTransition,
  getPipeline,
  getPipelineExecution,
  getPipelineState,
  listActionExecutions,
  listActionTypes,
  listDeployActionExecutionTargets,
  listPipelineExecutions,
  listPipelines,
  listRuleExecutions,
  listRuleTypes,
  listTagsForResource,
  overrideStageCondition,
  putApprovalResult,
  retryStageExecution,
  rollbackStage,
  startPipelineExecution,
  stopPipelineExecution,
  tagResource,
  untagResource,
  updatePipeline,
];

/** Operations of the model that do not exist yet. */
const notYet = [
  'AcknowledgeJob',
  'AcknowledgeThirdPartyJob',
  'CreateCustomActionType',
  'DeleteCustomActionType',
  'DeleteWebhook',
  'DeregisterWebhookWithThirdParty',
  'GetActionType',
  'GetJobDetails',
  'GetThirdPartyJobDetails',
  'ListWebhooks',
  'PollForJobs',
  'PollForThirdPartyJobs',
  'PutActionRevision',
  'PutJobFailureResult',
  'PutJobSuccessResult',
  'PutThirdPartyJobFailureResult',
  'PutThirdPartyJobSuccessResult',
  'PutWebhook',
  'RegisterWebhookWithThirdParty',
  'UpdateActionType',
];

export function createCodepipeline(context: ServiceContext, own: CodepipelineParts): Service {
  const parts: Parts = { ...context, ...own };
  return {
    name: 'codepipeline',
    sdkClient: 'codepipeline',
    operations: bindOperations(operations, parts),
    notYet,
    workers: [runAction(parts), stopAction(parts)],
    migrations,
  };
}
