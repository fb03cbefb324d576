import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BatchGetReportGroupsCommand,
  BatchGetReportsCommand,
  type Build,
  CodeBuildClient,
  CreateReportGroupCommand,
  type CreateReportGroupCommandInput,
  DescribeCodeCoveragesCommand,
  DescribeTestCasesCommand,
  type Report,
} from '@aws-sdk/client-codebuild';
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startYard, type Yard } from '../../../../testing/start-yard.ts';
import { batchLab, memberId } from '../../testing/batch-lab.ts';
import { type BuildLab, buildLab, type FinishedBuild, spec } from '../../testing/build-lab.ts';

let yard: Yard;
let lab: BuildLab;
let codebuild: CodeBuildClient;
let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'codeyard-report-test-'));
  yard = await startYard();
  lab = buildLab(yard);
  codebuild = yard.client(CodeBuildClient);
});
afterAll(async () => {
  await yard.stop();
  await rm(scratch, { recursive: true });
});

const GOOD = '<testsuite name="s"><testcase name="a" classname="c" time="1"/><testcase name="b"/></testsuite>';
const BAD = '<testsuite name="s"><testcase name="a"><failure message="no"/></testcase></testsuite>';
const COVERAGE =
  '<report name="r"><package name="p"><sourcefile name="A.java"><counter type="LINE" covered="5" missed="1"/></sourcefile></package></report>';
const OFF = 'export CODEBUILD_CONFIG_AUTO_DISCOVER=false';
const write = (path: string, text: string) => `mkdir -p $(dirname ${path}) && printf '%s' '${text}' > ${path}`;

/** A build that writes files, with a `reports` section. */
const reporting = (files: Readonly<Record<string, string>>, reports: string, commands: readonly string[] = [OFF]) =>
  spec({ build: [...Object.entries(files).map(([path, text]) => write(path, text)), ...commands] }, reports);

const groupArn = (name: string) => `arn:aws:codebuild:${yard.region}:${yard.account}:report-group/${name}`;

async function reportsOf({ reportArns = [] }: Build): Promise<Report[]> {
  if (reportArns.length === 0) return [];
  const { reports = [] } = await codebuild.send(new BatchGetReportsCommand({ reportArns }));
  return reports;
}

async function reported(finished: Promise<FinishedBuild>) {
  const { build, log } = await finished;
  expect(build.buildStatus).toBe('SUCCEEDED');
  return { build, log, reports: await reportsOf(build) };
}

async function makeGroup(input: Partial<CreateReportGroupCommandInput> & { readonly name: string }): Promise<string> {
  const common = { type: 'TEST', exportConfig: { exportConfigType: 'NO_EXPORT' } } as const;
  const { reportGroup } = await codebuild.send(new CreateReportGroupCommand({ ...common, ...input }));
  return reportGroup?.arn ?? '';
}

const casesOf = async (reportArn = '') =>
  (await codebuild.send(new DescribeTestCasesCommand({ reportArn }))).testCases ?? [];

