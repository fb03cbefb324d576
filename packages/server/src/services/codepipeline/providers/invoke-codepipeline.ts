import type { PipelineVariable, SourceRevisionOverride } from '@aws-sdk/client-codepipeline';
import { type ActionJob, type ActionProvider, configurationError } from './action-provider.ts';

/** Starts another pipeline and is done: like AWS's, it does not wait for its end. */
export const invokeCodepipeline: ActionProvider = {
  types: ['Invoke/CodePipeline'],
  async start(job) {
    const { PipelineName } = job.configuration;
    const variables = readList<PipelineVariable>(job, 'Variables');
    const sourceRevisions = readList<SourceRevisionOverride>(job, 'SourceRevisions');
    if (typeof variables === 'string') return configurationError(variables);
    if (typeof sourceRevisions === 'string') return configurationError(sourceRevisions);
    try {
      const { pipelineExecutionId = '' } = await job.aws.codepipeline.startPipelineExecution({
        name: PipelineName,
        // A second call of this action starts nothing again.
        clientRequestToken: job.id,
        ...(variables.length > 0 ? { variables } : {}),
        ...(sourceRevisions.length > 0 ? { sourceRevisions } : {}),
      });
      const summary = `Started execution ${pipelineExecutionId} of ${PipelineName}`;
      return { state: 'succeeded', externalId: pipelineExecutionId, summary };
    } catch (error) {
      const { name, message } = error as Error;
      if (!name.endsWith('Exception')) throw error;
      return configurationError(`Error calling startPipelineExecution: ${message} (${name})`);
    }
  },
};

/** A list of objects written as JSON text, or what is wrong with it. */
function readList<Item>({ configuration }: ActionJob, key: string): Item[] | string {
  const text = configuration[key];
  if (text === undefined) return [];
  try {
    const value = JSON.parse(text) as unknown;
    const isList = Array.isArray(value) && value.every((item) => typeof item === 'object' && item !== null);
    return isList ? (value as Item[]) : `${key} must be a JSON list of objects`;
  } catch (error) {
    return `${key} is not JSON: ${(error as Error).message}`;
  }
}
