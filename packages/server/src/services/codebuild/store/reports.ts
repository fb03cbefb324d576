import type { FiledCase } from '@codeyard/engine/reports/collect-cases';
import type { CoverageRow } from '@codeyard/engine/reports/report-format';
import { sql } from 'kysely';
import type { Db } from '../../../database/database.ts';
import type { Report } from '../rules/reports/report.ts';
import { deleteContents, insertCoverages, insertTestCases } from './report-contents.ts';

interface Tables {
  codebuild_reports: {
    id: string;
    group_name: string;
    status: string;
    created_at: number;
    expires_at: number;
    document: string;
  };
}

const reports = (db: Db) => db.tables<Tables>();
const toReport = ({ document }: { document: string }): Report => JSON.parse(document) as Report;

/** A report with what it holds, in the place of what was there of it. */
export async function putReport(
  tx: Db,
  report: Report,
  { cases, rows }: { readonly cases: readonly FiledCase[]; readonly rows: readonly CoverageRow[] },
): Promise<void> {
  await deleteReportRow(tx, report.id);
  await reports(tx)
    .insertInto('codebuild_reports')
    .values({
      id: report.id,
      group_name: report.groupName,
      status: report.status,
      created_at: report.createdAt,
      expires_at: report.expiresAt,
      document: JSON.stringify(report),
    })
    .execute();
  await insertTestCases(tx, report.id, cases);
  await insertCoverages(tx, report.id, rows);
}

export async function deleteReportRow(tx: Db, id: string): Promise<void> {
  await deleteContents(tx, id);
  await reports(tx).deleteFrom('codebuild_reports').where('id', '=', id).execute();
}

/** Those that are not expired. */
export async function findReports(db: Db, ids: readonly string[], now: number): Promise<Report[]> {
  if (ids.length === 0) return [];
  const rows = await reports(db)
    .selectFrom('codebuild_reports')
    .select('document')
    .where('id', 'in', [...ids])
    .where('expires_at', '>', now)
    .execute();
  return rows.map(toReport);
}

export async function findReport(db: Db, id: string, now: number): Promise<Report | undefined> {
  const [report] = await findReports(db, [id], now);
  return report;
}

/** Whether a group has any, expired or not. */
export async function listReportIdsOfGroup(db: Db, groupName: string): Promise<string[]> {
  const rows = await reports(db)
    .selectFrom('codebuild_reports')
    .select('id')
    .where('group_name', '=', groupName)
    .execute();
  return rows.map(({ id }) => id);
}

/** The newest first. */
export async function latestReports(
  db: Db,
  { groupName, now, limit }: { groupName: string; now: number; limit: number },
): Promise<Report[]> {
  const rows = await reports(db)
    .selectFrom('codebuild_reports')
    .select('document')
    .where('group_name', '=', groupName)
    .where('expires_at', '>', now)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(toReport);
}

export interface ReportKey {
  readonly value: number;
  readonly id: string;
}

interface ReportPage {
  readonly groupName?: string;
  readonly status: string | undefined;
  readonly descending: boolean;
  readonly now: number;
  readonly after: ReportKey | undefined;
  readonly limit: number;
}

/** A page of all reports or of one group's, by when they were made. */
export async function listReportKeys(db: Db, page: ReportPage): Promise<ReportKey[]> {
  const direction = page.descending ? 'desc' : 'asc';
  let query = reports(db)
    .selectFrom('codebuild_reports')
    .select(['id', 'created_at as value'])
    .where('expires_at', '>', page.now);
  if (page.groupName !== undefined) query = query.where('group_name', '=', page.groupName);
  if (page.status !== undefined) query = query.where('status', '=', page.status);
  if (page.after) {
    const beyond = page.descending ? sql`<` : sql`>`;
    query = query.where(sql<boolean>`(created_at, id) ${beyond} (${page.after.value}, ${page.after.id})`);
  }
  return await query.orderBy('created_at', direction).orderBy('id', direction).limit(page.limit).execute();
}
