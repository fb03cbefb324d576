import { createHmac } from 'node:crypto';
import { type ActionTypeId, type Artifact, CodePipeline, type Job } from '@aws-sdk/client-codepipeline';
import { S3 } from '@aws-sdk/client-s3';
import { STS } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeClock } from '../../platform/fake-clock.ts';
import { openPipelineLab, type PipelineLab, pipeline, s3Source, until } from './testing/pipeline-lab.ts';

let lab: PipelineLab;
let clock: FakeClock;
let made = 0;

beforeAll(async () => {
  clock = new FakeClock(Date.now());
  lab = await openPipelineLab({ clock });
  await lab.putSource({ 'page.html': 'one' });
});

afterAll(() => lab?.close());

/** Time goes on; clients set their clocks by the first answer. */
async function advance(milliseconds: number): Promise<void> {
  clock.advance(milliseconds);
  await lab.codepipeline.listPipelines({}).catch(() => undefined);
}

const property = { required: true, key: true, secret: false };

/** A custom type with a version of its own, and a pipeline that ends in an action of it. */
async function create(configuration: Record<string, string> = {}): Promise<{ name: string; type: ActionTypeId }> {
  const type = { category: 'Build', owner: 'Custom', provider: 'Mine', version: `v${++made}` } as const;
  await lab.codepipeline.createCustomActionType({
    category: 'Build',
    provider: 'Mine',
    version: type.version,
    settings: {
      entityUrlTemplate: 'https://ci.example.com/{Config:Machine}',
      executionUrlTemplate: 'https://ci.example.com/{Config:Machine}/{ExternalExecutionId}',
    },
    configurationProperties: [
      { name: 'Machine', ...property },
      { name: 'Token', ...property, required: false, secret: true },
    ],
    inputArtifactDetails: { minimumCount: 1, maximumCount: 1 },
    outputArtifactDetails: { minimumCount: 0, maximumCount: 1 },
  });
  const name = `jobs${made}`;
  const work = {
    name: 'Work',
    actionTypeId: type,
    configuration: { Machine: 'large one', ...configuration },
    inputArtifacts: [{ name: 'Code' }],
    outputArtifacts: [{ name: 'Result' }],
    namespace: 'Work',
  };
  await lab.create(pipeline(name, ['Source', s3Source], ['Build', work]));
  return { name, type };
}

const poll = async (actionTypeId: ActionTypeId) => (await lab.codepipeline.pollForJobs({ actionTypeId })).jobs ?? [];
const polled = (type: ActionTypeId) => until(async () => (await poll(type))[0]);
const taken = async (type: ActionTypeId): Promise<Job & { id: string }> => {
  const job = await polled(type);
  await lab.codepipeline.acknowledgeJob({ jobId: job.id, nonce: job.nonce });
  return { ...job, id: job.id ?? '' };
};
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: Error) => error.name,
  );

async function stateOf(name: string) {
  const { stageStates } = await lab.codepipeline.getPipelineState({ name });
  return stageStates?.[1]?.actionStates?.[0];
}

/** S3 as the worker may use it. */
async function s3Of({ data }: Job): Promise<S3> {
  const { accessKeyId = '', secretAccessKey = '', sessionToken = '' } = data?.artifactCredentials ?? {};
  const s3 = lab.yard.client(S3, { credentials: { accessKeyId, secretAccessKey, sessionToken } });
  await s3.listBuckets().catch(() => undefined);
  return s3;
}

const place = (artifact: Artifact | undefined) => ({
  Bucket: artifact?.location?.s3Location?.bucketName,
  Key: artifact?.location?.s3Location?.objectKey,
});

