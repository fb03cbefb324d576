import type { CoverageRow } from './report-format.ts';

export interface CoverageSummary {
  readonly linesCovered: number;
  readonly linesMissed: number;
  /** Left out when there are no lines to cover. */
  readonly lineCoveragePercentage?: number;
  readonly branchesCovered: number;
  readonly branchesMissed: number;
  readonly branchCoveragePercentage?: number;
}

/** What the rows come to together; of one row, its own percentages. */
export function summarizeCoverage(rows: readonly Omit<CoverageRow, 'filePath'>[]): CoverageSummary {
  const sum = (member: keyof Omit<CoverageRow, 'filePath'>) => rows.reduce((total, row) => total + row[member], 0);
  const [linesCovered, linesMissed] = [sum('linesCovered'), sum('linesMissed')];
  const [branchesCovered, branchesMissed] = [sum('branchesCovered'), sum('branchesMissed')];
  const [lines, branches] = [percentage(linesCovered, linesMissed), percentage(branchesCovered, branchesMissed)];
  return {
    linesCovered,
    linesMissed,
    ...(lines === undefined ? {} : { lineCoveragePercentage: lines }),
    branchesCovered,
    branchesMissed,
    ...(branches === undefined ? {} : { branchCoveragePercentage: branches }),
  };
}

/** Two decimals, the rest cut off: AWS's example says 90.9 of 10 lines in 11. */
function percentage(covered: number, missed: number): number | undefined {
  const all = covered + missed;
  return all === 0 ? undefined : Math.floor((covered * 10_000) / all) / 100;
}
