import { type ReadOrder, readReport } from '@codeyard/compute/reports/read-report';
import type { ReportContents } from '@codeyard/engine/reports/assemble-report';
import type { BuildLog } from '../build-log.ts';
import type { RunningBuild } from '../running-build.ts';
import type { FoundReport } from './find-reports.ts';

/** What the files hold. A thread that breaks down, say for want of memory, costs the report and not the build. */
export async function tryReading(
  { parts, build }: RunningBuild,
  { wanted, files, within }: FoundReport,
  log: BuildLog,
): Promise<ReportContents | undefined> {
  const order: ReadOrder = { format: wanted.format.name, files, within };
  try {
    return await readReport(order);
  } catch (error) {
    parts.logger.warn({ build: build.id, group: wanted.groupName, error }, 'a report of a build cannot be read');
    log.say(`Unable to read the files of report ${wanted.groupName}`);
    return undefined;
  }
}
