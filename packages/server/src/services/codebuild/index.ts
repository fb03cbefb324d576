import type { Terminal } from '@codeyard/compute/executors/executor';
import type { Db } from '../../database/database.ts';
import type { ContainerCredentials } from '../../gateway/container-credentials.ts';
import { bindOperations, type Service, type ServiceContext } from '../../gateway/service.ts';
import type { HostAnswer, HostCall } from '../../git-hosts/host-call.ts';
import type { GitHost } from '../../git-hosts/host-event.ts';
import { findBadge } from './badges/find-badge.ts';
import { lookAtQueue } from './enter-queue.ts';
import { lookAtFleets } from './fleets/join-fleet.ts';
import { fleetWorker } from './fleets/keep-fleet.ts';
import { codebuildMigrations } from './migrations/index.ts';
import { openTerminal, type TerminalRequest } from './open-terminal.ts';
import { batchDeleteBuilds } from './operations/batch-delete-builds.ts';
import { batchGetBuildBatches } from './operations/batch-get-build-batches.ts';
import { batchGetBuilds } from './operations/batch-get-builds.ts';
import { batchGetCommandExecutions } from './operations/batch-get-command-executions.ts';
import { batchGetFleets } from './operations/batch-get-fleets.ts';
import { batchGetProjects } from './operations/batch-get-projects.ts';
import { batchGetReportGroups } from './operations/batch-get-report-groups.ts';
import { batchGetReports } from './operations/batch-get-reports.ts';
import { batchGetSandboxes } from './operations/batch-get-sandboxes.ts';
import { createFleet } from './operations/create-fleet.ts';
import { createProject } from './operations/create-project.ts';
import { createReportGroup } from './operations/create-report-group.ts';
import { createWebhook } from './operations/create-webhook.ts';
import { deleteBuildBatch } from './operations/delete-build-batch.ts';
import { deleteFleet } from './operations/delete-fleet.ts';
import { deleteProject } from './operations/delete-project.ts';
import { deleteReport } from './operations/delete-report.ts';
import { deleteReportGroup } from './operations/delete-report-group.ts';
import { deleteResourcePolicy } from './operations/delete-resource-policy.ts';
import { deleteSourceCredentials } from './operations/delete-source-credentials.ts';
import { deleteWebhook } from './operations/delete-webhook.ts';
import { describeCodeCoverages } from './operations/describe-code-coverages.ts';
import { describeTestCases } from './operations/describe-test-cases.ts';
import { getReportGroupTrend } from './operations/get-report-group-trend.ts';
import { getResourcePolicy } from './operations/get-resource-policy.ts';
import { importSourceCredentials } from './operations/import-source-credentials.ts';
import { invalidateProjectCache } from './operations/invalidate-project-cache.ts';
import { listBuildBatches } from './operations/list-build-batches.ts';
import { listBuildBatchesForProject } from './operations/list-build-batches-for-project.ts';
import { listBuilds } from './operations/list-builds.ts';
import { listBuildsForProject } from './operations/list-builds-for-project.ts';
import { listCommandExecutionsForSandbox } from './operations/list-command-executions-for-sandbox.ts';
import { listCuratedEnvironmentImages } from './operations/list-curated-environment-images.ts';
import { listFleets } from './operations/list-fleets.ts';
import { listProjects } from './operations/list-projects.ts';
import { listReportGroups } from './operations/list-report-groups.ts';
import { listReports } from './operations/list-reports.ts';
import { listReportsForReportGroup } from './operations/list-reports-for-report-group.ts';
import { listSandboxes } from './operations/list-sandboxes.ts';
import { listSandboxesForProject } from './operations/list-sandboxes-for-project.ts';
import { listSharedProjects } from './operations/list-shared-projects.ts';
import { listSharedReportGroups } from './operations/list-shared-report-groups.ts';
import { listSourceCredentials } from './operations/list-source-credentials.ts';
import { putResourcePolicy } from './operations/put-resource-policy.ts';
import { retryBuild } from './operations/retry-build.ts';
import { retryBuildBatch } from './operations/retry-build-batch.ts';
import { startBuild } from './operations/start-build.ts';
import { startBuildBatch } from './operations/start-build-batch.ts';
import { startCommandExecution } from './operations/start-command-execution.ts';
import { startSandbox } from './operations/start-sandbox.ts';
import { startSandboxConnection } from './operations/start-sandbox-connection.ts';
import { stopBuild } from './operations/stop-build.ts';
import { stopBuildBatch } from './operations/stop-build-batch.ts';
import { stopSandbox } from './operations/stop-sandbox.ts';
import { updateFleet } from './operations/update-fleet.ts';
import { updateProject } from './operations/update-project.ts';
import { updateProjectVisibility } from './operations/update-project-visibility.ts';
import { updateReportGroup } from './operations/update-report-group.ts';
import { updateWebhook } from './operations/update-webhook.ts';
import type { CodebuildParts, Parts } from './parts.ts';
import { type SessionTargets, sessionTargets } from './session-targets.ts';
import { considerWorker } from './webhooks/consider-again.ts';
import { receiveBuildWebhook, receiveConnection } from './webhooks/receive-build-webhook.ts';
import { unhookWorker } from './webhooks/remove-webhook.ts';
import { statusWorker } from './webhooks/report-status.ts';
import { admissionWorker } from './workers/admit-builds.ts';
import { findBuildCredentials } from './workers/build-credentials.ts';
import { clearCacheWorker } from './workers/cache/clear-cache.ts';
import { reportExpiryWorker } from './workers/reports/expire-report.ts';
import { reportExportWorker } from './workers/reports/export-report.ts';
import { batchWorker } from './workers/run-batch.ts';
import { buildWorker, queueDeadlineWorker } from './workers/run-build.ts';

