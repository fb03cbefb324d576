import { CodePipeline } from '@aws-sdk/client-codepipeline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startYard, type Yard } from '../../../../testing/start-yard.ts';
import { openResourceLab } from '../testing/resource-lab.ts';
import { customActionType } from './custom-action-type.ts';
import { pipeline } from './pipeline.ts';

let yard: Yard;
const typed = (category: string, provider: string) => ({
  Category: category,
  Owner: 'AWS',
  Provider: provider,
  Version: 1,
});

const PROPERTIES = {
  ...{ RoleArn: 'arn:aws:iam::123456789012:role/pipeline', ArtifactStore: { Type: 'S3', Location: 'artifacts' } },
  RestartExecutionOnUpdate: 'true',
  Stages: [
    {
      Name: 'Source',
      Actions: [
        {
          ...{ Name: 'Get', ActionTypeId: typed('Source', 'S3'), OutputArtifacts: [{ Name: 'Code' }] },
          Configuration: { S3Bucket: 'nowhere', S3ObjectKey: 'code.zip', PollForSourceChanges: false },
        },
      ],
    },
    { Name: 'Ask', Actions: [{ Name: 'Ask', ActionTypeId: typed('Approval', 'Manual') }] },
  ],
};

beforeAll(async () => {
  yard = await startYard();
});

afterAll(() => yard?.stop());

it('starts once after an update, however often the update is tried', async () => {
  const lab = openResourceLab(yard, pipeline, 'restarts');
  const name = await lab.create('make', PROPERTIES);
  const changed = { ...PROPERTIES, ArtifactStore: { Type: 'S3', Location: 'elsewhere' } };
  await lab.update('change', name, { previous: PROPERTIES, properties: changed });
  await lab.update('change', name, { previous: PROPERTIES, properties: changed });
  const { pipelineExecutionSummaries = [] } = await yard
    .client(CodePipeline)
    .listPipelineExecutions({ pipelineName: name });
  const starts = pipelineExecutionSummaries.map(({ trigger }) => trigger?.triggerType);
  expect(starts).toEqual(['StartPipelineExecution', 'CreatePipeline']);
});

it('tells its version as an update left it', async () => {
  const lab = openResourceLab(yard, pipeline, 'versions');
  const name = await lab.create('make', PROPERTIES);
  expect(await lab.read(name, PROPERTIES)).toEqual({ Version: '1' });
  const tagged = { ...PROPERTIES, Tags: [{ Key: 'a', Value: 'b' }] };
  await lab.update('tag', name, { previous: PROPERTIES, properties: tagged });
  expect(await lab.read(name, tagged)).toEqual({ Version: '1' });
  await lab.update('change', name, {
    previous: tagged,
    properties: { ...tagged, ArtifactStore: { Type: 'S3', Location: 'elsewhere' } },
  });
  expect(await lab.read(name, tagged)).toEqual({ Version: '2' });
});

it('is known by a name like those of AWS when it is a custom action type', async () => {
  const counts = { MinimumCount: 0, MaximumCount: 1 };
  const name = await openResourceLab(yard, customActionType, 'custom').create('make', {
    ...{ Category: 'Test', Provider: 'Named', Version: '1' },
    ...{ InputArtifactDetails: counts, OutputArtifactDetails: counts },
  });
  expect(name).toMatch(/^custo.*-[A-Z0-9]{12}$/);
  expect(name.length).toBeLessThanOrEqual(24);
});
