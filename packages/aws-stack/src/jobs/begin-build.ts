import type { JobData } from '@aws-sdk/client-codepipeline';
import { readConfiguration } from '../action/configuration.ts';
import type { Build, BuildContext } from '../builds/build.ts';
import type { Parts } from '../parts.ts';
import { endBuild } from './end-build.ts';

/** Begins what was taken; doing it over changes nothing. */
export async function beginBuild(parts: Parts, id: string, data: JobData | undefined): Promise<void> {
  const { builds } = parts;
  const read = readConfiguration(
    data?.actionConfiguration?.configuration ?? {},
    (data?.outputArtifacts ?? []).map(({ name = '' }) => name),
  );
  const problems = [
    ...(read.ok ? [] : read.problems),
    ...((data?.inputArtifacts ?? []).length === 0 ? ['The action has no input artifact.'] : []),
  ];
  const taken = await builds.change(id, (build): Build | undefined => {
    if (build?.phase !== 'offered') return undefined;
    return {
      ...{ ...build, phase: 'taken', context: contextOf(data) },
      ...(read.ok ? { order: read.order } : {}),
      ...(problems.length > 0
        ? { outcome: { status: 'failed', type: 'ConfigurationError', message: problems.join('\n') } }
        : {}),
    };
  });
  if (taken?.phase !== 'taken') return;
  if (taken.outcome || !taken.order) return await endBuild(parts, taken, taken.jobId);
  const { timeoutMinutes } = taken.order;
  const input = {
    build: id,
    attempt: 1,
    buildSeconds: timeoutMinutes * 60 + SLACK_SECONDS,
  };
  const executionArn = await startExecution(parts, id, input);
  await builds.change(id, (build) =>
    build?.phase === 'taken' ? { ...build, phase: 'running', executionArn } : undefined,
  );
}

/** What Run Command may take to tell that a command's time is over. */
const SLACK_SECONDS = 300;

/** The name is the build's, so that a second start is none. */
async function startExecution({ aws, settings }: Parts, name: string, input: object): Promise<string> {
  const { stateMachineArn } = settings;
  try {
    const { executionArn = '' } = await aws.sfn.startExecution({ stateMachineArn, name, input: JSON.stringify(input) });
    return executionArn;
  } catch (error) {
    if ((error as Error).name !== 'ExecutionAlreadyExists') throw error;
    return `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  }
}

export function contextOf(data: JobData | undefined): BuildContext {
  const { pipelineName = '', pipelineArn = '', pipelineExecutionId = '', stage, action } = data?.pipelineContext ?? {};
  return {
    ...{ pipelineName, pipelineArn, pipelineExecutionId },
    ...{
      stageName: stage?.name ?? '',
      actionName: action?.name ?? '',
      actionExecutionId: action?.actionExecutionId ?? '',
    },
  };
}