export type { CodebuildParts, FetchOrder, SourceProvider } from './parts.ts';
export { projectProblems } from './rules/project-problems.ts';

/** CodeBuild: projects, and builds that really run. */
export interface Codebuild extends Service {
  /** The credentials of a running build, for whoever shows its token. */
  findBuildCredentials(uuid: string, token: string): Promise<ContainerCredentials | undefined>;
  /** A delivery to the URL of a project's webhook, which ends in `token`. */
  receiveBuildWebhook(token: string, call: HostCall): Promise<HostAnswer>;
  /** A delivery of a host's connection, which tells of all repositories. */
  receiveConnection(host: GitHost, call: HostCall): Promise<HostAnswer>;
  /** The picture of a badge by the query of its address; undefined for an address that we did not make. */
  findBadge(query: URLSearchParams): Promise<string | undefined>;
  /** Throws a Refusal that says why there can be no shell. */
  openTerminal(request: TerminalRequest): Promise<Terminal>;
  readonly sessionTargets: SessionTargets;
}

export function createCodebuild(context: ServiceContext, codebuildParts: CodebuildParts): Codebuild {
  const parts: Parts = { ...context, ...codebuildParts };
  return {
    name: 'codebuild',
    sdkClient: 'codebuild',
    operations: bindOperations(OPERATIONS, parts),
    notYet: [],
    workers: [
      admissionWorker(parts),
      batchWorker(parts),
      buildWorker(parts),
      clearCacheWorker(parts),
      fleetWorker(parts),
      queueDeadlineWorker(parts),
      reportExpiryWorker(parts),
      reportExportWorker(parts),
      ...webhookWorkers(parts),
    ],
    migrations: codebuildMigrations,
    start: () => parts.database.transaction((tx) => lookAgain(tx, parts)),
    findBuildCredentials: (uuid, token) => findBuildCredentials(parts, uuid, token),
    receiveBuildWebhook: (token, call) => receiveBuildWebhook(parts, token, call),
    receiveConnection: (host, call) => receiveConnection(parts, host, call),
    findBadge: (query) => findBadge(parts, query),
    openTerminal: (request) => openTerminal(parts, request),
    sessionTargets: sessionTargets(parts),
  };
}

/** What goes on between builds and git hosts. */
const webhookWorkers = (parts: Parts) => [considerWorker(parts), statusWorker(parts), unhookWorker(parts)];

const OPERATIONS = [
  batchDeleteBuilds,
  batchGetBuildBatches,
  batchGetBuilds,
  batchGetCommandExecutions,
  batchGetFleets,
  batchGetProjects,
  batchGetReportGroups,
  batchGetReports,
  batchGetSandboxes,
  createFleet,
  createProject,
  createReportGroup,
  deleteBuildBatch,
  deleteFleet,
  deleteProject,
  deleteReport,
  deleteReportGroup,
  deleteSourceCredentials,
  describeCodeCoverages,
  describeTestCases,
  getReportGroupTrend,
  createWebhook,
  deleteResourcePolicy,
  deleteWebhook,
  getResourcePolicy,
  importSourceCredentials,
  invalidateProjectCache,
  listBuildBatches,
  listBuildBatchesForProject,
  listBuilds,
  listBuildsForProject,
  listCommandExecutionsForSandbox,
  listCuratedEnvironmentImages,
  listFleets,
  listProjects,
  listReportGroups,
  listReports,
  listReportsForReportGroup,
  listSharedProjects,
  listSharedReportGroups,
  listSandboxes,
  listSandboxesForProject,
  listSourceCredentials,
  putResourcePolicy,
  retryBuild,
  retryBuildBatch,
  startBuild,
  startBuildBatch,
  startCommandExecution,
  startSandbox,
  startSandboxConnection,
  stopBuild,
  stopBuildBatch,
  stopSandbox,
  updateFleet,
  updateProject,
  updateProjectVisibility,
  updateReportGroup,
  updateWebhook,
];

async function lookAgain(tx: Db, parts: Parts): Promise<void> {
  await lookAtQueue(tx, parts);
  await lookAtFleets(tx, parts);
}
