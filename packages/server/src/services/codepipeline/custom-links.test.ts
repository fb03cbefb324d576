import { SFN } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPipelineLab, type PipelineLab, pipeline, s3Source, until } from './testing/pipeline-lab.ts';

let lab: PipelineLab;
let stateMachineArn = '';
let executionArn = '';
let made = 0;

const counts = { minimumCount: 0, maximumCount: 0 };

beforeAll(async () => {
  lab = await openPipelineLab();
  await lab.putSource({ 'page.html': 'one' });
  const sfn = lab.yard.client(SFN);
  const definition = JSON.stringify({ StartAt: 'It', States: { It: { Type: 'Succeed' } } });
  const roleArn = 'arn:aws:iam::123456789012:role/states';
  ({ stateMachineArn = '' } = await sfn.createStateMachine({ name: 'flow', roleArn, definition }));
  ({ executionArn = '' } = await sfn.startExecution({ stateMachineArn, name: 'first' }));
});

afterAll(() => lab?.close());

/** A pipeline whose custom action of a type with these templates was done by the execution. */
async function work(settings: Record<string, string>): Promise<string> {
  const name = `links${++made}`;
  const type = { category: 'Build', owner: 'Custom', provider: 'Flow', version: `v${made}` } as const;
  await lab.codepipeline.createCustomActionType({
    ...{ category: 'Build', provider: 'Flow', version: type.version, settings },
    configurationProperties: [{ name: 'Machine', required: true, key: true, secret: false }],
    ...{ inputArtifactDetails: counts, outputArtifactDetails: counts },
  });
  const action = { name: 'Work', actionTypeId: type, configuration: { Machine: stateMachineArn } };
  await lab.create(pipeline(name, ['Source', s3Source], ['Build', action]));
  const job = await until(async () => (await lab.codepipeline.pollForJobs({ actionTypeId: type })).jobs?.[0]);
  await lab.codepipeline.acknowledgeJob({ jobId: job.id, nonce: job.nonce });
  const executionDetails = { externalExecutionId: executionArn, summary: 'done' };
  await lab.codepipeline.putJobSuccessResult({ jobId: job.id, executionDetails });
  expect(await lab.outcome(name)).toBe('Succeeded');
  return name;
}

async function linksOf(name: string) {
  const { stageStates } = await lab.codepipeline.getPipelineState({ name });
  const state = stageStates?.[1]?.actionStates?.[0];
  const { actionExecutionDetails = [] } = await lab.codepipeline.listActionExecutions({ pipelineName: name });
  const listed = actionExecutionDetails.find(({ actionName }) => actionName === 'Work');
  return {
    entity: state?.entityUrl ?? '',
    revision: state?.revisionUrl ?? '',
    execution: state?.latestExecution?.externalExecutionUrl ?? '',
    listed: listed?.output?.executionResult?.externalExecutionUrl ?? '',
  };
}

describe('links of a custom action', () => {
  it('to pages of this server carry their keys and open', async () => {
    const pages = `${lab.yard.endpoint}/_codeyard`;
    const name = await work({
      entityUrlTemplate: `${pages}/state-machines/{Config:Machine}`,
      revisionUrlTemplate: `${pages}/state-machines/{Config:Machine}?status=FAILED`,
      executionUrlTemplate: `${pages}/executions/{ExternalExecutionId}`,
    });
    const links = await linksOf(name);
    expect(links.listed).toBe(links.execution);
    for (const link of Object.values(links)) {
      const url = new URL(link);
      expect(url.origin).toBe(lab.yard.endpoint);
      expect(url.searchParams.get('key')).toMatch(/^[A-Za-z0-9_-]{43}$/);
      const opened = await fetch(url);
      expect(opened.status).toBe(200);
      expect(await opened.text()).toContain(link === links.execution ? executionArn : stateMachineArn);
      url.searchParams.delete('key');
      expect((await fetch(url)).status).toBe(403);
    }
    const { entity, revision, execution } = links;
    const keys = [entity, revision, execution].map((link) => new URL(link).searchParams.get('key'));
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[0]);
  });

  it('to other places are as their templates say, and learn no key', async () => {
    const name = await work({
      entityUrlTemplate: 'https://ci.example.com/_codeyard/state-machines/{Config:Machine}',
      revisionUrlTemplate: `${lab.yard.endpoint}/_codeyard/health?{Config:Machine}`,
      executionUrlTemplate: 'http://127.0.0.1:9/_codeyard/executions/{ExternalExecutionId}',
    });
    const execution = `http://127.0.0.1:9/_codeyard/executions/${encodeURIComponent(executionArn)}`;
    expect(await linksOf(name)).toEqual({
      entity: `https://ci.example.com/_codeyard/state-machines/${encodeURIComponent(stateMachineArn)}`,
      revision: `${lab.yard.endpoint}/_codeyard/health?${encodeURIComponent(stateMachineArn)}`,
      execution,
      listed: execution,
    });
  });
});
