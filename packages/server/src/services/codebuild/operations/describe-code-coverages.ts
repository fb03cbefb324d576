import type { DescribeCodeCoveragesCommand } from '@aws-sdk/client-codebuild';
import type { CoverageRow } from '@codeyard/engine/reports/report-format';
import { operation } from '../../../gateway/operation.ts';
import { readReportId } from '../arns.ts';
import { invalidInput, invalidReportArn } from '../errors.ts';
import { listPage } from '../list-page.ts';
import type { Parts } from '../parts.ts';
import { describeCoverageRow } from '../rules/reports/report.ts';
import { type CoverageKey, listCoverages } from '../store/report-contents.ts';
import { findReport } from '../store/reports.ts';

/** By path, unless asked otherwise. Its model has no error for a report that is not there: the input is invalid. */
export const describeCodeCoverages = operation<DescribeCodeCoveragesCommand, Parts>(
  'DescribeCodeCoverages',
  async (input, parts) => {
    const { reportArn, minLineCoveragePercentage: least, maxLineCoveragePercentage: most } = input;
    const id = readReportId(parts, reportArn);
    if (!id) throw invalidReportArn(reportArn);
    const report = await findReport(parts.database, id, parts.clock.now());
    if (!report) throw invalidInput(`Report cannot be found: ${reportArn}`);
    const by = input.sortBy ?? 'FILE_PATH';
    const descending = input.sortOrder === 'DESCENDING';
    const found = new Map<number, CoverageRow>();
    const page = await listPage<CoverageKey>(
      `DescribeCodeCoverages ${id} ${by} ${descending} ${least ?? ''} ${most ?? ''}`,
      input.nextToken,
      async (after, limit) => {
        const rows = await listCoverages(parts.database, { report: id, by, descending, least, most, after, limit });
        for (const { position, row } of rows) found.set(position, row);
        return rows.map(({ value, position }) => ({ value, position }));
      },
      input.maxResults,
    );
    const described = page.rows.flatMap(({ position }) => {
      const row = found.get(position);
      return row ? [describeCoverageRow({ row, position }, report, parts)] : [];
    });
    return { codeCoverages: described, nextToken: page.nextToken };
  },
);
