import { bindOperations, type Service, type ServiceContext } from '../../gateway/service.ts';
import type { HostAnswer, HostCall } from '../../git-hosts/host-call.ts';
import type { GitHost } from '../../git-hosts/host-event.ts';
import { migrations } from './migrations/index.ts';
import { acknowledgeJob } from './operations/acknowledge-job.ts';
import { acknowledgeThirdPartyJob } from './operations/acknowledge-third-party-job.ts';
import { createCustomActionType } from './operations/create-custom-action-type.ts';
import { createPipeline } from './operations/create-pipeline.ts';
import { deleteCustomActionType } from './operations/delete-custom-action-type.ts';
import { deletePipeline } from './operations/delete-pipeline.ts';
import { deleteWebhook } from './operations/delete-webhook.ts';
import { deregisterWebhookWithThirdParty } from './operations/deregister-webhook-with-third-party.ts';
import { disableStageTransition } from './operations/disable-stage-transition.ts';
import { enableStageTransition } from './operations/enable-stage-transition.ts';
import { getActionType } from './operations/get-action-type.ts';
import { getJobDetails } from './operations/get-job-details.ts';
import { getPipeline } from './operations/get-pipeline.ts';
import { getPipelineExecution } from './operations/get-pipeline-execution.ts';
import { getPipelineState } from './operations/get-pipeline-state.ts';
import { getThirdPartyJobDetails } from './operations/get-third-party-job-details.ts';
import { listActionExecutions } from './operations/list-action-executions.ts';
import { listActionTypes } from './operations/list-action-types.ts';
import { listDeployActionExecutionTargets } from './operations/list-deploy-action-execution-targets.ts';
import { listPipelineExecutions } from './operations/list-pipeline-executions.ts';
import { listPipelines } from './operations/list-pipelines.ts';
import { listRuleExecutions } from './operations/list-rule-executions.ts';
import { listRuleTypes } from './operations/list-rule-types.ts';
import { listTagsForResource } from './operations/list-tags-for-resource.ts';
import { listWebhooks } from './operations/list-webhooks.ts';
import { overrideStageCondition } from './operations/override-stage-condition.ts';
import { pollForJobs } from './operations/poll-for-jobs.ts';
import { pollForThirdPartyJobs } from './operations/poll-for-third-party-jobs.ts';
import { putActionRevision } from './operations/put-action-revision.ts';
import { putApprovalResult } from './operations/put-approval-result.ts';
import { putJobFailureResult } from './operations/put-job-failure-result.ts';
import { putJobSuccessResult } from './operations/put-job-success-result.ts';
import { putThirdPartyJobFailureResult } from './operations/put-third-party-job-failure-result.ts';
import { putThirdPartyJobSuccessResult } from './operations/put-third-party-job-success-result.ts';
import { putWebhook } from './operations/put-webhook.ts';
import { registerWebhookWithThirdParty } from './operations/register-webhook-with-third-party.ts';
import { retryStageExecution } from './operations/retry-stage-execution.ts';
import { rollbackStage } from './operations/rollback-stage.ts';
import { startPipelineExecution } from './operations/start-pipeline-execution.ts';
import { stopPipelineExecution } from './operations/stop-pipeline-execution.ts';
import { tagResource } from './operations/tag-resource.ts';
import { untagResource } from './operations/untag-resource.ts';
import { updateActionType } from './operations/update-action-type.ts';
import { updatePipeline } from './operations/update-pipeline.ts';
import type { CodepipelineParts, Parts } from './parts.ts';
import { receiveDelivery } from './receive-delivery.ts';
import { receiveWebhook } from './receive-webhook.ts';
import { POLL_SOURCES, pollSources } from './workers/poll-sources.ts';
import { runAction } from './workers/run-action.ts';
import { stopAction } from './workers/stop-action.ts';

export { declarationProblems } from './rules/declaration-problems.ts';

const operations = [
  acknowledgeJob,
  acknowledgeThirdPartyJob,
  createCustomActionType,
  createPipeline,
  deleteCustomActionType,
  deletePipeline,
  deleteWebhook,
  deregisterWebhookWithThirdParty,
  disableStageTransition,
  enableStageTransition,
  getActionType,
  getJobDetails,
  getPipeline,
  getPipelineExecution,
  getPipelineState,
  getThirdPartyJobDetails,
  listActionExecutions,
  listActionTypes,
  listDeployActionExecutionTargets,
  listPipelineExecutions,
  listPipelines,
  listRuleExecutions,
  listRuleTypes,
  listTagsForResource,
  listWebhooks,
  overrideStageCondition,
  pollForJobs,
  pollForThirdPartyJobs,
  putActionRevision,
  putApprovalResult,
  putJobFailureResult,
  putJobSuccessResult,
  putThirdPartyJobFailureResult,
  putThirdPartyJobSuccessResult,
  putWebhook,
  registerWebhookWithThirdParty,
  retryStageExecution,
  rollbackStage,
  startPipelineExecution,
  stopPipelineExecution,
  tagResource,
  untagResource,
  updateActionType,
  updatePipeline,
];

/** What comes to the server beside AWS's API. */
export interface Receivers {
  receiveWebhook(token: string, call: HostCall): Promise<HostAnswer>;
  receiveDelivery(host: GitHost, call: HostCall): Promise<HostAnswer>;
}

export function createCodepipeline(context: ServiceContext, own: CodepipelineParts): Service & Receivers {
  const parts: Parts = { ...context, ...own };
  const { database, queue, pollSeconds } = parts;
  const poll = { kind: POLL_SOURCES, id: POLL_SOURCES, payload: null };
  return {
    name: 'codepipeline',
    sdkClient: 'codepipeline',
    operations: bindOperations(operations, parts),
    notYet: [],
    workers: [runAction(parts), stopAction(parts), ...(pollSeconds > 0 ? [pollSources(parts)] : [])],
    migrations,
    start: async () => {
      if (pollSeconds > 0) await database.transaction((tx) => queue.enqueue(tx, poll));
    },
    receiveWebhook: (token, call) => receiveWebhook(parts, token, call),
    receiveDelivery: (host, call) => receiveDelivery(parts, host, call),
  };
}
