import type { Db } from '../../database/database.ts';
import { batchArn, readReportId, reportArn } from './arns.ts';
import { orderExpiry } from './forget-report.ts';
import type { Parts } from './parts.ts';
import type { Batch } from './rules/batch/batch.ts';
import { mergeReports } from './rules/reports/merge-reports.ts';
import type { NewReport } from './rules/reports/new-report.ts';
import { findBuilds } from './store/builds.ts';
import { findContents } from './store/report-contents.ts';
import { lockReportGroup } from './store/report-groups.ts';
import { findReports, putReport } from './store/reports.ts';

/** The reports of a fanout's builds become one for each report group. Of other batches, and where there are none, nothing. */
export async function mergeBatchReports(tx: Db, parts: Parts, batch: Batch): Promise<Pick<Batch, 'reportArns'>> {
  const shards = batch.groups.filter(({ task }) => task?.shard !== undefined);
  const made = await findMade(
    tx,
    parts,
    batch,
    shards.map(({ attempt }) => attempt.uuid),
  );
  const arns: string[] = [];
  for (const [name, reports] of [...byGroup(made)].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const group = await lockReportGroup(tx, name);
    if (!group) continue;
    const execution = { uuid: batch.uuid, arn: batchArn(parts, batch.id) };
    const createdAt = batch.endedAt ?? parts.clock.now();
    const merged = mergeReports(group, reports, { execution, createdAt, builds: shards.length });
    await putReport(tx, merged.report, merged);
    await orderExpiry(tx, parts, merged.report);
    arns.push(reportArn(parts, merged.report.id));
  }
  return arns.length === 0 ? {} : { reportArns: arns };
}

/** The reports of these builds, in the order of the builds. */
async function findMade(tx: Db, parts: Parts, batch: Batch, uuids: readonly string[]): Promise<NewReport[]> {
  const builds = new Map(
    (
      await findBuilds(
        tx,
        uuids.map((uuid) => `${batch.projectName}:${uuid}`),
      )
    ).map((build) => [build.uuid, build]),
  );
  const ids = uuids
    .flatMap((uuid) => builds.get(uuid)?.reportArns ?? [])
    .flatMap((arn) => readReportId(parts, arn) ?? []);
  const reports = new Map((await findReports(tx, ids, parts.clock.now())).map((report) => [report.id, report]));
  const made: NewReport[] = [];
  for (const id of ids) {
    const report = reports.get(id);
    if (report?.mergesInto) made.push({ report, ...(await findContents(tx, id)) });
  }
  return made;
}

function byGroup(reports: readonly NewReport[]): Map<string, NewReport[]> {
  const groups = new Map<string, NewReport[]>();
  for (const one of reports) {
    const name = one.report.mergesInto ?? '';
    groups.set(name, [...(groups.get(name) ?? []), one]);
  }
  return groups;
}
