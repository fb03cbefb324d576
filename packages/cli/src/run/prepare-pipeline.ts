import { CodeBuild } from '@aws-sdk/client-codebuild';
import { CodePipeline, type PipelineDeclaration } from '@aws-sdk/client-codepipeline';
import { S3 } from '@aws-sdk/client-s3';
import { type Connection, clientSettings } from '../server/connection.ts';
import type { PipelineTarget } from './target.ts';

/** Makes what the pipeline needs, or brings it up to date, and starts one execution; resolves with its id. */
export async function startPipeline(connection: Connection, target: PipelineTarget): Promise<string> {
  const settings = clientSettings(connection);
  const [s3, codebuild] = [new S3(settings), new CodeBuild(settings)];
  for (const { name, versioned } of target.buckets) {
    await tolerate(['BucketAlreadyOwnedByYou', 'BucketAlreadyExists'], () => s3.createBucket({ Bucket: name }));
    if (versioned) await s3.putBucketVersioning({ Bucket: name, VersioningConfiguration: { Status: 'Enabled' } });
  }
  for (const project of target.projects) {
    const made = await tolerate(['ResourceAlreadyExistsException'], () => codebuild.createProject(project));
    if (!made) await codebuild.updateProject(project);
  }
  return createOrUpdate(new CodePipeline(settings), target.pipeline);
}

/** Creating a pipeline starts it; an update does not. */
async function createOrUpdate(codepipeline: CodePipeline, pipeline: PipelineDeclaration): Promise<string> {
  const name = pipeline.name ?? '';
  const created = await tolerate(['PipelineNameInUseException'], () => codepipeline.createPipeline({ pipeline }));
  if (!created) {
    await codepipeline.updatePipeline({ pipeline });
    const { pipelineExecutionId } = await codepipeline.startPipelineExecution({ name });
    return pipelineExecutionId ?? '';
  }
  const { pipelineExecutionSummaries } = await codepipeline.listPipelineExecutions({
    pipelineName: name,
    maxResults: 1,
  });
  return pipelineExecutionSummaries?.[0]?.pipelineExecutionId ?? '';
}

/** The call's result, or undefined when it was refused with one of `names`. */
async function tolerate<Result>(names: readonly string[], call: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await call();
  } catch (error) {
    if (names.includes((error as Error).name)) return undefined;
    throw error;
  }
}
