import {
  BatchGetReportGroupsCommand,
  BatchGetReportsCommand,
  CodeBuildClient,
  CreateReportGroupCommand,
  type CreateReportGroupCommandInput,
  DeleteReportCommand,
  DeleteReportGroupCommand,
  DescribeCodeCoveragesCommand,
  type DescribeCodeCoveragesCommandInput,
  DescribeTestCasesCommand,
  type DescribeTestCasesCommandInput,
  GetReportGroupTrendCommand,
  type GetReportGroupTrendCommandInput,
  ListReportGroupsCommand,
  type ListReportGroupsCommandInput,
  ListReportsCommand,
  ListReportsForReportGroupCommand,
  UpdateReportGroupCommand,
} from '@aws-sdk/client-codebuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startYard, type Yard } from '../../../testing/start-yard.ts';
import { until } from '../../../testing/until.ts';
import { listTestCases } from '../store/report-contents.ts';
import { type BuildLab, buildLab, spec } from '../testing/build-lab.ts';
import { shiftedClock } from '../testing/shifted-clock.ts';

const clock = shiftedClock();
let yard: Yard;
let lab: BuildLab;
let codebuild: CodeBuildClient;
beforeAll(async () => {
  yard = await startYard({ clock });
  lab = buildLab(yard);
  codebuild = yard.client(CodeBuildClient);
});
afterAll(() => yard.stop());

const OFF = 'export CODEBUILD_CONFIG_AUTO_DISCOVER=false';
const LIFE_MS = 30 * 24 * 3_600_000;
const groupArn = (name: string) => `arn:aws:codebuild:${yard.region}:${yard.account}:report-group/${name}`;
const reportArn = (id: string) => `arn:aws:codebuild:${yard.region}:${yard.account}:report/${id}`;
const refused = (name: string, message: RegExp = /./) => ({ name, message: expect.stringMatching(message) });

const makeGroup = async (input: Partial<CreateReportGroupCommandInput> & { readonly name: string }) =>
  (
    await codebuild.send(
      new CreateReportGroupCommand({ type: 'TEST', exportConfig: { exportConfigType: 'NO_EXPORT' }, ...input }),
    )
  ).reportGroup;

/** Runs a build that writes these texts into `r`, and answers the ARNs of its reports. */
async function report(project: string, section: string, texts: readonly string[]): Promise<readonly string[]> {
  const files = texts.map((text, index) => `printf '%s' '${text}' > r/${index}`);
  const buildspecOverride = spec({ build: ['mkdir -p r', ...files, OFF] }, `reports:\n${section}`);
  const { build } = await lab.finish(await lab.start(project, { buildspecOverride }));
  expect(build.buildStatus).toBe('SUCCEEDED');
  return build.reportArns ?? [];
}

const suite = (...cases: readonly string[]) => `<testsuite name="s">${cases.join('')}</testsuite>`;
const passed = (name: string, seconds = 0) => `<testcase name="${name}" classname="c.${name}" time="${seconds}"/>`;
const failed = (name: string) => `<testcase name="${name}"><failure message="no"/></testcase>`;
const source = (name: string, covered: number, missed: number) =>
  `<sourcefile name="${name}"><counter type="LINE" covered="${covered}" missed="${missed}"/></sourcefile>`;
const coverage = (...sources: readonly string[]) =>
  `<report name="r"><package name="p">${sources.join('')}</package></report>`;

/** Everything that a listing answers, page by page. */
async function pages<Answer extends { readonly nextToken?: string | undefined }>(
  load: (nextToken: string | undefined) => Promise<Answer>,
): Promise<Answer[]> {
  const all: Answer[] = [];
  do all.push(await load(all.at(-1)?.nextToken));
  while (all.at(-1)?.nextToken);
  return all;
}