describe('a job', () => {
  it('is done by a worker: polled, acknowledged, with credentials for its artifacts, and its result', async () => {
    const { name, type } = await create({ Token: 'hush' });
    const job = await taken(type);
    expect(job).toMatchObject({
      accountId: '123456789012',
      data: {
        actionTypeId: type,
        actionConfiguration: { configuration: { Machine: 'large one', Token: 'hush' } },
        pipelineContext: {
          pipelineName: name,
          stage: { name: 'Build' },
          action: { name: 'Work' },
          pipelineArn: `arn:aws:codepipeline:us-east-1:123456789012:${name}`,
        },
        inputArtifacts: [{ name: 'Code', location: { type: 'S3' } }],
        outputArtifacts: [{ name: 'Result', location: { type: 'S3' } }],
      },
    });
    const s3 = await s3Of(job);
    const input = await s3.getObject(place(job.data?.inputArtifacts?.[0]));
    expect((await input.Body?.transformToByteArray())?.length).toBeGreaterThan(100);
    await s3.putObject({ ...place(job.data?.outputArtifacts?.[0]), Body: 'the result' });
    await lab.codepipeline.putJobSuccessResult({
      jobId: job.id,
      executionDetails: { summary: 'built', externalExecutionId: '42', percentComplete: 100 },
      outputVariables: { SIZE: '9' },
    });
    expect(await lab.outcome(name)).toBe('Succeeded');
    expect(await stateOf(name)).toMatchObject({
      entityUrl: 'https://ci.example.com/large%20one',
      latestExecution: {
        status: 'Succeeded',
        summary: 'built',
        externalExecutionId: '42',
        externalExecutionUrl: 'https://ci.example.com/large%20one/42',
        percentComplete: 100,
      },
    });
    const { actionExecutionDetails } = await lab.codepipeline.listActionExecutions({ pipelineName: name });
    expect(actionExecutionDetails?.[0]).toMatchObject({
      input: { configuration: { Token: '****' }, resolvedConfiguration: { Token: '****' } },
      output: {
        outputVariables: { SIZE: '9' },
        executionResult: { externalExecutionUrl: 'https://ci.example.com/large%20one/42' },
      },
    });
    const { pipeline: shown } = await lab.codepipeline.getPipeline({ name });
    expect(JSON.stringify(shown)).not.toContain('hush');
    expect(shown?.stages?.[1]?.actions?.[0]?.configuration?.Token).toBe('****');
  });

  it('goes to one of the workers that race for it', async () => {
    const { name, type } = await create();
    const first = await polled(type);
    expect(await poll(type)).toEqual([]);
    await advance(61_000);
    const second = await polled(type);
    expect(second.id).toBe(first.id);
    expect(second.nonce).not.toBe(first.nonce);
    const jobId = first.id ?? '';
    const acknowledge = (nonce: string | undefined) => refusal(lab.codepipeline.acknowledgeJob({ jobId, nonce }));
    expect(await acknowledge(first.nonce)).toBe('InvalidNonceException');
    const results = await Promise.all(Array.from({ length: 8 }, () => acknowledge(second.nonce)));
    expect(results.filter((result) => result === 'done').length).toBe(1);
    expect(new Set(results)).toEqual(new Set(['done', 'InvalidNonceException']));
    await advance(61_000);
    expect(await poll(type)).toEqual([]);
    await (await s3Of(first)).putObject({ ...place(first.data?.outputArtifacts?.[0]), Body: 'x' });
    await lab.codepipeline.putJobSuccessResult({ jobId });
    expect(await lab.outcome(name)).toBe('Succeeded');
    const failure = { type: 'JobFailed' as const, message: 'late' };
    expect(await refusal(lab.codepipeline.putJobFailureResult({ jobId, failureDetails: failure }))).toBe(
      'InvalidJobStateException',
    );
    const other = { jobId, executionDetails: { summary: 'another' } };
    expect(await refusal(lab.codepipeline.putJobSuccessResult(other))).toBe('InvalidJobStateException');
    expect(await refusal(lab.codepipeline.putJobSuccessResult({ jobId }))).toBe('done');
  });

  it('takes no result before it was acknowledged, and none for a job that is not', async () => {
    const { type } = await create();
    const job = await polled(type);
    expect(await refusal(lab.codepipeline.putJobSuccessResult({ jobId: job.id }))).toBe('InvalidJobStateException');
    const jobId = '00000000-0000-4000-8000-000000000000';
    expect(await refusal(lab.codepipeline.putJobSuccessResult({ jobId }))).toBe('JobNotFoundException');
    expect(await refusal(lab.codepipeline.getJobDetails({ jobId }))).toBe('JobNotFoundException');
  });

  it('goes on with a token as another job of the same action', async () => {
    const { name, type } = await create();
    const first = await taken(type);
    const together = { jobId: first.id, continuationToken: 'step 2', outputVariables: { A: '1' } };
    expect(await refusal(lab.codepipeline.putJobSuccessResult(together))).toBe('ValidationException');
    const executionDetails = { percentComplete: 50, summary: 'half' };
    await lab.codepipeline.putJobSuccessResult({ jobId: first.id, continuationToken: 'step 2', executionDetails });
    expect((await stateOf(name))?.latestExecution).toMatchObject({ percentComplete: 50, summary: 'half' });
    const second = await taken(type);
    expect(second.id).not.toBe(first.id);
    expect(second.data?.continuationToken).toBe('step 2');
    expect(second.data?.pipelineContext?.action?.actionExecutionId).toBe(
      first.data?.pipelineContext?.action?.actionExecutionId,
    );
    const details = await lab.codepipeline.getJobDetails({ jobId: second.id });
    expect(details.jobDetails?.data?.continuationToken).toBe('step 2');
    const failureDetails = {
      type: 'ConfigurationError' as const,
      message: 'no such machine',
      externalExecutionId: '7',
    };
    await lab.codepipeline.putJobFailureResult({ jobId: second.id, failureDetails });
    expect(await lab.outcome(name)).toBe('Failed');
    expect((await stateOf(name))?.latestExecution).toMatchObject({
      status: 'Failed',
      externalExecutionId: '7',
      errorDetails: { code: 'ConfigurationError', message: 'no such machine' },
    });
  });

  it('fails its action when the output is not where it should be, or the variables are too large', async () => {
    const { name, type } = await create();
    const job = await taken(type);
    const outputVariables = { BIG: 'x'.repeat(122_881) };
    expect(await refusal(lab.codepipeline.putJobSuccessResult({ jobId: job.id, outputVariables }))).toBe(
      'OutputVariablesSizeExceededException',
    );
    await lab.codepipeline.putJobSuccessResult({ jobId: job.id });
    expect(await lab.outcome(name)).toBe('Failed');
    expect((await stateOf(name))?.latestExecution?.errorDetails?.message).toMatch(/output artifact Result/);
  });

  it('ends with its time, and with its execution', async () => {
    const { name, type } = await create();
    const late = await taken(type);
    await advance(24 * 3_600_000);
    expect(await lab.outcome(name)).toBe('Failed');
    expect(await refusal(lab.codepipeline.putJobSuccessResult({ jobId: late.id }))).toBe('InvalidJobStateException');
    const other = await create();
    const stopped = await taken(other.type);
    const { id } = await lab.latest(other.name);
    const order = { pipelineName: other.name, pipelineExecutionId: id, abandon: true };
    await lab.codepipeline.stopPipelineExecution(order);
    expect(await lab.outcome(other.name)).toBe('Stopped');
    expect(await refusal(lab.codepipeline.putJobSuccessResult({ jobId: stopped.id }))).toBe('done');
    expect((await lab.latest(other.name)).status).toBe('Stopped');
  });
});

