import type { StartPipelineExecutionCommand } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import type { RequestContext } from '../../../gateway/request-context.ts';
import { validation } from '../errors.ts';
import { lockExistingPipeline } from '../find.ts';
import type { Parts } from '../parts.ts';
import { startExecution } from '../start-execution.ts';
import type { Pipeline } from '../store/pipelines.ts';

export const startPipelineExecution = operation<StartPipelineExecutionCommand, Parts>(
  'StartPipelineExecution',
  async (input, parts) => {
    const overrides = input.sourceRevisions ?? [];
    const trigger = triggerOf(parts);
    const pipelineExecutionId = await parts.database.transaction(async (tx) => {
      const pipeline = await lockExistingPipeline(tx, parts, input.name);
      checkOverrides(pipeline, overrides);
      return startExecution(tx, parts, pipeline, {
        trigger,
        overrides,
        ...(input.variables ? { variables: input.variables } : {}),
        ...(input.clientRequestToken ? { token: input.clientRequestToken } : {}),
      });
    });
    return { pipelineExecutionId };
  },
);

/** EventBridge starts pipelines on behalf of a rule, whose ARN it gives as its session. */
function triggerOf({ request }: { request: RequestContext }) {
  const { kind, arn, sessionName } = request.caller;
  if (kind !== 'service' || !arn.startsWith('events.')) return { type: 'StartPipelineExecution', detail: arn };
  return { type: 'CloudWatchEvent', detail: sessionName ?? arn };
}

const TYPES: Readonly<Record<string, readonly string[]>> = {
  CodeCommit: ['COMMIT_ID'],
  GitHub: ['COMMIT_ID'],
  CodeStarSourceConnection: ['COMMIT_ID'],
  ECR: ['IMAGE_DIGEST'],
  S3: ['S3_OBJECT_VERSION_ID', 'S3_OBJECT_KEY'],
};

function checkOverrides(pipeline: Pipeline, overrides: readonly { actionName: string; revisionType: string }[]): void {
  const sources = pipeline.declaration.stages?.[0]?.actions ?? [];
  for (const { actionName, revisionType } of overrides) {
    const source = sources.find(({ name }) => name === actionName);
    if (!source) throw validation(`The pipeline has no source action ${actionName}`);
    const provider = source.actionTypeId?.provider ?? '';
    if (!TYPES[provider]?.includes(revisionType)) {
      throw validation(
        `The revision type ${revisionType} cannot be used with the source action ${actionName} of ${provider}`,
      );
    }
  }
}