describe('a report group', () => {
  it('is made once, with what was left out filled in', async () => {
    const tags = [{ key: 'team', value: 'a' }];
    const s3Destination = { bucket: 'somewhere' };
    const group = await makeGroup({ name: 'made', tags, exportConfig: { exportConfigType: 'S3', s3Destination } });
    expect(group).toEqual({
      arn: groupArn('made'),
      name: 'made',
      type: 'TEST',
      exportConfig: {
        exportConfigType: 'S3',
        s3Destination: {
          ...{ bucket: 'somewhere', path: '', packaging: 'NONE', encryptionDisabled: false },
          encryptionKey: `arn:aws:kms:${yard.region}:${yard.account}:alias/aws/s3`,
        },
      },
      tags,
      status: 'ACTIVE',
      created: expect.any(Date),
      lastModified: expect.any(Date),
    });
    const reportGroupArns = [groupArn('made'), groupArn('nobody'), 'nonsense'];
    expect(await codebuild.send(new BatchGetReportGroupsCommand({ reportGroupArns }))).toMatchObject({
      reportGroups: [group],
      reportGroupsNotFound: [groupArn('nobody'), 'nonsense'],
    });
    await expect(makeGroup({ name: 'made' })).rejects.toMatchObject(refused('ResourceAlreadyExistsException', /made$/));
  });

  it.each([
    ['a name with a space', { name: 'a b' }],
    ['an export to no bucket', { name: 'lost', exportConfig: { exportConfigType: 'S3' } }],
    ['a type that there is not', { name: 'odd', type: 'POEM' }],
  ] as const)('cannot be made with %s', async (_, input) => {
    await expect(makeGroup(input as Parameters<typeof makeGroup>[0])).rejects.toMatchObject(
      refused('InvalidInputException'),
    );
  });

  it('changes where it exports to and its tags, and nothing else', async () => {
    const made = await makeGroup({ name: 'changing', type: 'CODE_COVERAGE', tags: [{ key: 'a', value: '1' }] });
    const arn = made?.arn;
    clock.putForward(1_000);
    const s3Destination = { bucket: 'b', packaging: 'ZIP', path: 'p', encryptionDisabled: true } as const;
    const exportConfig = { exportConfigType: 'S3', s3Destination } as const;
    const { reportGroup } = await codebuild.send(new UpdateReportGroupCommand({ arn, exportConfig }));
    expect(reportGroup).toMatchObject({ ...made, lastModified: expect.any(Date), exportConfig });
    expect(reportGroup?.lastModified?.getTime()).toBeGreaterThan(made?.lastModified?.getTime() ?? Infinity);
    const tagged = await codebuild.send(new UpdateReportGroupCommand({ arn, tags: [] }));
    expect(tagged.reportGroup).toMatchObject({ type: 'CODE_COVERAGE', exportConfig, tags: [] });
    const update = (input: object) =>
      codebuild.send(new UpdateReportGroupCommand({ arn, exportConfig: { exportConfigType: 'NO_EXPORT' }, ...input }));
    await update({});
    const { reportGroups } = await codebuild.send(new BatchGetReportGroupsCommand({ reportGroupArns: [arn ?? ''] }));
    expect(reportGroups?.[0]?.exportConfig).toEqual({ exportConfigType: 'NO_EXPORT' });
    await expect(update({ arn: groupArn('nobody') })).rejects.toMatchObject(refused('ResourceNotFoundException'));
    await expect(update({ arn: 'changing' })).rejects.toMatchObject(refused('InvalidInputException'));
    await expect(update({ exportConfig: { exportConfigType: 'S3' } })).rejects.toMatchObject(
      refused('InvalidInputException'),
    );
  });

  it('is listed by name, by age and by change, page by page', async () => {
    const before = new Set(await listed({}));
    for (const name of ['l-b', 'l-c', 'l-a']) {
      await makeGroup({ name });
      clock.putForward(1_000);
    }
    await codebuild.send(new UpdateReportGroupCommand({ arn: groupArn('l-b'), tags: [] }));
    async function listed(input: ListReportGroupsCommandInput): Promise<string[]> {
      const list = (nextToken: string | undefined) =>
        codebuild.send(new ListReportGroupsCommand({ ...input, maxResults: 2, nextToken }));
      return (await pages(list)).flatMap(({ reportGroups = [] }) => {
        expect(reportGroups.length).toBeLessThanOrEqual(2);
        return reportGroups;
      });
    }
    const own = async (input: ListReportGroupsCommandInput) =>
      (await listed(input)).filter((arn) => !before.has(arn)).map((arn) => arn.slice(-1));
    expect(await own({})).toEqual(['a', 'b', 'c']);
    expect(await own({ sortOrder: 'DESCENDING' })).toEqual(['c', 'b', 'a']);
    expect(await own({ sortBy: 'CREATED_TIME', sortOrder: 'ASCENDING' })).toEqual(['b', 'c', 'a']);
    expect(await own({ sortBy: 'LAST_MODIFIED_TIME', sortOrder: 'DESCENDING' })).toEqual(['b', 'a', 'c']);
    const { nextToken } = await codebuild.send(new ListReportGroupsCommand({ maxResults: 1 }));
    const foreign = new ListReportGroupsCommand({ maxResults: 1, sortOrder: 'DESCENDING', nextToken });
    await expect(codebuild.send(foreign)).rejects.toMatchObject(refused('InvalidInputException'));
  });

  it('is deleted with its reports only when that is asked for', async () => {
    const arn = (await makeGroup({ name: 'full' }))?.arn ?? '';
    const project = await lab.project(spec({ build: ['true'] }));
    const [first = '', second = ''] = await report(project, `  ${arn}: {files: [r/0]}\n  own: {files: [r/0]}`, [
      suite(),
    ]);
    await expect(codebuild.send(new DeleteReportGroupCommand({ arn }))).rejects.toMatchObject(
      refused('InvalidInputException', /full/),
    );
    await codebuild.send(new DeleteReportGroupCommand({ arn, deleteReports: true }));
    await codebuild.send(new DeleteReportGroupCommand({ arn, deleteReports: true }));
    const reportGroupArns = [arn];
    expect(await codebuild.send(new BatchGetReportGroupsCommand({ reportGroupArns }))).toMatchObject({
      reportGroups: [],
      reportGroupsNotFound: [arn],
    });
    const found = await codebuild.send(new BatchGetReportsCommand({ reportArns: [first, second, 'nonsense'] }));
    expect(found).toMatchObject({ reports: [{ arn: second }], reportsNotFound: [first, 'nonsense'] });
    await codebuild.send(new DeleteReportCommand({ arn: second }));
    await codebuild.send(new DeleteReportCommand({ arn: second }));
    await codebuild.send(new DeleteReportGroupCommand({ arn: groupArn(`${project}-own`) }));
    await expect(codebuild.send(new DescribeTestCasesCommand({ reportArn: second }))).rejects.toMatchObject(
      refused('ResourceNotFoundException', /report/i),
    );
    for (const command of [
      new DeleteReportCommand({ arn: 'nonsense' }),
      new DeleteReportGroupCommand({ arn: first }),
      new DescribeTestCasesCommand({ reportArn: arn }),
      new ListReportsForReportGroupCommand({ reportGroupArn: first }),
    ]) {
      await expect(codebuild.send(command as DeleteReportCommand)).rejects.toMatchObject(
        refused('InvalidInputException'),
      );
    }
  });
});

