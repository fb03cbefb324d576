import type { Db } from '../../../database/database.ts';
import type { CommitStatus } from '../../../git-hosts/host-api.ts';
import type { Parts } from '../parts.ts';
import type { Batch } from '../rules/batch/batch.ts';
import type { Build } from '../rules/build.ts';
import { statusOfBatch, statusOfBuild } from '../rules/webhook/commit-status.ts';

export const STATUS_KIND = 'codebuild.report-status';

/** What a host has to be told of. What exactly is looked up when it is told: only the newest counts. */
export type StatusOrder =
  | { readonly type: 'build'; readonly id: string }
  | { readonly type: 'batch'; readonly id: string }
  | { readonly type: 'approval'; readonly project: string; readonly commit: string };

/** Orders a build's status to be told when it is not what it was. */
export async function orderBuildStatus(tx: Db, parts: Parts, build: Build, before?: Build): Promise<void> {
  const [status, was] = [statusOfBuild(build, parts), before && statusOfBuild(before, parts)];
  if (status && status.state !== was?.state) await order(tx, parts, status, { type: 'build', id: build.id });
}

export async function orderBatchStatus(tx: Db, parts: Parts, batch: Batch, before?: Batch): Promise<void> {
  const [status, was] = [statusOfBatch(batch, parts), before && statusOfBatch(before, parts)];
  if (status && status.state !== was?.state) await order(tx, parts, status, { type: 'batch', id: batch.id });
}

/** Tells that a pull request waits. */
export async function orderApprovalStatus(
  tx: Db,
  parts: Parts,
  { project, commit }: { project: string; commit: string },
): Promise<void> {
  const payload: StatusOrder = { type: 'approval', project, commit };
  const id = `${STATUS_KIND}:approval:${project}:${commit}`;
  await parts.queue.enqueue(tx, { kind: STATUS_KIND, id, key: `${STATUS_KIND}:${project}:${commit}`, payload });
}

async function order(
  tx: Db,
  parts: Parts,
  { commit }: CommitStatus,
  payload: Exclude<StatusOrder, { type: 'approval' }>,
): Promise<void> {
  const [project] = payload.id.split(':');
  const id = `${STATUS_KIND}:${payload.type}:${payload.id}`;
  await parts.queue.enqueue(tx, { kind: STATUS_KIND, id, key: `${STATUS_KIND}:${project}:${commit}`, payload });
}
