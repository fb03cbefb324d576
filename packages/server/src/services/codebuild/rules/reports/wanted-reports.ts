import type { BuildspecReport } from '@codeyard/engine/buildspec/buildspec';
import { findFormat, REPORT_FORMATS } from '@codeyard/engine/reports/all-formats';
import type { ReportFormat } from '@codeyard/engine/reports/report-format';
import { type Home, readReportGroupName } from '../../arns.ts';
import { isReportGroupName, nameReportGroup } from './report-group.ts';

/** A report that a build is to make. */
export interface WantedReport {
  /** Tells it from the build's other reports, on every try. */
  readonly key: string;
  readonly groupName: string;
  /** The group is made when it is not there; a group named by its ARN has to exist. */
  readonly makesGroup: boolean;
  readonly format: ReportFormat;
}

export interface SpecifiedReport extends WantedReport {
  readonly files: BuildspecReport;
}

/** https://docs.aws.amazon.com/codebuild/latest/userguide/report-create.html */
const MOST_GROUPS = 5;

export type ExpandedReportMember = 'name' | 'base-directory';

/** What the build's shell expands of reports; what is without variables is taken as it is. */
export const reportExpansions = (reports: Readonly<Record<string, BuildspecReport>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(reports).flatMap(([name, { baseDirectory = '' }], index) => [
      ...(name.includes('$') ? [[reportExpansionName(index, 'name'), name]] : []),
      ...(baseDirectory.includes('$') ? [[reportExpansionName(index, 'base-directory'), baseDirectory]] : []),
    ]),
  );

export const reportExpansionName = (index: number, member: ExpandedReportMember): string => `report-${index}-${member}`;

/** What the buildspec asks for. What cannot be done is a line for the log: reports never fail a build. */
export function specifiedReports(
  reports: readonly { readonly name: string; readonly expanded: string; readonly files: BuildspecReport }[],
  place: Home & { readonly projectName: string },
): { readonly wanted: readonly SpecifiedReport[]; readonly problems: readonly string[] } {
  const wanted: SpecifiedReport[] = [];
  const problems: string[] = [];
  for (const { name, expanded, files } of reports) {
    const skip = (why: string) => void problems.push(`Skipping report ${expanded || name}: ${why}`);
    const format = findFormat(files.fileFormat);
    const group = groupOf(expanded, place);
    if (wanted.length >= MOST_GROUPS) skip(`a build can have at most ${MOST_GROUPS} report groups`);
    else if (!format) skip(`Invalid file-format ${files.fileFormat}. Expecting: ${FORMAT_NAMES}`);
    else if (!group) skip('Invalid report group name or ARN');
    else wanted.push({ key: name, ...group, format, files });
  }
  return { wanted, problems };
}

const FORMAT_NAMES = REPORT_FORMATS.map(({ name }) => name).join(',');

function groupOf(
  nameOrArn: string,
  place: Home & { readonly projectName: string },
): Pick<WantedReport, 'groupName' | 'makesGroup'> | undefined {
  if (nameOrArn.startsWith('arn:')) {
    const groupName = readReportGroupName(place, nameOrArn);
    return groupName === undefined ? undefined : { groupName, makesGroup: false };
  }
  const groupName = nameReportGroup(place.projectName, nameOrArn);
  return nameOrArn !== '' && isReportGroupName(groupName) ? { groupName, makesGroup: true } : undefined;
}

/** A report of files that were found without being named. */
export const discoveredReport = (format: ReportFormat, projectName: string): WantedReport => ({
  key: `auto-discovered ${format.name}`,
  groupName: nameReportGroup(projectName, `${format.title}-AutoDiscovered`),
  makesGroup: true,
  format,
});

/** What builds say of the search for reports; both may be set while the build runs. */
export const DISCOVERY_VARIABLES = ['CODEBUILD_CONFIG_AUTO_DISCOVER', 'CODEBUILD_CONFIG_AUTO_DISCOVER_DIR'] as const;