describe('the credentials of a job', () => {
  it('open its artifacts and nothing else, and expire', async () => {
    const { type } = await create();
    const job = await taken(type);
    const s3 = await s3Of(job);
    const [input, output] = [place(job.data?.inputArtifacts?.[0]), place(job.data?.outputArtifacts?.[0])];
    const may = (work: Promise<unknown>) => refusal(work);
    expect(await may(s3.headObject(input))).toBe('done');
    expect(await may(s3.putObject({ ...input, Body: 'spoiled' }))).toBe('AccessDenied');
    expect(await may(s3.deleteObject(input))).toBe('AccessDenied');
    expect(await may(s3.getObject({ Bucket: 'source', Key: 'code.zip' }))).toBe('AccessDenied');
    expect(await may(s3.putObject({ Bucket: output.Bucket, Key: 'elsewhere', Body: 'x' }))).toBe('AccessDenied');
    expect(await may(s3.listObjectsV2({ Bucket: output.Bucket }))).toBe('AccessDenied');
    expect(await may(s3.copyObject({ ...output, CopySource: 'source/code.zip' }))).toBe('AccessDenied');
    expect(await may(s3.listBuckets())).toBe('AccessDenied');
    const { UploadId } = await s3.createMultipartUpload(output);
    const part = await s3.uploadPart({ ...output, UploadId, PartNumber: 1, Body: 'in parts' });
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag: part.ETag }] };
    expect(await may(s3.completeMultipartUpload({ ...output, UploadId, MultipartUpload }))).toBe('done');
    const { accessKeyId = '', secretAccessKey = '', sessionToken = '' } = job.data?.artifactCredentials ?? {};
    const credentials = { accessKeyId, secretAccessKey, sessionToken };
    const sts = lab.yard.client(STS, { credentials });
    await sts.getCallerIdentity({}).catch(() => undefined);
    expect((await sts.getCallerIdentity({})).Arn).toContain(':assumed-role/pipeline/');
    const pipelines = lab.yard.client(CodePipeline, { credentials });
    await may(pipelines.listPipelines({}));
    expect(await may(pipelines.listPipelines({}))).toBe('AccessDeniedException');
    await advance(3_700_000);
    expect(await may((await s3Of(job)).getObject(input))).toBe('ExpiredToken');
  });
});

