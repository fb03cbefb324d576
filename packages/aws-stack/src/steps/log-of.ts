import type { LogPlace } from '../builds/build.ts';
import type { Parts, StackSettings } from '../parts.ts';
import type { Platform } from '../programs/program-order.ts';

const LINES = 20;

/** Where Run Command writes what a command prints: a stream by command, instance, step of the document, and kind. */
export const logOf = (
  { logGroupName }: StackSettings,
  { commandId, instanceId, platform }: { commandId: string; instanceId: string; platform: Platform },
): LogPlace => ({ groupName: logGroupName, streamName: `${commandId}/${instanceId}/${platform}/stdout` });

/** The last lines that a command printed, from its log; of what the invocation tells when that is not there yet. */
export async function lastLines(
  { aws, log }: Parts,
  { groupName, streamName }: LogPlace,
  output: string,
): Promise<string[]> {
  try {
    const { events = [] } = await aws.logs.getLogEvents({
      ...{ logGroupName: groupName, logStreamName: streamName, limit: LINES, startFromHead: false },
    });
    if (events.length > 0) return lines(events.map(({ message }) => message ?? '').join('\n'));
  } catch (error) {
    // Without them the build fails all the same.
    log('The log of a command could not be read', { streamName, error: String(error) });
  }
  return lines(output);
}

const lines = (text: string) =>
  text
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .slice(-LINES);
