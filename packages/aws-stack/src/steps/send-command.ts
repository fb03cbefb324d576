import { type Build, type BuildCommand, commentOf } from '../builds/build.ts';
import type { Parts } from '../parts.ts';

/** A command that its machine does not take within this time has failed. */
const DELIVERY_SECONDS = 120;

/**
 * Sends a program to a build's machine, once: what was sent for the same step and attempt before is found by its comment. Resolves with
 * the command, which the build then has.
 */
export async function sendCommand(
  parts: Parts,
  build: Build,
  order: Pick<BuildCommand, 'step' | 'attempt' | 'instanceId' | 'platform'> & { program: string; seconds: number },
): Promise<BuildCommand> {
  const { aws, builds, now, settings } = parts;
  const { step, attempt, instanceId, platform, program, seconds } = order;
  const known = build.command;
  const isKnown = known?.step === step && known.attempt === attempt && known.instanceId === instanceId;
  if (isKnown && known.commandId !== undefined) return known;
  const intent: BuildCommand = isKnown ? known : { step, attempt, instanceId, platform, sentAt: now() };
  const Comment = commentOf(build.id, step, attempt);
  const keep = (command: BuildCommand) => builds.change(build.id, (current) => current && { ...current, command });
  let commandId = isKnown ? await findCommand(parts, intent, Comment) : undefined;
  if (!isKnown) await keep(intent);
  if (commandId === undefined) {
    const { Command } = await aws.ssm.sendCommand({
      ...{
        DocumentName: settings.documents[step],
        InstanceIds: [instanceId],
        Comment,
        TimeoutSeconds: DELIVERY_SECONDS,
      },
      Parameters: { Program: [program], ExecutionTimeout: [String(seconds)] },
      CloudWatchOutputConfig: { CloudWatchOutputEnabled: true, CloudWatchLogGroupName: settings.logGroupName },
    });
    commandId = Command?.CommandId ?? '';
  }
  const command = { ...intent, commandId };
  await keep(command);
  return command;
}

/** A command that was sent by a function that died before it could say so. */
async function findCommand(
  { aws }: Parts,
  { instanceId, sentAt }: BuildCommand,
  comment: string,
): Promise<string | undefined> {
  // Clocks differ: a minute more of history costs nothing.
  const value = new Date(sentAt - 60_000).toISOString();
  let NextToken: string | undefined;
  do {
    const page = await aws.ssm.listCommands({
      ...{ InstanceId: instanceId, Filters: [{ key: 'InvokedAfter', value }] },
      ...(NextToken === undefined ? {} : { NextToken }),
    });
    const found = page.Commands?.find(({ Comment }) => Comment === comment);
    if (found) return found.CommandId;
    NextToken = page.NextToken;
  } while (NextToken);
  return undefined;
}