describe('the reports of a group', () => {
  let project: string;
  let unit: string;
  const arns: string[] = [];
  beforeAll(async () => {
    project = await lab.project(spec({ build: ['true'] }));
    unit = groupArn(`${project}-unit`);
    for (const cases of [[passed('a', 1), passed('b', 2)], [passed('a', 4), failed('b')], ['broken<']]) {
      arns.push(...(await report(project, '  unit: {files: [r/0]}', [suite(...cases)])));
      clock.putForward(1_000);
    }
  });

  it('are listed by age and by outcome, page by page', async () => {
    const ofGroup = async (input: object) =>
      (
        await pages((nextToken) =>
          codebuild.send(
            new ListReportsForReportGroupCommand({ reportGroupArn: unit, maxResults: 1, nextToken, ...input }),
          ),
        )
      ).flatMap(({ reports = [] }) => reports);
    expect(await ofGroup({})).toEqual([...arns].reverse());
    expect(await ofGroup({ sortOrder: 'ASCENDING' })).toEqual(arns);
    expect(await ofGroup({ filter: { status: 'FAILED' } })).toEqual([arns[1]]);
    expect(await ofGroup({ filter: { status: 'GENERATING' } })).toEqual([]);
    await expect(ofGroup({ reportGroupArn: groupArn('nobody') })).rejects.toMatchObject(
      refused('ResourceNotFoundException'),
    );
    const { reports = [] } = await codebuild.send(new ListReportsCommand({}));
    expect(reports.slice(0, 3)).toEqual([...arns].reverse());
    const incomplete = await codebuild.send(new ListReportsCommand({ filter: { status: 'INCOMPLETE' } }));
    expect(incomplete.reports).toContain(arns[2]);
    expect(incomplete.reports).not.toContain(arns[1]);
  });

  it('show a trend, whose numbers are texts; what could not be read is no part of it', async () => {
    const trend = (input: Omit<GetReportGroupTrendCommandInput, 'reportGroupArn'>) =>
      codebuild.send(new GetReportGroupTrendCommand({ reportGroupArn: unit, ...input }));
    expect(await trend({ trendField: 'PASS_RATE' })).toMatchObject({
      stats: { average: '75', max: '100', min: '50' },
      rawData: [
        { reportArn: arns[1], data: '50' },
        { reportArn: arns[0], data: '100' },
      ],
    });
    expect((await trend({ trendField: 'TOTAL' })).stats).toEqual({ average: '2', max: '2', min: '2' });
    expect((await trend({ trendField: 'DURATION', numOfReports: 2 })).rawData).toEqual([
      { reportArn: arns[1], data: '4000000000' },
    ]);
    await expect(trend({ trendField: 'LINE_COVERAGE' })).rejects.toMatchObject(refused('InvalidInputException'));
    await expect(trend({ trendField: 'TOTAL', numOfReports: 101 })).rejects.toMatchObject(
      refused('InvalidInputException'),
    );
  });

  it('show no trend where there are none', async () => {
    const reportGroupArn = (await makeGroup({ name: 'empty' }))?.arn;
    const empty = await codebuild.send(new GetReportGroupTrendCommand({ reportGroupArn, trendField: 'TOTAL' }));
    expect([empty.stats, empty.rawData]).toEqual([{}, []]);
    const gone = new GetReportGroupTrendCommand({ reportGroupArn: groupArn('nobody'), trendField: 'TOTAL' });
    await expect(codebuild.send(gone)).rejects.toMatchObject(refused('ResourceNotFoundException'));
  });
});

