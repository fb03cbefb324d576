import { workspaceOf } from '../builds/build.ts';
import { openJobOf } from '../jobs/open-job.ts';
import type { Parts } from '../parts.ts';
import { encodeProgram } from '../programs/encode-program.ts';
import { readArtifacts } from './artifacts.ts';
import { commandEnded } from './command-ended.ts';
import { openStep } from './open-step.ts';
import { platformOf, programsOf } from './platform-of.ts';
import { sendCommand } from './send-command.ts';
import type { StepEvent } from './step-event.ts';

/** As long as a machine may take to pack and send what it built. */
const UPLOAD_SECONDS = 3_600;

/** Has the machine put the output artifacts where they belong; the step is answered when that is done. */
export async function upload(parts: Parts, event: StepEvent): Promise<void> {
  const { attempt, machine } = event;
  const build = await openStep(parts, event, 'upload');
  if (!build?.order || !machine) return;
  const { outputs: paths, workingDirectory } = build.order;
  const { instanceId } = machine;
  const { outputs } = await readArtifacts(parts, await openJobOf(parts, build), paths);
  const known = build.command?.instanceId === instanceId ? build.command.platform : undefined;
  const platform = known ?? (await platformOf(parts, instanceId));
  const text = programsOf(platform).upload({
    ...{ workspace: workspaceOf(build, attempt), outputs },
    ...(workingDirectory === undefined ? {} : { workingDirectory }),
  });
  const program = encodeProgram(platform, text);
  const order = { step: 'upload' as const, attempt, instanceId, platform, program, seconds: UPLOAD_SECONDS };
  await commandEnded(parts, await sendCommand(parts, build, order));
}
