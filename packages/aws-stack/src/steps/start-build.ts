import { type LogPlace, workspaceOf } from '../builds/build.ts';
import { announce } from '../jobs/announce.ts';
import { openJobOf } from '../jobs/open-job.ts';
import type { Parts } from '../parts.ts';
import { encodeProgram } from '../programs/encode-program.ts';
import { readArtifacts } from './artifacts.ts';
import { logOf } from './log-of.ts';
import { platformOf, programsOf } from './platform-of.ts';
import { sendCommand } from './send-command.ts';
import type { StepEvent } from './step-event.ts';

/** The machine was taken away; the state machine begins again on another. */
class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** Both are null where nobody wants the build any more. */
interface StartedBuild {
  readonly commandId: string | null;
  readonly log: LogPlace | null;
}

/** Has the machine build. Answers with where the log is; the next step waits for the end. */
export async function startBuild(parts: Parts, { build: id, attempt, machine }: StepEvent): Promise<StartedBuild> {
  const build = await parts.builds.find(id);
  if (!build?.order || !machine || build.cancelled !== undefined) return { commandId: null, log: null };
  if (build.interrupted?.attempt === attempt) throw new Interrupted(build.interrupted.reason);
  const { order, context } = build;
  const { instanceId, fence } = machine;
  const platform = await platformOf(parts, instanceId);
  const { inputs } = await readArtifacts(parts, await openJobOf(parts, build));
  const text = programsOf(platform).build({
    ...{ workspace: workspaceOf(build, attempt), fence, inputs, command: order.command },
    ...(order.workingDirectory === undefined ? {} : { workingDirectory: order.workingDirectory }),
    environment: {
      // As in the published sample, and ours.
      PipelineExecutionId: context?.pipelineExecutionId ?? '',
      PipelineArn: context?.pipelineArn ?? '',
      PipelineName: context?.pipelineName ?? '',
      ...order.environment,
    },
  });
  const program = encodeProgram(platform, text);
  const { commandId = '' } = await sendCommand(parts, build, {
    ...{ step: 'build', attempt, instanceId, platform, program },
    seconds: order.timeoutMinutes * 60,
  });
  await announce(parts, (await parts.builds.find(id)) ?? build);
  return { commandId, log: logOf(parts.settings, { commandId, instanceId, platform }) };
}
