import type { Terminal } from '@codeyard/compute/executors/executor';
import type { ContainerCredentials } from '../../gateway/container-credentials.ts';
import { bindOperations, type Service, type ServiceContext } from '../../gateway/service.ts';
import { codebuildMigrations } from './migrations/index.ts';
import { openTerminal, type TerminalRequest } from './open-terminal.ts';
import { batchDeleteBuilds } from './operations/batch-delete-builds.ts';
import { batchGetBuildBatches } from './operations/batch-get-build-batches.ts';
import { batchGetBuilds } from './operations/batch-get-builds.ts';
import { batchGetCommandExecutions } from './operations/batch-get-command-executions.ts';
import { batchGetProjects } from './operations/batch-get-projects.ts';
import { batchGetSandboxes } from './operations/batch-get-sandboxes.ts';
import { createProject } from './operations/create-project.ts';
import { deleteBuildBatch } from './operations/delete-build-batch.ts';
import { deleteProject } from './operations/delete-project.ts';
import { deleteSourceCredentials } from './operations/delete-source-credentials.ts';
import { importSourceCredentials } from './operations/import-source-credentials.ts';
import { invalidateProjectCache } from './operations/invalidate-project-cache.ts';
import { listBuildBatches } from './operations/list-build-batches.ts';
import { listBuildBatchesForProject } from './operations/list-build-batches-for-project.ts';
import { listBuilds } from './operations/list-builds.ts';
import { listBuildsForProject } from './operations/list-builds-for-project.ts';
import { listCommandExecutionsForSandbox } from './operations/list-command-executions-for-sandbox.ts';
import { listCuratedEnvironmentImages } from './operations/list-curated-environment-images.ts';
import { listProjects } from './operations/list-projects.ts';
import { listSandboxes } from './operations/list-sandboxes.ts';
import { listSandboxesForProject } from './operations/list-sandboxes-for-project.ts';
import { listSourceCredentials } from './operations/list-source-credentials.ts';
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
import { updateProject } from './operations/update-project.ts';
import { updateProjectVisibility } from './operations/update-project-visibility.ts';
import type { CodebuildParts, Parts } from './parts.ts';
import { findBuildCredentials } from './workers/build-credentials.ts';
import { batchWorker } from './workers/run-batch.ts';
import { buildWorker, queueDeadlineWorker } from './workers/run-build.ts';

export type { CodebuildParts, FetchOrder, SourceProvider } from './parts.ts';
export { projectProblems } from './rules/project-problems.ts';

/** CodeBuild: projects, and builds that really run. */
export interface Codebuild extends Service {
  /** The credentials of a running build, for whoever shows its token. */
  findBuildCredentials(uuid: string, token: string): Promise<ContainerCredentials | undefined>;
  /** Throws a Refusal that says why there can be no shell. */
  openTerminal(request: TerminalRequest): Promise<Terminal>;
}

export function createCodebuild(context: ServiceContext, codebuildParts: CodebuildParts): Codebuild {
  const parts: Parts = { ...context, ...codebuildParts };
  return {
    name: 'codebuild',
    sdkClient: 'codebuild',
    operations: bindOperations(OPERATIONS, parts),
    notYet: NOT_YET,
    workers: [batchWorker(parts), buildWorker(parts), queueDeadlineWorker(parts)],
    migrations: codebuildMigrations,
    findBuildCredentials: (uuid, token) => findBuildCredentials(parts, uuid, token),
    openTerminal: (request) => openTerminal(parts, request),
  };
}

const OPERATIONS = [
  batchDeleteBuilds,
  batchGetBuildBatches,
  batchGetBuilds,
  batchGetCommandExecutions,
  batchGetProjects,
  batchGetSandboxes,
  createProject,
  deleteBuildBatch,
  deleteProject,
  deleteSourceCredentials,
  importSourceCredentials,
  invalidateProjectCache,
  listBuildBatches,
  listBuildBatchesForProject,
  listBuilds,
  listBuildsForProject,
  listCommandExecutionsForSandbox,
  listCuratedEnvironmentImages,
  listProjects,
  listSandboxes,
  listSandboxesForProject,
  listSourceCredentials,
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
  updateProject,
  updateProjectVisibility,
];

const NOT_YET = [
  'BatchGetFleets',
  'BatchGetReportGroups',
  'BatchGetReports',
  'CreateFleet',
  'CreateReportGroup',
  'CreateWebhook',
  'DeleteFleet',
  'DeleteReport',
  'DeleteReportGroup',
  'DeleteResourcePolicy',
  'DeleteWebhook',
  'DescribeCodeCoverages',
  'DescribeTestCases',
  'GetReportGroupTrend',
  'GetResourcePolicy',
  'ListFleets',
  'ListReportGroups',
  'ListReports',
  'ListReportsForReportGroup',
  'ListSharedProjects',
  'ListSharedReportGroups',
  'PutResourcePolicy',
  'UpdateFleet',
  'UpdateReportGroup',
  'UpdateWebhook',
];