describe('a report of the buildspec', () => {
  it('goes into a group of the project, made on first use and used again', async () => {
    const section = 'reports:\n  unit:\n    files: ["**/*.xml"]\n    base-directory: out';
    const project = await lab.project(reporting({ 'out/deep/a.xml': GOOD, 'out/b.xml': BAD }, section));
    const first = await reported(lab.finish(await lab.start(project)));
    const group = groupArn(`${project}-unit`);
    const [report] = first.reports;
    expect(report).toMatchObject({
      type: 'TEST',
      name: `${project}-unit`,
      reportGroupArn: group,
      executionId: first.build.arn,
      status: 'FAILED',
      truncated: false,
      exportConfig: { exportConfigType: 'NO_EXPORT' },
      testSummary: {
        total: 3,
        statusCounts: { SUCCEEDED: 2, FAILED: 1, ERROR: 0, SKIPPED: 0, UNKNOWN: 0 },
        durationInNanoSeconds: 1_000_000_000,
      },
    });
    expect(report?.arn).toMatch(new RegExp(`:report/${project}-unit:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`));
    expect((report?.expired?.getTime() ?? 0) - (report?.created?.getTime() ?? 0)).toBe(30 * 24 * 3_600_000);
    expect(await casesOf(report?.arn)).toEqual([
      {
        ...{ reportArn: report?.arn, testRawDataPath: 'b.xml', name: 'a', status: 'FAILED', durationInNanoSeconds: 0 },
        ...{ message: 'no', expired: report?.expired, testSuiteName: 's' },
      },
      {
        ...{ reportArn: report?.arn, testRawDataPath: 'deep/a.xml', name: 'a', prefix: 'c', status: 'SUCCEEDED' },
        ...{ durationInNanoSeconds: 1_000_000_000, expired: report?.expired, testSuiteName: 's' },
      },
      {
        ...{ reportArn: report?.arn, testRawDataPath: 'deep/a.xml', name: 'b', status: 'SUCCEEDED' },
        ...{ durationInNanoSeconds: 0, expired: report?.expired, testSuiteName: 's' },
      },
    ]);
    expect(first.log).toContain(`Report ${project}-unit: FAILED, 3 tests, 2 succeeded, 1 failed\n`);
    expect(first.log).toContain('  FAILED a\n');
    const second = await reported(lab.finish(await lab.start(project)));
    expect(second.reports[0]).toMatchObject({ reportGroupArn: group });
    expect(second.reports[0]?.arn).not.toBe(report?.arn);
  });

  it('of coverage makes a group of that type, which takes no tests', async () => {
    const section = 'reports:\n  it:\n    files: [j.xml]\n    file-format: JaCoCoXML';
    const project = await lab.project(reporting({ 'j.xml': COVERAGE }, section));
    const { reports, log } = await reported(lab.finish(await lab.start(project)));
    expect(reports[0]).toMatchObject({ type: 'CODE_COVERAGE', status: 'SUCCEEDED', truncated: false });
    expect(reports[0]?.codeCoverageSummary).toEqual({
      ...{ lineCoveragePercentage: 83.33, linesCovered: 5, linesMissed: 1, branchesCovered: 0, branchesMissed: 0 },
    });
    const { codeCoverages = [] } = await codebuild.send(
      new DescribeCodeCoveragesCommand({ reportArn: reports[0]?.arn ?? '' }),
    );
    expect(codeCoverages).toMatchObject([{ filePath: 'p/A.java', lineCoveragePercentage: 83.33, linesMissed: 1 }]);
    expect(log).toContain(`Report ${project}-it: SUCCEEDED, 83.33% of lines covered\n`);
    const mixed = spec({ build: [write('a.xml', GOOD), OFF] }, 'reports: {it: {files: [a.xml]}}');
    const after = await reported(lab.finish(await lab.start(project, { buildspecOverride: mixed })));
    expect(after.reports).toMatchObject([{ type: 'CODE_COVERAGE', status: 'INCOMPLETE' }]);
    expect(after.log).toContain(`Report group ${project}-it is of type CODE_COVERAGE, JUNITXML is TEST\n`);
  });

  it('of a group given by its ARN goes there; a group that is not there is not made', async () => {
    const arn = await makeGroup({ name: 'shared-group' });
    const section = `reports:\n  ${arn}:\n    files: [a.xml]\n  ${groupArn('nobody')}:\n    files: [a.xml]`;
    const { reports, log } = await reported(lab.run(reporting({ 'a.xml': GOOD }, section)));
    expect(reports.map(({ reportGroupArn, status }) => [reportGroupArn, status])).toEqual([[arn, 'SUCCEEDED']]);
    expect(log).toContain('Skipping report nobody: there is no such report group\n');
  });

  it('may be named by a variable that the build sets', async () => {
    const section = 'reports:\n  $KIND-tests:\n    files: [a.xml]\n  $NOTHING:\n    files: [a.xml]';
    const project = await lab.project(reporting({ 'a.xml': GOOD }, section, [OFF, 'export KIND=unit']));
    const { reports, log } = await reported(lab.finish(await lab.start(project)));
    expect(reports.map(({ name }) => name)).toEqual([`${project}-unit-tests`]);
    expect(log).toContain('Skipping report $NOTHING: Invalid report group name or ARN\n');
  });

  it('may have its files in a folder that the build names', async () => {
    const section = 'reports: {unit: {files: ["*"], base-directory: "$CODEBUILD_SRC_DIR/$PLACE"}}';
    const { reports, log } = await reported(
      lab.run(reporting({ 'out/a.xml': GOOD }, section, [OFF, 'export PLACE=out'])),
    );
    expect(reports).toMatchObject([{ status: 'SUCCEEDED', testSummary: { total: 2 } }]);
    expect(log).toMatch(/Expanding base directory path: {2}\/\S+\/out\n/);
  });

  it('flattens paths on demand', async () => {
    const section = 'reports: {unit: {files: ["out/**/*"], discard-paths: yes}}';
    const { reports } = await reported(lab.run(reporting({ 'out/deep/a.xml': GOOD }, section)));
    expect((await casesOf(reports[0]?.arn)).map(({ testRawDataPath }) => testRawDataPath)).toEqual(['a.xml', 'a.xml']);
  });

  it.each([
    ['has no file', {}, '{files: [a.xml]}', 'Skipping invalid file path a.xml\n'],
    ['has no folder', {}, '{files: [a.xml], base-directory: none}', 'no matching base directory path found for none\n'],
    ['has a malformed file', { 'a.xml': '<testsuite>' }, '{files: ["*.xml"]}', 'Unable to read report file a.xml: '],
    ['has only other files', { 'a.xml': '<html/>' }, '{files: [a.xml]}', 'Skipping report file a.xml: '],
  ])('that %s is incomplete, and the build is none the worse', async (_, files, section, line) => {
    const { reports, log } = await reported(lab.run(reporting(files, `reports: {unit: ${section}}`)));
    expect(reports).toMatchObject([{ status: 'INCOMPLETE', type: 'TEST' }]);
    expect(reports[0]?.testSummary).toBeUndefined();
    expect(log).toContain(line);
  });

  it('keeps the tests of its good files beside a malformed one', async () => {
    const files = { 'a.xml': GOOD, 'b.xml': '<testsuite><testcase name="lost"/>', 'c.txt': 'Tests run: 2' };
    const { reports } = await reported(lab.run(reporting(files, 'reports: {unit: {files: ["*"]}}')));
    expect(reports).toMatchObject([{ status: 'INCOMPLETE', testSummary: { total: 2 } }]);
    expect((await casesOf(reports[0]?.arn)).map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('holds 500 tests of 501, and says so', async () => {
    const many = 'i=0; while [ $i -lt 500 ]; do i=$((i+1)); echo "<testcase name=\\"t$i\\"/>"; done';
    const make = `(echo "<testsuite>"; ${many}; echo "<testcase name=\\"last\\"><failure/></testcase></testsuite>") > a.xml`;
    const { reports } = await reported(lab.run(spec({ build: [make, OFF] }, 'reports: {unit: {files: [a.xml]}}')));
    expect(reports[0]).toMatchObject({ truncated: true, status: 'FAILED', testSummary: { total: 501 } });
    const cases: (string | undefined)[] = [];
    let nextToken: string | undefined;
    do {
      const input = { reportArn: reports[0]?.arn ?? '', nextToken };
      const page = await codebuild.send(new DescribeTestCasesCommand(input));
      cases.push(...(page.testCases ?? []).map(({ name }) => name));
      nextToken = page.nextToken;
    } while (nextToken);
    expect(cases).toHaveLength(500);
    expect(cases.slice(0, 2)).toEqual(['last', 't1']);
  });

  it('is one of at most five, and of a format that there is', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `  ${name}: {files: [a.xml]}`);
    const section = ['reports:', '  odd: {files: [a.xml], file-format: LCOV}', ...names].join('\n');
    const { reports, log } = await reported(lab.run(reporting({ 'a.xml': GOOD }, section)));
    expect(reports.map(({ name = '' }) => name.at(-1))).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(log).toContain('Skipping report f: a build can have at most 5 report groups\n');
    expect(log).toContain('Skipping report odd: Invalid file-format LCOV. Expecting: JUNITXML,CUCUMBERJSON,');
  });

  it('of a project with the longest of names has a group with a name of its own', async () => {
    const name = `p${'x'.repeat(149)}`;
    await lab.project(reporting({ 'a.xml': GOOD }, 'reports: {one: {files: [a.xml]}, two: {files: [a.xml]}}'), {
      name,
    });
    const { reports } = await reported(lab.finish(await lab.start(name)));
    const names = reports.map((report) => report.name ?? '');
    expect(names.every((one) => one.length === 128 && one.startsWith('pxxx'))).toBe(true);
    expect(new Set(names).size).toBe(2);
  });

  it('never reads what a link leads to outside of the source', async () => {
    const secret = join(scratch, 'secret.xml');
    await writeFile(secret, '<testsuite><testcase name="secret"/></testsuite>');
    const section = 'reports: {unit: {files: [a.xml, out/secret.xml, b.xml]}}';
    const links = [`ln -s ${secret} a.xml`, `ln -s ${scratch} out`];
    const { reports, log } = await reported(lab.run(reporting({ 'b.xml': GOOD }, section, [...links, OFF])));
    expect((await casesOf(reports[0]?.arn)).map(({ name }) => name)).toEqual(['a', 'b']);
    expect(log).toContain('Unable to read report file a.xml: it leads out of the source\n');
    expect(log).toContain('Unable to read report file out/secret.xml: it leads out of the source\n');
  });

  it('hides secrets in its messages', async () => {
    await yard.context.aws.ssm.putParameter({ Name: '/word', Value: 'swordfish', Type: 'SecureString' });
    const make = `printf '<testsuite><testcase name="a"><failure>got %s</failure></testcase></testsuite>' $WORD > a.xml`;
    const more = 'env: {parameter-store: {WORD: /word}}\nreports: {unit: {files: [a.xml]}}';
    const { reports } = await reported(lab.run(spec({ build: [make, OFF] }, more)));
    expect((await casesOf(reports[0]?.arn))[0]?.message).toBe('got ***');
  });
});

describe('the reports of a build', () => {
  const section = 'reports: {unit: {files: [a.xml]}}';

  it('are made when its commands or its artifacts failed', async () => {
    const failed = await lab.run(reporting({ 'a.xml': GOOD }, section, [OFF, 'exit 1']));
    expect(failed.build).toMatchObject({ buildStatus: 'FAILED', reportArns: [expect.stringContaining(':report/')] });
    const text = reporting({ 'a.xml': GOOD }, `${section}\nartifacts: {files: [none]}`);
    const project = await lab.project(text, { artifacts: { type: 'S3', location: 'nowhere' } });
    const lost = await lab.finish(await lab.start(project));
    expect(lost.phases).toContain('UPLOAD_ARTIFACTS FAILED');
    expect(await reportsOf(lost.build)).toMatchObject([{ status: 'SUCCEEDED' }]);
  });

  it('are none when it never came to its commands', async () => {
    const text = spec({ install: [write('a.xml', GOOD), 'exit 1'] }, section);
    const { build } = await lab.run(text);
    expect(build.reportArns).toBeUndefined();
  });

  it('are those of each build in a batch', async () => {
    const batches = batchLab(yard);
    const text = reporting(
      { 'a.xml': GOOD },
      `${section}\nbatch: {build-list: [{identifier: one}, {identifier: two}]}`,
    );
    const batch = await batches.runBatch(text);
    expect(batch.buildBatchStatus).toBe('SUCCEEDED');
    const arns = await Promise.all(
      ['one', 'two'].map(async (identifier) => (await lab.get(memberId(batch, identifier))).reportArns ?? []),
    );
    expect(new Set(arns.flat()).size).toBe(2);
  });
});

describe('auto-discovery', () => {
  it('makes a report of each format that it finds, and tells of it as AWS does', async () => {
    const files = { 'out/a.xml': GOOD, 'b.xml': GOOD, 'c/jacoco.xml': COVERAGE, 'pom.xml': '<project/>' };
    const project = await lab.project(reporting(files, '', []));
    const { reports, log } = await reported(lab.finish(await lab.start(project)));
    expect(reports).toMatchObject([
      { name: `${project}-JunitXml-AutoDiscovered`, type: 'TEST', testSummary: { total: 4 } },
      { name: `${project}-JacocoXml-AutoDiscovered`, type: 'CODE_COVERAGE' },
    ]);
    const lines = log.split('\n').map((line) => line.replace(/^\[Container\] \S+ \S+ /, ''));
    const at = lines.indexOf('Set report auto-discover timeout to 5 seconds');
    expect(lines.slice(at + 1, at + 8)).toEqual([
      'Expanding base directory path:  .',
      'Assembling file list',
      'Expanding .',
      'Expanding file paths for base directory .',
      'Assembling file list',
      'Expanding **/*',
      'Found 3 file(s)',
    ]);
    expect(lines[at + 8]).toMatch(/^Report auto-discover file discovery took \d+\.\d{6} seconds$/);
  });

  it('says that there is nothing', async () => {
    const { build, log } = await reported(lab.run(spec({ build: ['true'] })));
    expect(build.reportArns).toBeUndefined();
    expect(log).toContain('No matching auto-discover report paths found\n');
  });

  it('is switched off and confined by variables, also ones that a command sets', async () => {
    const files = { 'out/a.xml': GOOD, 'b.xml': GOOD };
    const off = await reported(lab.run(reporting(files, '', [OFF])));
    expect(off.build.reportArns).toBeUndefined();
    expect(off.log).not.toContain('auto-discover');
    expect(off.build.exportedEnvironmentVariables ?? []).toEqual([]);
    for (const place of ['out', 'out/*xml', '$CODEBUILD_SRC_DIR/out']) {
      const command = `export CODEBUILD_CONFIG_AUTO_DISCOVER_DIR="${place}"`;
      const { reports } = await reported(lab.run(reporting(files, '', [command])));
      expect(reports).toMatchObject([{ testSummary: { total: 2 } }]);
    }
    const variables = [{ name: 'CODEBUILD_CONFIG_AUTO_DISCOVER', value: 'false' }];
    const project = await reported(lab.run(reporting(files, '', []), { environmentVariablesOverride: variables }));
    expect(project.build.reportArns).toBeUndefined();
  });

  it('leaves alone what the buildspec names', async () => {
    const text = reporting({ 'a.xml': GOOD, 'b.xml': GOOD }, 'reports: {unit: {files: [a.xml]}}', []);
    const { reports } = await reported(lab.run(text));
    expect(
      reports.map(({ name = '', testSummary }) => [name.replace(/^lab-\d+-\d+-/, ''), testSummary?.total]),
    ).toEqual([
      ['unit', 2],
      ['JunitXml-AutoDiscovered', 2],
    ]);
  });
});

describe('the export of a report', () => {
  const keysOf = async (Bucket: string) => {
    const { Contents = [] } = await yard.client(S3Client).send(new ListObjectsV2Command({ Bucket }));
    return Contents.map(({ Key = '' }) => Key);
  };
  const until = async (Bucket: string, count: number) => {
    for (const giveUpAt = Date.now() + 15_000; Date.now() < giveUpAt; ) {
      const keys = await keysOf(Bucket);
      if (keys.length >= count) return keys;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`${Bucket} stays without ${count} objects`);
  };
  const exporting = (bucket: string, more: object) =>
    ({ exportConfigType: 'S3', s3Destination: { bucket, path: 'raw/', ...more } }) as const;

  it.each([
    ['NONE', ['deep/a.xml', 'b.xml']],
    ['ZIP', ['.zip']],
  ] as const)('packaged %s holds its files', async (packaging, endings) => {
    const bucket = `exports-${packaging.toLowerCase()}`;
    await yard.client(S3Client).send(new CreateBucketCommand({ Bucket: bucket }));
    const exportConfig = exporting(bucket, { packaging });
    const arn = await makeGroup({ name: `exported-${packaging}`, exportConfig });
    const { reportGroups } = await codebuild.send(new BatchGetReportGroupsCommand({ reportGroupArns: [arn] }));
    expect(reportGroups?.[0]?.exportConfig?.s3Destination).toMatchObject({ packaging, encryptionDisabled: false });
    const section = `reports:\n  ${arn}:\n    files: ["**/*.xml"]\n    base-directory: out`;
    const { reports } = await reported(lab.run(reporting({ 'out/deep/a.xml': GOOD, 'out/b.xml': '<broken' }, section)));
    expect(reports[0]?.exportConfig).toMatchObject({ exportConfigType: 'S3', s3Destination: { bucket, path: 'raw/' } });
    const uuid = reports[0]?.arn?.split(':').at(-1);
    const keys = await until(bucket, endings.length);
    const wanted = endings.map((ending) => (packaging === 'ZIP' ? `raw/${uuid}.zip` : `raw/${uuid}/${ending}`));
    expect(keys.sort()).toEqual(wanted.sort());
    const [Key = ''] = keys.filter((key) => !key.endsWith('b.xml'));
    const object = await yard.client(S3Client).send(new GetObjectCommand({ Bucket: bucket, Key }));
    expect(object.ServerSideEncryption).toBe('aws:kms');
    const body = (await object.Body?.transformToString()) ?? '';
    expect(packaging === 'ZIP' ? body.startsWith('PK') : body === GOOD).toBe(true);
  });

  it('is tried again when the bucket comes later, and leaves nothing behind', async () => {
    const arn = await makeGroup({ name: 'exported-late', exportConfig: exporting('late-bucket', {}) });
    const section = `reports:\n  ${arn}:\n    files: [a.xml]`;
    await reported(lab.run(reporting({ 'a.xml': GOOD }, section)));
    const waiting = async () =>
      (await readdir(yard.dataFolder, { recursive: true })).filter((path) => /(^|\/)report-[^/]*$/.test(path));
    expect(await waiting()).toHaveLength(1);
    await yard.client(S3Client).send(new CreateBucketCommand({ Bucket: 'late-bucket' }));
    await until('late-bucket', 1);
    await vi.waitFor(async () => expect(await waiting()).toEqual([]), 10_000);
  });
});