describe('a custom action type', () => {
  it('is listed, tagged, deleted, and never another one again', async () => {
    const { type } = await create();
    const { actionTypes } = await lab.codepipeline.listActionTypes({ actionOwnerFilter: 'Custom' });
    expect(actionTypes?.find(({ id }) => id?.version === type.version)).toMatchObject({
      settings: { entityUrlTemplate: 'https://ci.example.com/{Config:Machine}' },
      actionConfigurationProperties: [
        { name: 'Machine', required: true },
        { name: 'Token', secret: true },
      ],
    });
    const resourceArn = `arn:aws:codepipeline:us-east-1:123456789012:actiontype:Custom/Build/Mine/${type.version}`;
    await lab.codepipeline.tagResource({ resourceArn, tags: [{ key: 'team', value: 'ci' }] });
    expect((await lab.codepipeline.listTagsForResource({ resourceArn })).tags).toEqual([{ key: 'team', value: 'ci' }]);
    const id = { category: 'Build' as const, provider: 'Mine', version: type.version };
    await lab.codepipeline.deleteCustomActionType(id);
    await lab.codepipeline.deleteCustomActionType(id);
    expect(await refusal(lab.codepipeline.pollForJobs({ actionTypeId: type }))).toBe('ActionTypeNotFoundException');
    const counts = { minimumCount: 0, maximumCount: 0 };
    const other = { ...id, inputArtifactDetails: counts, outputArtifactDetails: counts };
    expect(await refusal(lab.codepipeline.createCustomActionType(other))).toBe('ValidationException');
  });

  it('asks for what it declares', async () => {
    const { type } = await create();
    const bad = (configuration: Record<string, string>, inputs = [{ name: 'Code' }]) => {
      const work = { name: 'Work', actionTypeId: type, configuration, inputArtifacts: inputs };
      return lab
        .create(pipeline('never', ['Source', s3Source], ['Build', work]))
        .catch((error: Error) => error.message);
    };
    expect(await bad({})).toMatch(/missing required configuration 'Machine'/);
    expect(await bad({ Machine: 'x', Nonsense: 'y' })).toMatch(/unknown configuration 'Nonsense'/);
    expect(await bad({ Machine: 'x' }, [])).toMatch(/0 input artifacts which is less than the minimum count \(1\)/);
    const unknown = { ...type, version: 'v0' };
    const work = { name: 'Work', actionTypeId: unknown };
    await expect(lab.create(pipeline('never', ['Source', s3Source], ['Build', work]))).rejects.toThrow(
      /ActionType \(Category: 'Build', Provider: 'Mine', Owner: 'Custom', Version: 'v0'\) in action 'Work' is not available/,
    );
  });

  it('hands out jobs by its queryable property', async () => {
    const type = { category: 'Test', owner: 'Custom', provider: 'Jenkins', version: '1' } as const;
    const counts = { minimumCount: 0, maximumCount: 0 };
    await lab.codepipeline.createCustomActionType({
      ...type,
      configurationProperties: [{ name: 'ProjectName', ...property, queryable: true }],
      inputArtifactDetails: counts,
      outputArtifactDetails: counts,
    });
    const run = (ProjectName: string) => ({ name: ProjectName, actionTypeId: type, configuration: { ProjectName } });
    await lab.create(pipeline('asked', ['Source', s3Source], ['Test', run('one'), run('two')]));
    const ask = (queryParam?: Record<string, string>) =>
      lab.codepipeline.pollForJobs({ actionTypeId: type, maxBatchSize: 5, ...(queryParam ? { queryParam } : {}) });
    const jobs = await until(async () => {
      const found = await ask({ ProjectName: 'two' });
      return found.jobs?.length ? found.jobs : undefined;
    });
    expect(jobs.map(({ data }) => data?.actionConfiguration?.configuration)).toEqual([{ ProjectName: 'two' }]);
    expect(await refusal(ask())).toBe('ValidationException');
    expect(await refusal(ask({ Other: 'x' }))).toBe('ValidationException');
  });

  it('cannot contradict itself', async () => {
    const counts = { minimumCount: 0, maximumCount: 0 };
    const define = (rest: object) =>
      lab.codepipeline
        .createCustomActionType({
          category: 'Build',
          provider: 'Bad',
          version: '1',
          inputArtifactDetails: counts,
          outputArtifactDetails: counts,
          ...rest,
        })
        .catch((error: Error) => error.message);
    const secret = { ...property, secret: true };
    expect(await define({ configurationProperties: [{ name: 'A', ...secret, queryable: true }] })).toMatch(/queryable/);
    expect(
      await define({
        settings: { entityUrlTemplate: 'https://x/{Config:A}' },
        configurationProperties: [{ name: 'A', ...secret }],
      }),
    ).toMatch(/refers to \{Config:A\}/);
  });
});

