import type { Build } from '../builds/build.ts';
import type { Parts } from '../parts.ts';

/** Stops what may still run on the build's machine: one whose step timed out, or that nobody wants any more. */
export async function stopCommand({ aws, log }: Parts, { id, command }: Build): Promise<void> {
  if (command?.commandId === undefined) return;
  const { commandId: CommandId, instanceId } = command;
  try {
    await aws.ssm.cancelCommand({ CommandId, InstanceIds: [instanceId] });
  } catch (error) {
    log('A command could not be cancelled', { id, CommandId, error: String(error) });
  }
}
