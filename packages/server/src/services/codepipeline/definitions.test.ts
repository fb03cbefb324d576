import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { action, ask, openPipelineLab, type PipelineLab, pipeline, s3Source } from './testing/pipeline-lab.ts';

let lab: PipelineLab;

const deploy = (input = 'Site') =>
  action('Deploy/AWS/S3', 'Put', {
    configuration: { BucketName: 'site', Extract: 'true' },
    inputArtifacts: [{ name: input }],
  });

beforeAll(async () => {
  lab = await openPipelineLab();
});

afterAll(() => lab?.close());

describe('a definition', () => {
  it('comes back with AWS’s defaults, its secrets masked, in every version', async () => {
    const source = action('Source/ThirdParty/GitHub', 'Hub', {
      configuration: { Owner: 'acme', Repo: 'app', Branch: 'main', OAuthToken: 'very-secret' },
      outputArtifacts: [{ name: 'Code' }],
    });
    await lab.create(pipeline('defined', ['Source', source], ['Approve', ask]));
    const { pipeline: first, metadata } = await lab.codepipeline.getPipeline({ name: 'defined' });
    expect(first).toMatchObject({ version: 1, pipelineType: 'V1', executionMode: 'SUPERSEDED' });
    expect(first?.stages?.[0]?.actions?.[0]).toMatchObject({
      runOrder: 1,
      inputArtifacts: [],
      configuration: { OAuthToken: '****' },
    });
    expect(metadata?.pipelineArn).toBe('arn:aws:codepipeline:us-east-1:123456789012:defined');
    const { pipeline: second } = await lab.codepipeline.updatePipeline({ pipeline: first });
    expect(second?.version).toBe(2);
    expect((await lab.codepipeline.getPipeline({ name: 'defined', version: 1 })).pipeline?.version).toBe(1);
    await expect(lab.codepipeline.getPipeline({ name: 'defined', version: 9 })).rejects.toMatchObject({
      name: 'PipelineVersionNotFoundException',
    });
    const masked = pipeline(
      'masked',
      ['Source', { ...source, configuration: { ...source.configuration, OAuthToken: '****' } }],
      ['Approve', ask],
    );
    await expect(lab.create(masked)).rejects.toThrow(/may be used in secret properties only when updating/);
  });

  it.each([
    [pipeline('bad', ['Source', s3Source]), 'InvalidStructureException', /has only 1 stage/],
    [
      pipeline('bad', ['Source', s3Source], ['Deploy', deploy('Nothing')]),
      'InvalidActionDeclarationException',
      /Bundle Nothing in action Put is not declared/,
    ],
    [
      pipeline('bad', ['Source', s3Source], ['B', action('Build/AWS/Nothing', 'X')]),
      'InvalidActionDeclarationException',
      /not available in region 'US_EAST_1'/,
    ],
    [
      pipeline('bad', ['Source', ask], ['B', ask]),
      'InvalidStageDeclarationException',
      /can only contain Source actions/,
    ],
    [
      pipeline('bad', ['Source', s3Source], ['D', deploy()], ['D', ask]),
      'InvalidStructureException',
      /Stage name D is used more than once/,
    ],
    [
      pipeline('bad', ['Source', { ...s3Source, configuration: { S3Bucket: 'b', What: 'x' } }], ['A', ask]),
      'InvalidActionDeclarationException',
      /S3ObjectKey.*unknown configuration 'What'/,
    ],
  ])('is refused for what is wrong with it', async (declaration, name, message) => {
    const refusal = await lab.create(declaration).catch((error: Error) => error);
    expect(refusal).toMatchObject({ name, message: expect.stringMatching(message) });
  });

  it('has a name of its own, and is gone once deleted, which may be done twice', async () => {
    await lab.create(pipeline('twice', ['Source', s3Source], ['Approve', ask]));
    await expect(lab.create(pipeline('twice', ['Source', s3Source], ['Approve', ask]))).rejects.toMatchObject({
      name: 'PipelineNameInUseException',
    });
    await lab.codepipeline.deletePipeline({ name: 'twice' });
    await lab.codepipeline.deletePipeline({ name: 'twice' });
    await expect(lab.codepipeline.getPipeline({ name: 'twice' })).rejects.toThrow(
      "Account '123456789012' does not have a pipeline with name 'twice'",
    );
  });

  it('is listed by name, page by page, and tagged', async () => {
    const names: string[] = [];
    for (let nextToken: string | undefined, first = true; first || nextToken; first = false) {
      const page = await lab.codepipeline.listPipelines({ maxResults: 3, ...(nextToken ? { nextToken } : {}) });
      names.push(...(page.pipelines ?? []).map(({ name }) => name ?? ''));
      nextToken = page.nextToken;
    }
    expect(names).toEqual([...names].sort());
    expect(names).toContain('defined');
    await expect(lab.codepipeline.listPipelines({ nextToken: 'foreign' })).rejects.toMatchObject({
      name: 'InvalidNextTokenException',
    });
    const resourceArn = 'arn:aws:codepipeline:us-east-1:123456789012:defined';
    await lab.codepipeline.tagResource({
      resourceArn,
      tags: [
        { key: 'b', value: '1' },
        { key: 'a', value: '' },
      ],
    });
    await lab.codepipeline.untagResource({ resourceArn, tagKeys: ['b'] });
    expect((await lab.codepipeline.listTagsForResource({ resourceArn })).tags).toEqual([{ key: 'a', value: '' }]);
    await expect(
      lab.codepipeline.tagResource({ resourceArn, tags: [{ key: 'aws:x', value: '' }] }),
    ).rejects.toMatchObject({ name: 'InvalidTagsException' });
  });
});
