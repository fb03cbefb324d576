import {
  BatchGetReportGroupsCommand,
  BatchGetReportsCommand,
  type BuildBatch,
  CodeBuildClient,
  DescribeCodeCoveragesCommand,
  DescribeTestCasesCommand,
  ListReportsForReportGroupCommand,
  type Report,
  RetryBuildBatchCommand,
} from '@aws-sdk/client-codebuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startYard, type Yard } from '../../../../testing/start-yard.ts';
import { type BatchLab, batchLab, memberId } from '../../testing/batch-lab.ts';
import { spec } from '../../testing/build-lab.ts';

let yard: Yard;
let lab: BatchLab;
let codebuild: CodeBuildClient;
beforeAll(async () => {
  yard = await startYard();
  lab = batchLab(yard);
  codebuild = yard.client(CodeBuildClient);
});
afterAll(() => yard.stop());

const FANOUT = 'batch: {fast-fail: false, build-fanout: {parallelism: 3}}';
const ME = '$CODEBUILD_BATCH_BUILD_IDENTIFIER';
const suite = `<testsuite><testcase name='${ME}' time='1'/></testsuite>`;

async function reportsOf({ reportArns = [] }: BuildBatch): Promise<Report[]> {
  if (reportArns.length === 0) return [];
  return (await codebuild.send(new BatchGetReportsCommand({ reportArns }))).reports ?? [];
}

const namesIn = async (reportArn = '') =>
  ((await codebuild.send(new DescribeTestCasesCommand({ reportArn }))).testCases ?? []).map(({ name }) => name);

describe('the reports of a fanout', () => {
  it('are one for each report group, beside those of its builds', async () => {
    const lines = `<report><package name='p'><sourcefile name='${ME}'><counter type='LINE' missed='1' covered='3'/></sourcefile></package></report>`;
    const project = await lab.batchProject(
      spec(
        { build: [`echo "${suite}" > found.xml; echo "${lines}" > lines.xml`] },
        `${FANOUT}\nreports: {cov: {files: [lines.xml], file-format: JACOCOXML}}`,
      ),
    );
    const batch = await lab.finishBatch(await lab.startBatch(project));
    expect(batch.buildBatchStatus).toBe('SUCCEEDED');
    const merged = await reportsOf(batch);
    expect(merged).toMatchObject([
      { name: `${project}-JunitXml-AutoDiscovered`, type: 'TEST', status: 'SUCCEEDED', executionId: batch.arn },
      { name: `${project}-cov`, type: 'CODE_COVERAGE', status: 'SUCCEEDED', executionId: batch.arn },
    ]);
    const [tests, coverage] = merged;
    expect(tests?.testSummary).toMatchObject({ total: 3, durationInNanoSeconds: 1_000_000_000 });
    expect(await namesIn(tests?.arn)).toEqual(['build0', 'build1', 'build2']);
    expect(coverage?.codeCoverageSummary).toMatchObject({
      linesCovered: 9,
      linesMissed: 3,
      lineCoveragePercentage: 75,
    });
    const { codeCoverages } = await codebuild.send(new DescribeCodeCoveragesCommand({ reportArn: coverage?.arn }));
    expect(codeCoverages?.map(({ filePath }) => filePath)).toEqual(['p/build0', 'p/build1', 'p/build2']);
    const { reportArns: own = [] } = await lab.get(memberId(batch, 'build1'));
    expect(own.map((arn) => arn.split('/').at(-1)?.split(':')[0])).toEqual([
      `${project}-cov-BuildFanoutShard1`,
      `${project}-JunitXml-AutoDiscovered-BuildFanoutShard1`,
    ]);
    const reportGroupArn = coverage?.reportGroupArn;
    const { reports } = await codebuild.send(new ListReportsForReportGroupCommand({ reportGroupArn }));
    expect(reports).toEqual([coverage?.arn]);
    const reportGroupArns = [`${reportGroupArn}-BuildFanoutShard2`];
    const { reportGroups } = await codebuild.send(new BatchGetReportGroupsCommand({ reportGroupArns }));
    expect(reportGroups).toMatchObject([{ type: 'CODE_COVERAGE' }]);
  });

  it('tell of a batch that failed, and of its retry in the same place', async () => {
    const file = `${yard.dataFolder}/mended`;
    const fails = `<testsuite><testcase name='bad'><failure/></testcase></testsuite>`;
    const commands = [
      `if [ ${ME} != build1 ] || [ -e ${file} ]; then echo "${suite}" > a.xml; else touch ${file}; echo "${fails}" > a.xml; exit 1; fi`,
    ];
    const id = await lab.startBatch(
      await lab.batchProject(spec({ build: commands }, `${FANOUT}\nreports: {unit: {files: [a.xml]}}`)),
    );
    const batch = await lab.finishBatch(id);
    expect(batch.buildBatchStatus).toBe('FAILED');
    const [failed] = (await reportsOf(batch)).filter(({ name }) => name?.endsWith('-unit'));
    expect(failed).toMatchObject({ status: 'FAILED', testSummary: { total: 3, statusCounts: { FAILED: 1 } } });
    expect(await namesIn(failed?.arn)).toEqual(['bad', 'build0', 'build2']);
    await codebuild.send(new RetryBuildBatchCommand({ id, retryType: 'RETRY_FAILED_BUILDS' }));
    const again = await lab.finishBatch(id);
    expect(again.buildBatchStatus).toBe('SUCCEEDED');
    const [mended] = (await reportsOf(again)).filter(({ name }) => name?.endsWith('-unit'));
    expect(mended).toMatchObject({ arn: failed?.arn, status: 'SUCCEEDED', testSummary: { total: 3 } });
    expect(await namesIn(mended?.arn)).toEqual(['build0', 'build1', 'build2']);
  });

  it('are incomplete when a build made none', async () => {
    const commands = [`[ ${ME} = build0 ] || echo "${suite}" > a.xml`];
    const batch = await lab.runBatch(spec({ build: commands }, FANOUT));
    expect(await reportsOf(batch)).toMatchObject([{ status: 'INCOMPLETE', testSummary: { total: 2 } }]);
  });
});

it('a batch of another kind has no reports of its own', async () => {
  const batch = await lab.runBatch(
    spec({ build: [`echo "${suite}" > a.xml`] }, 'batch: {build-list: [{identifier: a}]}'),
  );
  expect(batch.reportArns).toBeUndefined();
  expect((await lab.get(memberId(batch, 'a'))).reportArns).toHaveLength(1);
});
