import type { ReportContents } from '@codeyard/engine/reports/assemble-report';
import type { FiledCase } from '@codeyard/engine/reports/collect-cases';
import type { Db } from '../../../../database/database.ts';
import { advanceBuildIn } from '../../advance-build.ts';
import { buildArn, reportArn } from '../../arns.ts';
import { orderExpiry } from '../../forget-report.ts';
import type { Parts } from '../../parts.ts';
import { present } from '../../rules/present.ts';
import { type NewReport, newReport, tellOfProblem, tellOfReport } from '../../rules/reports/new-report.ts';
import { NO_EXPORT, nameShardGroup, type ReportGroup } from '../../rules/reports/report-group.ts';
import type { WantedReport } from '../../rules/reports/wanted-reports.ts';
import { findProject } from '../../store/projects.ts';
import { findReportGroup, insertReportGroup, lockReportGroup } from '../../store/report-groups.ts';
import { putReport } from '../../store/reports.ts';
import type { BuildLog } from '../build-log.ts';
import type { RunningBuild } from '../running-build.ts';
import { clearStaged, enqueueExport, stageExport } from './export-report.ts';
import { type FoundReport, findDiscovered, findSpecified } from './find-reports.ts';
import { tryReading } from './try-reading.ts';

/**
 * The reports of a build: those that its buildspec names, and those that are discovered. Nothing that is wrong with a report
 * fails the build. Done over after a crash, it makes the same reports again, or none when they are there.
 */
export async function makeReports(running: RunningBuild, log: BuildLog): Promise<void> {
  const { parts, build } = running;
  if (build.reportArns || (await findProject(parts.database, build.projectName))?.hidden) return;
  const specified = await findSpecified(running, log);
  const made: MadeReport[] = [];
  for (const found of specified) made.push(...(await makeReport(running, found, log)));
  for (const found of await findDiscovered(running, specified, log))
    made.push(...(await makeReport(running, found, log)));
  if (made.length > 0) await saveReports(running, made);
}

interface MadeReport extends NewReport {
  readonly isStaged: boolean;
}

async function makeReport(running: RunningBuild, found: FoundReport, log: BuildLog): Promise<MadeReport[]> {
  const { parts, build } = running;
  const { wanted, files } = found;
  const contents = files.length > 0 ? await tryReading(running, found, log) : undefined;
  for (const problem of contents?.problems ?? []) log.say(tellOfProblem(problem));
  if (found.isGuess && (contents?.read ?? 0) === 0 && !isBroken(contents)) return [];
  const main = await reportGroupFor(parts, wanted);
  if (!main) {
    log.say(`Skipping report ${wanted.groupName}: there is no such report group`);
    return [];
  }
  const shard = build.batch?.shard;
  const group = shard === undefined ? main : await shardGroupOf(parts, main, shard.index);
  if (group.type !== wanted.format.kind) {
    log.say(`Report group ${group.name} is of type ${group.type}, ${wanted.format.name} is ${wanted.format.kind}`);
  }
  const execution = { uuid: build.uuid, arn: buildArn(parts, build.id) };
  const createdAt = build.phases.at(-1)?.startedAt ?? build.startedAt;
  const facts = { key: wanted.key, execution, createdAt, ...(group === main ? {} : { mergesInto: main.name }) };
  const made = newReport(group, contents ? { contents } : {}, facts);
  log.say(...tellOfReport(made).map(running.mask));
  return [{ ...made, isStaged: await stageExport(parts, made.report, { found, log }) }];
}

const isBroken = (contents: ReportContents | undefined) =>
  contents?.problems.some(({ reason }) => reason === 'malformed') === true;

/** Made on first use; what another build made at the same moment is as good. */
async function reportGroupFor(
  { database, clock }: Parts,
  { groupName: name, makesGroup, format }: WantedReport,
): Promise<ReportGroup | undefined> {
  const known = await findReportGroup(database, name);
  if (known || !makesGroup) return known;
  const now = clock.now();
  const group = { name, type: format.kind, createdAt: now, lastModifiedAt: now, exportConfig: NO_EXPORT, tags: [] };
  await insertReportGroup(database, group);
  return await findReportGroup(database, name);
}

/** Of its own, but exporting to where the main one does. */
async function shardGroupOf({ database, clock }: Parts, main: ReportGroup, shard: number): Promise<ReportGroup> {
  const name = nameShardGroup(main.name, shard);
  const now = clock.now();
  const group = { ...main, name, createdAt: now, lastModifiedAt: now, tags: [] };
  await insertReportGroup(database, group);
  return { ...((await findReportGroup(database, name)) ?? group), exportConfig: main.exportConfig };
}

async function saveReports({ parts, build, mask }: RunningBuild, made: readonly MadeReport[]): Promise<void> {
  const lost = await parts.database.transaction(async (tx) => {
    const saved = new Set<string>();
    // In the order of their names: then no two builds wait for each other's groups.
    for (const one of made.toSorted((a, b) => (a.report.groupName < b.report.groupName ? -1 : 1))) {
      const cases = one.cases.map((testCase) => masked(testCase, mask));
      if (await saveReport(tx, parts, { ...one, cases })) saved.add(one.report.id);
    }
    const arns = made.flatMap(({ report: { id } }) => (saved.has(id) ? [reportArn(parts, id)] : []));
    await advanceBuildIn(tx, parts, build.id, { type: 'reports-made', arns });
    return made.filter(({ report }) => !saved.has(report.id));
  });
  for (const { report } of lost) await clearStaged(parts, report);
}

/** False when its group was deleted meanwhile. */
async function saveReport(tx: Db, parts: Parts, { report, cases, rows, isStaged }: MadeReport): Promise<boolean> {
  if (!(await lockReportGroup(tx, report.groupName))) return false;
  await putReport(tx, report, { cases, rows });
  await orderExpiry(tx, parts, report);
  if (isStaged) await enqueueExport(tx, parts, report);
  return true;
}

/** A test may print a secret into its message, and the command line of a runner may be its suite's name. */
function masked(testCase: FiledCase, mask: (text: string) => string): FiledCase {
  const { name, prefix, suite, message } = testCase;
  const hidden = (text: string | undefined) => (text === undefined ? undefined : mask(text));
  return {
    ...{ ...testCase, name: mask(name) },
    ...present('prefix', hidden(prefix)),
    ...present('suite', hidden(suite)),
    ...present('message', hidden(message)),
  };
}
