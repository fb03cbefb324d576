// What the reports' thread runs: a file of its own, because a thread starts from a file.
import type { ReportContents } from '@codeyard/engine/reports/assemble-report';
import { type DiscoveredReports, type DiscoverOrder, discoverNow } from './discover-reports.ts';
import { type ReadOrder, readFiles } from './read-report.ts';

export function read(order: ReadOrder): ReportContents {
  return readFiles(order);
}

export function discover(order: DiscoverOrder): DiscoveredReports {
  return discoverNow(order);
}
