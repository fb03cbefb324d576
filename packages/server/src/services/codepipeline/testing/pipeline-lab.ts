import { CodeBuild } from '@aws-sdk/client-codebuild';
import { type ActionDeclaration, CodePipeline, type PipelineDeclaration } from '@aws-sdk/client-codepipeline';
import { S3 } from '@aws-sdk/client-s3';
import { startYard, type Yard, type YardOptions } from '../../../testing/start-yard.ts';
import { zipOf } from '../../../testing/zip-of.ts';

export const ROLE = 'arn:aws:iam::123456789012:role/pipeline';

type Category = 'Source' | 'Build' | 'Approval' | 'Deploy';

export function action(
  type: `${Category}/${'AWS' | 'ThirdParty'}/${string}`,
  name: string,
  rest: Omit<ActionDeclaration, 'name' | 'actionTypeId'> = {},
): ActionDeclaration {
  const [category, owner, provider] = type.split('/') as [Category, 'AWS' | 'ThirdParty', string];
  return { name, actionTypeId: { category, owner, provider, version: '1' }, ...rest };
}

export const s3Source = action('Source/AWS/S3', 'Get', {
  configuration: { S3Bucket: 'source', S3ObjectKey: 'code.zip', PollForSourceChanges: 'false' },
  outputArtifacts: [{ name: 'Code' }],
  namespace: 'Get',
});

export const ask = action('Approval/AWS/Manual', 'Ask');

export function pipeline(name: string, ...stages: [string, ...ActionDeclaration[]][]): PipelineDeclaration {
  return {
    name,
    roleArn: ROLE,
    artifactStore: { type: 'S3', location: 'artifacts' },
    stages: stages.map(([stage, ...actions]) => ({ name: stage, actions })),
  };
}

/** A yard with buckets, a zipped source, and what tests of pipelines ask again and again. */
export interface PipelineLab {
  readonly yard: Yard;
  readonly codepipeline: CodePipeline;
  readonly codebuild: CodeBuild;
  readonly s3: S3;
  create(declaration: PipelineDeclaration): Promise<void>;
  /** Resolves with the newest execution's status once it has come to rest. */
  outcome(name: string): Promise<string | undefined>;
  latest(name: string): Promise<{ id: string; status: string }>;
  /** Resolves with the token of an approval once it waits. */
  token(name: string, stage: string, action?: string): Promise<string>;
  answer(name: string, stage: string, status: 'Approved' | 'Rejected'): Promise<void>;
  stageStatus(name: string, stage: string): Promise<string | undefined>;
  putSource(files: Record<string, string>): Promise<string | undefined>;
  text(bucket: string, key: string): Promise<string>;
  close(): Promise<void>;
}

export async function openPipelineLab(options: YardOptions = {}): Promise<PipelineLab> {
  const yard = await startYard(options);
  const [codepipeline, codebuild, s3] = [yard.client(CodePipeline), yard.client(CodeBuild), yard.client(S3)];
  for (const Bucket of ['artifacts', 'source', 'site']) await s3.createBucket({ Bucket });
  await s3.putBucketVersioning({ Bucket: 'source', VersioningConfiguration: { Status: 'Enabled' } });

  async function latest(name: string) {
    const { pipelineExecutionSummaries } = await codepipeline.listPipelineExecutions({
      pipelineName: name,
      maxResults: 1,
    });
    const [newest] = pipelineExecutionSummaries ?? [];
    return { id: newest?.pipelineExecutionId ?? '', status: newest?.status ?? '' };
  }

  const state = async (name: string, stage: string) => {
    const { stageStates } = await codepipeline.getPipelineState({ name });
    return stageStates?.find(({ stageName }) => stageName === stage);
  };

  async function token(name: string, stage: string, actionName = 'Ask') {
    return await until(async () => {
      const found = await state(name, stage);
      return found?.actionStates?.find((candidate) => candidate.actionName === actionName)?.latestExecution?.token;
    });
  }

  return {
    yard,
    codepipeline,
    codebuild,
    s3,
    create: async (declaration) => void (await codepipeline.createPipeline({ pipeline: declaration })),
    latest,
    token,
    outcome: (name) =>
      until(async () => {
        const { status } = await latest(name);
        return ['InProgress', 'Stopping', ''].includes(status) ? undefined : status;
      }),
    async answer(name, stage, status) {
      const waiting = await token(name, stage);
      const result = { status, summary: 'because' };
      await codepipeline.putApprovalResult({
        pipelineName: name,
        stageName: stage,
        actionName: 'Ask',
        token: waiting,
        result,
      });
    },
    stageStatus: async (name, stage) => (await state(name, stage))?.latestExecution?.status,
    async putSource(files) {
      return (await s3.putObject({ Bucket: 'source', Key: 'code.zip', Body: zipOf(files) })).VersionId;
    },
    async text(Bucket, Key) {
      return (await (await s3.getObject({ Bucket, Key })).Body?.transformToString()) ?? '';
    },
    close: () => yard.stop(),
  };
}

/** Resolves with the first value that is there; fails after twenty seconds. */
export async function until<Value>(look: () => Promise<Value | undefined>): Promise<Value> {
  const end = performance.now() + 20_000;
  for (;;) {
    const value = await look();
    if (value !== undefined) return value;
    if (performance.now() > end) throw new Error('it did not happen within twenty seconds');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
