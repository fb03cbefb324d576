import { readdir } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { type Build, CodeBuild } from '@aws-sdk/client-codebuild';
import { S3 } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ServerProcess, startServer } from './testing/server-process.ts';

const BUILDS = 6;
const CASES = 400;
const FILES = 12;

/** Files of some megabytes, which take a thread and a while. */
const WRITE_TESTS = [
  'mkdir -p out',
  `filler=$(head -c 1000 /dev/zero | tr "\\\\0" x)`,
  `for file in $(seq ${FILES}); do (echo "<testsuite>"; for n in $(seq ${CASES}); do echo "<testcase name='t$n'><system-out>$filler</system-out></testcase>"; done; echo "<testcase name='bad'><failure/></testcase></testsuite>") > out/$file.xml; done`,
  `echo "<testsuite><testcase name='found'/></testsuite>" > found.xml`,
  `echo '<report name="r"><package name="p"><sourcefile name="A"><counter type="LINE" missed="1" covered="5"/></sourcefile></package></report>' > lines.xml`,
];

let server: ServerProcess;
beforeEach(async () => {
  server = await startServer();
});
afterEach(() => server.stop());

const settings = () => ({
  ...{ endpoint: server.endpoint, region: 'us-east-1', credentials: server.credentials },
  ...{ forcePathStyle: true, maxAttempts: 1 },
});

const buildspecOf = (group: string) =>
  JSON.stringify({
    version: '0.2',
    phases: { build: { commands: WRITE_TESTS } },
    reports: {
      [group]: { files: ['**/*'], 'base-directory': 'out' },
      lines: { files: ['lines.xml'], 'file-format': 'JACOCOXML' },
      nothing: { files: ['nowhere.xml'] },
    },
  });

async function prepare(): Promise<void> {
  const [s3, codebuild] = [new S3(settings()), new CodeBuild(settings())];
  await s3.createBucket({ Bucket: 'raw' });
  const exportConfig = { exportConfigType: 'S3', s3Destination: { bucket: 'raw' } } as const;
  const { reportGroup } = await codebuild.createReportGroup({ name: 'shared', type: 'TEST', exportConfig });
  await codebuild.createProject({
    ...{ name: 'reporting', serviceRole: 'arn:aws:iam::123456789012:role/x', artifacts: { type: 'NO_ARTIFACTS' } },
    environment: { type: 'LINUX_CONTAINER', image: 'x', computeType: 'BUILD_GENERAL1_SMALL' },
    source: { type: 'NO_SOURCE', buildspec: buildspecOf(reportGroup?.arn ?? '') },
  });
}

async function look(ids: string[]): Promise<Build[]> {
  return (await new CodeBuild(settings()).batchGetBuilds({ ids })).builds ?? [];
}

/** Kills the server while one of these builds makes its reports, and starts it again; false when all of them are over. */
async function killAmongReports(ids: string[], afterMs: number): Promise<boolean> {
  for (const end = performance.now() + 60_000; performance.now() < end; await pause(5)) {
    const builds = await look(ids);
    if (builds.every(({ buildComplete }) => buildComplete)) return false;
    if (!builds.some((build) => build.currentPhase === 'UPLOAD_ARTIFACTS' && !build.reportArns)) continue;
    await pause(afterMs);
    await server.kill();
    await server.start();
    return true;
  }
  throw new Error('no build came to its reports');
}

async function finished(ids: string[]): Promise<Build[]> {
  for (const end = performance.now() + 90_000; performance.now() < end; await pause(50)) {
    const builds = await look(ids);
    if (builds.every(({ buildComplete }) => buildComplete)) return builds;
  }
  throw new Error('the builds do not end');
}

describe('reports, on a server that is killed while it makes them', () => {
  it('are there once each, whole, and exported', { timeout: 240_000 }, async () => {
    await prepare();
    const codebuild = new CodeBuild(settings());
    const ids: string[] = [];
    for (let count = 0; count < BUILDS; count += 1) {
      ids.push((await codebuild.startBuild({ projectName: 'reporting' })).build?.id ?? '');
    }
    let kills = 0;
    for (const afterMs of [0, 40, 120, 250, 400, 0, 40, 120]) kills += (await killAmongReports(ids, afterMs)) ? 1 : 0;
    expect(kills).toBeGreaterThan(2);
    const builds = await finished(ids);
    expect(builds.map(({ buildStatus }) => buildStatus)).toEqual(ids.map(() => 'SUCCEEDED'));
    expect(builds.map(({ reportArns = [] }) => reportArns.length)).toEqual(ids.map(() => 4));

    const arns = builds.flatMap(({ reportArns = [] }) => reportArns);
    const { reports: listed = [], nextToken } = await codebuild.listReports({});
    expect([listed.sort(), nextToken]).toEqual([arns.sort(), undefined]);
    const { reports = [] } = await codebuild.batchGetReports({ reportArns: arns });
    const outcomes = reports.map(({ name, status, testSummary, codeCoverageSummary, executionId }) =>
      [executionId, name, status, testSummary?.total, codeCoverageSummary?.linesCovered].join(' '),
    );
    const expected = builds.flatMap(({ arn }) => [
      `${arn} shared FAILED ${FILES * (CASES + 1)} `,
      `${arn} reporting-lines SUCCEEDED  5`,
      `${arn} reporting-nothing INCOMPLETE  `,
      `${arn} reporting-JunitXml-AutoDiscovered SUCCEEDED 1 `,
    ]);
    expect(outcomes.sort()).toEqual(expected.sort());

    const exported = reports.filter(({ name }) => name === 'shared').map(({ arn = '' }) => arn.split(':').at(-1));
    const files = Array.from({ length: FILES }, (_, index) => `${index + 1}.xml`);
    const wanted = exported.flatMap((uuid) => files.map((file) => `${uuid}/${file}`)).sort();
    await expect
      .poll(async () => (await new S3(settings()).listObjectsV2({ Bucket: 'raw' })).Contents?.map(({ Key }) => Key), {
        timeout: 30_000,
      })
      .toEqual(wanted);
    const left = async () =>
      (await readdir(server.dataFolder, { recursive: true })).filter((path) => /\/report-[^/]+$/.test(path));
    await expect.poll(left, { timeout: 10_000 }).toEqual([]);
  });
});
