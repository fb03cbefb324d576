import { createRequire } from 'node:module';
import type { ReportContents } from '@codeyard/engine/reports/assemble-report';
import { Tinypool } from 'tinypool';
import type { DiscoveredReports, DiscoverOrder } from './discover-reports.ts';
import type { ReadOrder } from './read-report.ts';

const IDLE_MILLISECONDS = 10_000;

let threads: Tinypool | undefined;

/** One thread for all reports, started with the first order and ended when there was none for a while. */
function pool(): Tinypool {
  // By its package's name: this module may have been bundled into another file, a thread's never is.
  const filename = createRequire(import.meta.url).resolve('@codeyard/compute/reports/report-worker');
  threads ??= new Tinypool({ filename, minThreads: 0, maxThreads: 1, idleTimeout: IDLE_MILLISECONDS });
  return threads;
}

export async function readOnThread(order: ReadOrder): Promise<ReportContents> {
  return await pool().run(order, { name: 'read' });
}

export async function discoverOnThread(order: DiscoverOrder): Promise<DiscoveredReports> {
  return await pool().run(order, { name: 'discover' });
}