describe('a third party’s job', () => {
  it('is done by who knows the client’s token', async () => {
    const type = { category: 'Deploy', owner: 'ThirdParty', provider: 'AlexaSkillsKit', version: '1' } as const;
    const configuration = { ClientId: 'c', ClientSecret: 's', RefreshToken: 'r', SkillId: 'k' };
    const work = { name: 'Publish', actionTypeId: type, configuration, inputArtifacts: [{ name: 'Code' }] };
    await lab.create(pipeline('skill', ['Source', s3Source], ['Deploy', work]));
    const job = await until(
      async () => (await lab.codepipeline.pollForThirdPartyJobs({ actionTypeId: type })).jobs?.[0],
    );
    const { clientId = '', jobId = '' } = job;
    const clientToken = createHmac('sha256', lab.yard.credentials.secretAccessKey).update(clientId).digest('hex');
    const wrong = lab.codepipeline.getThirdPartyJobDetails({ jobId, clientToken: clientToken.replace(/./g, '0') });
    expect(await refusal(wrong)).toBe('InvalidClientTokenException');
    const { jobDetails } = await lab.codepipeline.getThirdPartyJobDetails({ jobId, clientToken });
    expect(jobDetails?.data?.actionConfiguration?.configuration).toEqual(configuration);
    expect(jobDetails?.data?.pipelineContext).toEqual({
      pipelineName: 'skill',
      stage: { name: 'Deploy' },
      action: { name: 'Publish', actionExecutionId: expect.any(String) },
    });
    await lab.codepipeline.acknowledgeThirdPartyJob({ jobId, nonce: jobDetails?.nonce, clientToken });
    await lab.codepipeline.putThirdPartyJobSuccessResult({ jobId, clientToken });
    expect(await lab.outcome('skill')).toBe('Succeeded');
  });

  it('has a type that its owner declares', async () => {
    const id = { category: 'Deploy', owner: 'ThirdParty', provider: 'AlexaSkillsKit', version: '1' } as const;
    const { actionType } = await lab.codepipeline.getActionType(id);
    expect(actionType).toMatchObject({
      id,
      executor: { type: 'JobWorker' },
      inputArtifactDetails: { minimumCount: 1 },
    });
    await lab.codepipeline.updateActionType({
      actionType: { ...actionType, description: 'Publishes skills' } as never,
    });
    expect((await lab.codepipeline.getActionType(id)).actionType?.description).toBe('Publishes skills');
    const unknown = lab.codepipeline.getActionType({ ...id, owner: 'AWS', provider: 'CodeBuild', category: 'Build' });
    expect(await refusal(unknown)).toBe('ActionTypeNotFoundException');
  });
});
