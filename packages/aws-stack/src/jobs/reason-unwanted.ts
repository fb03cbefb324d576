import type { BuildContext } from '../builds/build.ts';
import type { Parts } from '../parts.ts';

/** Why nobody waits for an action any more, whatever events told; undefined when somebody does. */
export async function reasonUnwanted(
  { aws }: Parts,
  { pipelineName, pipelineExecutionId, actionExecutionId }: BuildContext,
): Promise<string | undefined> {
  let nextToken: string | undefined;
  do {
    const page = await aws.codepipeline
      .listActionExecutions({
        ...{ pipelineName, filter: { pipelineExecutionId } },
        ...(nextToken === undefined ? {} : { nextToken }),
      })
      .catch(noneOfPipeline);
    if (!page) return 'The pipeline is no more.';
    const found = page.actionExecutionDetails?.find((action) => action.actionExecutionId === actionExecutionId);
    if (found) return found.status === 'InProgress' ? undefined : `The action has ended already (${found.status}).`;
    nextToken = page.nextToken;
  } while (nextToken);
  return undefined;
}

function noneOfPipeline(error: Error): undefined {
  if (error.name !== 'PipelineNotFoundException') throw error;
  return undefined;
}
