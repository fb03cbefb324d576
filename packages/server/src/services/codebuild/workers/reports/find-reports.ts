import { isAbsolute, relative } from 'node:path';
import { selectFiles } from '@codeyard/compute/archives/select-files';
import { type DiscoveredReport, discoverReports } from '@codeyard/compute/reports/discover-reports';
import type { ReportFile } from '@codeyard/compute/reports/report-file';
import { REPORT_FORMATS } from '@codeyard/engine/reports/all-formats';
import { present } from '../../rules/present.ts';
import {
  DISCOVERY_VARIABLES,
  discoveredReport,
  type ExpandedReportMember,
  reportExpansionName,
  type SpecifiedReport,
  specifiedReports,
  type WantedReport,
} from '../../rules/reports/wanted-reports.ts';
import { onHost } from '../build-folder.ts';
import type { BuildLog } from '../build-log.ts';
import { program } from '../follow-program.ts';
import { readExpansion, readExported } from '../program-files.ts';
import type { RunningBuild } from '../running-build.ts';
import { placeOf } from '../select-artifacts.ts';

/** A report and the files that make it. */
export interface FoundReport {
  readonly wanted: WantedReport;
  readonly files: readonly ReportFile[];
  /** Folders on this machine that no link of the build may lead out of. */
  readonly within: readonly string[];
  /** Nobody named the files: if they turn out to be something else, there is no report. */
  readonly isGuess: boolean;
}

/** The reports of the buildspec with their files, saying on the way what AWS says of artifacts. */
export async function findSpecified(running: RunningBuild, log: BuildLog): Promise<FoundReport[]> {
  const { parts, build, folder } = running;
  const reports = await Promise.all(
    Object.entries(program(running).reports ?? {}).map(async ([name, files], index) => {
      const expand = async (member: ExpandedReportMember, text: string) =>
        text.includes('$') ? ((await readExpansion(folder, reportExpansionName(index, member))) ?? '').trim() : text;
      const baseDirectory = await expand('base-directory', files.baseDirectory ?? '');
      const place = present('baseDirectory', baseDirectory || undefined);
      return { name, files: { ...files, ...place }, expanded: await expand('name', name) };
    }),
  );
  const { account, region } = parts;
  const { wanted, problems } = specifiedReports(reports, { account, region, projectName: build.projectName });
  log.say(...problems);
  const found: FoundReport[] = [];
  for (const report of wanted) found.push(await findFiles(running, report, log));
  return found;
}

async function findFiles(running: RunningBuild, wanted: SpecifiedReport, log: BuildLog): Promise<FoundReport> {
  const { files: patterns, baseDirectory: base = '.', discardPaths } = wanted.files;
  const nothing = { wanted, files: [], within: [], isGuess: false };
  log.say(`Preparing to copy ${wanted.format.kind} report ${wanted.groupName}`);
  log.say(`Expanding base directory path:  ${base}`, 'Assembling file list', `Expanding ${base}`);
  const place = placeOf(running, base);
  const selection = { files: patterns, excludePaths: [], discardPaths, enableSymlinks: false };
  const found = place && (await selectFiles({ ...place, ...selection }).catch(() => undefined));
  if (!place || !found?.baseFound) {
    log.say(`no matching base directory path found for ${base}`);
    return nothing;
  }
  log.say(`Expanding file paths for base directory ${base}`, 'Assembling file list');
  for (const pattern of patterns) log.say(`Expanding ${pattern}`);
  for (const path of found.skipped) log.say(`Skipping invalid file path ${path}`);
  log.say(...found.warnings, found.entries.length === 0 ? 'no matching report paths found' : countFiles(found.entries));
  return { ...nothing, files: found.entries, within: boundsOf(running, place) };
}

const countFiles = (files: readonly unknown[]) => `Found ${files.length} file(s)`;

/** A build in a container sees its own files only; one that shares the machine may name a folder elsewhere. */
function boundsOf(
  { folder }: RunningBuild,
  place: { readonly root: string; readonly baseDirectory: string },
): string[] {
  if (folder.seen !== folder.host) return [folder.host];
  return isAbsolute(place.baseDirectory) ? [place.root, place.baseDirectory] : [place.root];
}

/** The search ends then, whatever it has found. */
const BUDGET_MS = 5_000;
const [SWITCH, FOLDER] = DISCOVERY_VARIABLES;

/** Files that look like reports, one report for each format. What the buildspec names is not taken twice. [inferred] */
export async function findDiscovered(
  running: RunningBuild,
  specified: readonly FoundReport[],
  log: BuildLog,
): Promise<FoundReport[]> {
  const { build, folder, parts } = running;
  const { sourceFolder } = program(running);
  const said = new Map(
    (await readExported(folder, DISCOVERY_VARIABLES)).map(({ name, value }) => [name, value.trim()]),
  );
  const root = onHost(folder, sourceFolder);
  if (root === undefined || said.get(SWITCH)?.toLowerCase() === 'false') return [];
  const pattern = withinSource(said.get(FOLDER) || '**/*', sourceFolder);
  log.say(`Set report auto-discover timeout to ${BUDGET_MS / 1000} seconds`);
  log.say('Expanding base directory path:  .', 'Assembling file list', 'Expanding .');
  log.say('Expanding file paths for base directory .', 'Assembling file list', `Expanding ${pattern}`);
  const startedAt = parts.clock.now();
  const { files, isComplete } = await discoverReports({ root, pattern, budgetMs: BUDGET_MS });
  if (!isComplete) log.say('Report auto-discover ended before all files were seen');
  const taken = new Set(specified.flatMap((report) => report.files.map(({ file }) => file)));
  const fresh = files.filter(({ file }) => !taken.has(file));
  log.say(fresh.length === 0 ? 'No matching auto-discover report paths found' : countFiles(fresh));
  log.say(`Report auto-discover file discovery took ${((parts.clock.now() - startedAt) / 1000).toFixed(6)} seconds`);
  return byFormat(fresh).map(({ format, files: own }) => ({
    wanted: discoveredReport(format, build.projectName),
    files: own,
    within: [root],
    isGuess: true,
  }));
}

/** The variable may hold the source's folder as the build sees it. */
function withinSource(pattern: string, sourceFolder: string): string {
  return isAbsolute(pattern) ? relative(sourceFolder, pattern) || '.' : pattern;
}

const byFormat = (files: readonly DiscoveredReport[]) =>
  REPORT_FORMATS.map((format) => ({ format, files: files.filter((file) => file.format === format.name) })).filter(
    (group) => group.files.length > 0,
  );
