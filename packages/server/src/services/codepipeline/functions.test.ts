import { createRequire } from 'node:module';
import { Lambda } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeClock } from '../../platform/fake-clock.ts';
import { zipOf } from '../../testing/zip-of.ts';
import { openPipelineLab, type PipelineLab, pipeline, s3Source, until } from './testing/pipeline-lab.ts';

/** Asks to be invoked again once, then says what it was told. */
const TWICE = `
const { CodePipeline } = require(process.env.SDK);
exports.handler = async (event) => {
  const { id: jobId, data } = event['CodePipeline.job'];
  const codepipeline = new CodePipeline({ endpoint: process.env.AWS_ENDPOINT_URL });
  const token = data.continuationToken;
  if (token) return await codepipeline.putJobSuccessResult({ jobId, outputVariables: { TOLD: token } });
  const executionDetails = { summary: 'half of it', percentComplete: 50, externalExecutionId: 'x-1' };
  await codepipeline.putJobSuccessResult({ jobId, continuationToken: 'the other half', executionDetails });
};
`;

let lab: PipelineLab;
let clock: FakeClock;

beforeAll(async () => {
  clock = new FakeClock(Date.now());
  lab = await openPipelineLab({ clock });
  await lab.putSource({ 'page.html': 'one' });
  const lambda = lab.yard.client(Lambda);
  const create = async (FunctionName: string, code: string) =>
    await lambda.createFunction({
      ...{ FunctionName, Runtime: 'nodejs20.x', Handler: 'index.handler', Timeout: 30 },
      Role: 'arn:aws:iam::123456789012:role/function',
      Environment: { Variables: { SDK: createRequire(import.meta.url).resolve('@aws-sdk/client-codepipeline') } },
      Code: { ZipFile: await zipOf({ 'index.js': code }) },
    });
  await create('twice', TWICE);
  await create('silent', 'exports.handler = async () => "no result";');
});

afterAll(() => lab?.close());

/** Time goes on; clients set their clocks by the first answer. */
async function advance(milliseconds: number): Promise<void> {
  clock.advance(milliseconds);
  await lab.codepipeline.listPipelines({}).catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, 300));
}

const invoke = (FunctionName: string) => ({
  name: 'Invoke',
  namespace: 'Invoke',
  actionTypeId: { category: 'Invoke' as const, owner: 'AWS' as const, provider: 'Lambda', version: '1' },
  configuration: { FunctionName },
});

const latest = async (name: string) => {
  const { stageStates = [] } = await lab.codepipeline.getPipelineState({ name });
  return stageStates[1]?.actionStates?.[0]?.latestExecution;
};

describe('a function', () => {
  it('that puts a continuation token is invoked again with it after half a minute', async () => {
    await lab.create(pipeline('twice', ['Source', s3Source], ['Work', invoke('twice')]));
    const half = await until(async () => {
      const found = await latest('twice');
      return found?.summary === 'half of it' ? found : undefined;
    });
    expect(half).toMatchObject({ status: 'InProgress', percentComplete: 50, externalExecutionId: 'x-1' });
    // The action is looked at again within a quarter of a minute, and at the instant when it may go on.
    await advance(15_000);
    await advance(14_900);
    expect((await latest('twice'))?.status).toBe('InProgress');
    await advance(200);
    expect(await lab.outcome('twice')).toBe('Succeeded');
    const { actionExecutionDetails = [] } = await lab.codepipeline.listActionExecutions({ pipelineName: 'twice' });
    expect(actionExecutionDetails[0]?.output?.outputVariables).toEqual({ TOLD: 'the other half' });
  });

  it('that says nothing fails its action after twenty minutes', async () => {
    await lab.create(pipeline('silent', ['Source', s3Source], ['Work', invoke('silent')]));
    await until(async () => ((await latest('silent'))?.status === 'InProgress' ? true : undefined));
    await advance(19 * 60_000);
    expect((await latest('silent'))?.status).toBe('InProgress');
    await until(async () => {
      await advance(30_000);
      return (await latest('silent'))?.status === 'Failed' ? true : undefined;
    });
    expect(await lab.outcome('silent')).toBe('Failed');
    expect((await latest('silent'))?.errorDetails).toMatchObject({
      code: 'JobFailed',
      message: expect.stringContaining('The AWS Lambda function silent failed to return a result.'),
    });
  });
});