describe('the tests of a report', () => {
  it('are found by status and by a piece of their name or prefix, page by page', async () => {
    const cases = [passed('apple'), failed('pear'), passed('pineapple'), '<testcase name="x"><skipped/></testcase>'];
    const project = await lab.project(spec({ build: ['true'] }));
    const [reportArnOf] = await report(project, '  unit: {files: [r/0]}', [suite(...cases)]);
    const names = async (filter?: DescribeTestCasesCommandInput['filter']) =>
      (
        await pages((nextToken) =>
          codebuild.send(new DescribeTestCasesCommand({ reportArn: reportArnOf, maxResults: 1, nextToken, filter })),
        )
      ).flatMap(({ testCases = [] }) => testCases.map(({ name }) => name));
    expect(await names()).toEqual(['pear', 'apple', 'pineapple', 'x']);
    expect(await names({ status: 'SKIPPED' })).toEqual(['x']);
    expect(await names({ keyword: 'apple' })).toEqual(['apple', 'pineapple']);
    expect(await names({ keyword: 'c.pine' })).toEqual(['pineapple']);
    expect(await names({ keyword: 'pe', status: 'SUCCEEDED' })).toEqual([]);
    expect(await names({ keyword: '%' })).toEqual([]);
    const absent = new DescribeTestCasesCommand({ reportArn: reportArn('a:b') });
    await expect(codebuild.send(absent)).rejects.toMatchObject(refused('ResourceNotFoundException'));
  });
});

