import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { action, openPipelineLab, type PipelineLab, pipeline, ROLE, s3Source, until } from './testing/pipeline-lab.ts';

let lab: PipelineLab;
let folder: string;

const BUILDSPEC = `version: 0.2
batch: {build-list: [{identifier: red}, {identifier: blue}]}
phases:
  build:
    commands:
      - |
        for word in $WORDS; do echo "$word" > $CODEBUILD_BATCH_BUILD_IDENTIFIER-$word.txt; done
        echo "$(cat page.html) $CODEBUILD_BATCH_BUILD_IDENTIFIER" > which.txt
        if [ "$HOLD" ]; then touch $HOLD; sleep 60; fi
        [ "$CODEBUILD_BATCH_BUILD_IDENTIFIER" != "$BAD" ]
artifacts:
  files: ["*.txt"]
  secondary-artifacts: {notes: {files: [which.txt]}}
`;
const PRIMARY_ONLY = BUILDSPEC.replace(/ {2}secondary-artifacts.*\n/, '');

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'codeyard-batch-pipeline-'));
  lab = await openPipelineLab();
  for (const [name, buildspec] of [
    ['both', BUILDSPEC],
    ['primary', PRIMARY_ONLY],
  ] as const) {
    await lab.codebuild.createProject({
      name,
      source: { type: 'CODEPIPELINE', buildspec },
      artifacts: { type: 'CODEPIPELINE' },
      environment: { type: 'LINUX_CONTAINER', computeType: 'BUILD_GENERAL1_SMALL', image: 'x' },
      serviceRole: ROLE,
      buildBatchConfig: { serviceRole: ROLE },
    });
  }
  await lab.putSource({ 'page.html': 'from s3' });
});
afterAll(async () => {
  await lab?.close();
  rmSync(folder, { recursive: true, force: true });
});

function build(ProjectName: string, outputs: string[], more: Record<string, string> = {}, variables = {}) {
  const EnvironmentVariables = JSON.stringify(
    Object.entries({ WORDS: 'w', ...variables }).map(([name, value]) => ({ name, value, type: 'PLAINTEXT' })),
  );
  return action('Build/AWS/CodeBuild', 'Compile', {
    configuration: { ProjectName, BatchEnabled: 'true', EnvironmentVariables, ...more },
    inputArtifacts: [{ name: 'Code' }],
    outputArtifacts: outputs.map((name) => ({ name })),
  });
}

const put = (artifact: string, prefix: string) =>
  action('Deploy/AWS/S3', `Put-${artifact}`, {
    configuration: { BucketName: 'site', Extract: 'true', ObjectKey: prefix },
    inputArtifacts: [{ name: artifact }],
  });

const latestExecution = async (name: string) => {
  const { stageStates } = await lab.codepipeline.getPipelineState({ name });
  return stageStates?.[1]?.actionStates?.[0]?.latestExecution;
};

async function keysOf(prefix: string): Promise<string[]> {
  const { Contents = [] } = await lab.s3.listObjectsV2({ Bucket: 'site', Prefix: prefix });
  return Contents.map(({ Key }) => Key ?? '');
}

describe('an action with BatchEnabled', () => {
  it('gives each output what the build, or the artifact of a build, of its name made', async () => {
    const outputs = ['red', 'red_notes', 'blue_notes'];
    await lab.create(
      pipeline(
        'apart',
        ['Source', s3Source],
        ['Build', build('both', outputs)],
        ['Deploy', ...outputs.map((name) => put(name, `apart/${name}`))],
      ),
    );
    expect(await lab.outcome('apart')).toBe('Succeeded');
    expect(await lab.text('site', 'apart/red/which.txt')).toBe('from s3 red\n');
    expect(await lab.text('site', 'apart/red_notes/which.txt')).toBe('from s3 red\n');
    expect(await lab.text('site', 'apart/blue_notes/which.txt')).toBe('from s3 blue\n');
    const { ids = [] } = await lab.codebuild.listBuildBatchesForProject({ projectName: 'both' });
    expect((await latestExecution('apart'))?.externalExecutionId).toBe(ids[0]);
    const { buildBatches = [] } = await lab.codebuild.batchGetBuildBatches({ ids });
    expect(buildBatches[0]).toMatchObject({ initiator: 'codepipeline/apart', buildBatchStatus: 'SUCCEEDED' });
  });

  it('and CombineArtifacts has one output with what all builds made', async () => {
    const combined = build('primary', ['All'], { CombineArtifacts: 'true' });
    await lab.create(pipeline('one', ['Source', s3Source], ['Build', combined], ['Deploy', put('All', 'one')]));
    expect(await lab.outcome('one')).toBe('Succeeded');
    expect(await keysOf('one/')).toEqual(['one/blue-w.txt', 'one/red-w.txt', 'one/which.txt']);
    expect(await lab.text('site', 'one/which.txt')).toBe('from s3 blue\n');
  });

  it('and CombineArtifacts cannot have two outputs', async () => {
    const combined = build('primary', ['red', 'blue'], { CombineArtifacts: 'true' });
    await lab.create(pipeline('two', ['Source', s3Source], ['Build', combined]));
    expect(await lab.outcome('two')).toBe('Failed');
    expect((await latestExecution('two'))?.errorDetails).toMatchObject({ code: 'ConfigurationError' });
  });

  it('fails when a build of the batch does', async () => {
    await lab.create(pipeline('bad', ['Source', s3Source], ['Build', build('primary', ['red'], {}, { BAD: 'blue' })]));
    expect(await lab.outcome('bad')).toBe('Failed');
    expect((await latestExecution('bad'))?.errorDetails).toEqual({
      code: 'JobFailed',
      message: 'Build terminated with state: FAILED',
    });
  });

  it('of a project that takes part in no batches fails and says so', async () => {
    await lab.codebuild.updateProject({ name: 'both', buildBatchConfig: {} });
    await lab.create(pipeline('none', ['Source', s3Source], ['Build', build('both', ['red'])]));
    expect(await lab.outcome('none')).toBe('Failed');
    expect((await latestExecution('none'))?.errorDetails).toMatchObject({
      code: 'ConfigurationError',
      message: expect.stringMatching(/^Error calling startBuildBatch: .*serviceRole.*\(InvalidInputException\)$/),
    });
  });

  it('is stopped with the batch it started, and the builds of that', async () => {
    const HOLD = join(folder, 'hold');
    await lab.create(pipeline('stopped', ['Source', s3Source], ['Build', build('primary', ['red'], {}, { HOLD })]));
    await until(async () => (existsSync(HOLD) ? true : undefined));
    const batchId = (await latestExecution('stopped'))?.externalExecutionId ?? '';
    const { id } = await lab.latest('stopped');
    const request = { pipelineName: 'stopped', pipelineExecutionId: id };
    await lab.codepipeline.stopPipelineExecution({ ...request, abandon: true });
    expect(await lab.outcome('stopped')).toBe('Stopped');
    await until(async () => {
      const { buildBatches = [] } = await lab.codebuild.batchGetBuildBatches({ ids: [batchId] });
      const [, ...builds] = buildBatches[0]?.buildGroups ?? [];
      const isOver = builds.every(({ currentBuildSummary }) => currentBuildSummary?.buildStatus === 'STOPPED');
      return buildBatches[0]?.buildBatchStatus === 'STOPPED' && isOver ? true : undefined;
    });
  });
});
