import { HostError } from '../../../git-hosts/call-host.ts';
import type { CommitStatus } from '../../../git-hosts/host-api.ts';
import type { Worker } from '../../../work-queue/work-queue.ts';
import type { Parts } from '../parts.ts';
import type { Source } from '../rules/definition.ts';
import { APPROVAL_REQUIRED } from '../rules/webhook/approval.ts';
import { approvalStatus, statusOfBatch, statusOfBuild } from '../rules/webhook/commit-status.ts';
import { findBatch } from '../store/batches.ts';
import { findBuild } from '../store/builds.ts';
import { findProject } from '../store/projects.ts';
import { findReportedState, saveReportedState } from '../store/reported-statuses.ts';
import { isRefusal } from '../workers/build-failure.ts';
import { STATUS_KIND, type StatusOrder } from './order-status.ts';
import { openProjectHost } from './project-host.ts';

/** With the queue's pauses between tries this is a day. */
const MOST_ATTEMPTS = 1_400;

interface Report {
  /** What is told of. */
  readonly id: string;
  readonly source: Source;
  readonly status: CommitStatus;
}

/** Tells git hosts how builds go: each state once, the newest only, in order. */
export function statusWorker(parts: Parts): Worker<StatusOrder> {
  return {
    kind: STATUS_KIND,
    async handle(order, { signal, attempt }) {
      const report = await readReport(parts, order);
      if (!report || (await findReportedState(parts.database, report.id)) === report.status.state) return;
      try {
        const isTold = await tell(parts, report, signal);
        if (isTold) await saveReportedState(parts.database, report.id, report.status.state);
      } catch (error) {
        const mayPass = !isRefusal(error) && (!(error instanceof HostError) || error.mayPass);
        if (mayPass && attempt < MOST_ATTEMPTS) throw error;
        parts.logger.warn({ id: report.id, error }, 'the status of a build could not be told to its git host');
      }
    },
  };
}

async function readReport(parts: Parts, order: StatusOrder): Promise<Report | undefined> {
  const { database } = parts;
  if (order.type === 'approval') {
    const project = await findProject(database, order.project);
    const status = approvalStatus(order.project, { commit: order.commit, text: APPROVAL_REQUIRED }, parts);
    const id = `approval:${order.project}:${order.commit}`;
    return project && { id, source: project.definition.source, status };
  }
  if (order.type === 'batch') {
    const batch = await findBatch(database, order.id);
    const status = batch && statusOfBatch(batch, parts);
    return batch && status && { id: `batch:${batch.id}`, source: batch.definition.source, status };
  }
  const build = await findBuild(database, order.id);
  const status = build && statusOfBuild(build, parts);
  return build && status && { id: `build:${build.id}`, source: build.definition.source, status };
}

/** False when there are no credentials to tell it with. */
async function tell(parts: Parts, { id, source, status }: Report, signal: AbortSignal): Promise<boolean> {
  const host = await openProjectHost(parts, source, signal);
  if (!host?.api) {
    parts.logger.debug({ id }, 'the status of a build is not told: there are no credentials for its git host');
    return false;
  }
  await host.api.reportStatus(status);
  return true;
}