describe('the coverage of a report', () => {
  let arns: readonly string[];
  let project: string;
  beforeAll(async () => {
    project = await lab.project(spec({ build: ['true'] }));
    const section = '  lines: {files: [r/0], file-format: JACOCOXML}';
    const text = coverage(
      source('B.java', 1, 1),
      source('A.java', 10, 1),
      source('C.java', 0, 4),
      source('D.java', 1, 1),
    );
    arns = await report(project, section, [text]);
    arns = [...arns, ...(await report(project, section, [coverage(source('A.java', 3, 0))]))];
  });

  it('is sorted by path or by lines, within limits, page by page', async () => {
    const files = async (input: Omit<DescribeCodeCoveragesCommandInput, 'reportArn'>) =>
      (
        await pages((nextToken) =>
          codebuild.send(new DescribeCodeCoveragesCommand({ reportArn: arns[0], maxResults: 3, nextToken, ...input })),
        )
      ).flatMap(({ codeCoverages = [] }) => codeCoverages.map(({ filePath = '' }) => filePath.slice(2, 3)));
    expect(await files({})).toEqual(['A', 'B', 'C', 'D']);
    expect(await files({ sortOrder: 'DESCENDING', maxResults: 1 })).toEqual(['D', 'C', 'B', 'A']);
    expect(await files({ sortBy: 'LINE_COVERAGE_PERCENTAGE', maxResults: 1 })).toEqual(['C', 'B', 'D', 'A']);
    expect(await files({ sortBy: 'LINE_COVERAGE_PERCENTAGE', sortOrder: 'DESCENDING' })).toEqual(['A', 'D', 'B', 'C']);
    expect(await files({ minLineCoveragePercentage: 50 })).toEqual(['A', 'B', 'D']);
    expect(await files({ maxLineCoveragePercentage: 50 })).toEqual(['B', 'C', 'D']);
    expect(await files({ minLineCoveragePercentage: 90.9, maxLineCoveragePercentage: 90.9 })).toEqual(['A']);
    await expect(files({ minLineCoveragePercentage: 101 })).rejects.toMatchObject(refused('InvalidInputException'));
  });

  it('tells of each file', async () => {
    const { codeCoverages = [] } = await codebuild.send(new DescribeCodeCoveragesCommand({ reportArn: arns[0] }));
    expect(codeCoverages[0]).toMatchObject({
      ...{ id: expect.stringMatching(/^[0-9a-f-]{36}$/), reportARN: arns[0], filePath: 'p/A.java' },
      ...{ lineCoveragePercentage: 90.9, linesCovered: 10, linesMissed: 1, expired: expect.any(Date) },
    });
    expect(new Set(codeCoverages.map(({ id }) => id)).size).toBe(4);
    const absent = new DescribeCodeCoveragesCommand({ reportArn: reportArn('a:b') });
    await expect(codebuild.send(absent)).rejects.toMatchObject(refused('InvalidInputException'));
  });

  it('has a trend of its own', async () => {
    const reportGroupArn = groupArn(`${project}-lines`);
    const trend = (trendField: GetReportGroupTrendCommandInput['trendField']) =>
      codebuild.send(new GetReportGroupTrendCommand({ reportGroupArn, trendField }));
    expect((await trend('LINE_COVERAGE')).stats).toEqual({ average: '81.58', max: '100', min: '63.15' });
    expect((await trend('LINES_MISSED')).rawData?.map(({ data }) => data).sort()).toEqual(['0', '7']);
    await expect(trend('PASS_RATE')).rejects.toMatchObject(refused('InvalidInputException'));
  });
});

it('a report is gone when it is 30 days old, with all that it held', async () => {
  const project = await lab.project(spec({ build: ['true'] }));
  const [arn = ''] = await report(project, '  old: {files: [r/0]}', [suite(passed('a'))]);
  const rows = () =>
    listTestCases(yard.context.database, {
      ...{ report: arn.slice(arn.indexOf('report/') + 7), status: undefined, keyword: undefined },
      ...{ after: undefined, limit: 9 },
    });
  expect(await rows()).toHaveLength(1);
  clock.putForward(LIFE_MS);
  // Requests over the wire would be signed a month too early.
  const { codebuild: inside } = yard.context.aws;
  const found = await inside.batchGetReports({ reportArns: [arn] });
  expect(found).toMatchObject({ reports: [], reportsNotFound: [arn] });
  expect((await inside.listReports({})).reports).toEqual([]);
  await yard.restart();
  await until(async () => (await rows()).length === 0);
  await yard.context.aws.codebuild.deleteReportGroup({ arn: groupArn(`${project}-old`) });
});
