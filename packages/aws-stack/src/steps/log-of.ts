import type { OutputLogEvent } from '@aws-sdk/client-cloudwatch-logs';
import type { GetCommandInvocationResult } from '@aws-sdk/client-ssm';
import type { LogPlace } from '../builds/build.ts';
import type { Parts, StackSettings } from '../parts.ts';
import type { Platform } from '../programs/program-order.ts';

const LINES = 20;

/** Where Run Command writes what a command prints: a stream by command, instance, step of the document, and kind. */
export const logOf = (
  { logGroupName }: StackSettings,
  { commandId, instanceId, platform }: { commandId: string; instanceId: string; platform: Platform },
): LogPlace => ({ groupName: logGroupName, streamName: `${commandId}/${instanceId}/${platform}/stdout` });

/** The last lines that a command printed, by both ways, from its log; of what the invocation tells when that is not there yet. */
export async function lastLines(
  { aws, log }: Parts,
  { groupName, streamName }: LogPlace,
  { StandardOutputContent = '', StandardErrorContent = '' }: Partial<GetCommandInvocationResult>,
): Promise<string[]> {
  const read = async (logStreamName: string): Promise<OutputLogEvent[]> => {
    try {
      const options = { logGroupName: groupName, logStreamName, limit: LINES, startFromHead: false };
      return (await aws.logs.getLogEvents(options)).events ?? [];
    } catch (error) {
      // Without them the build fails all the same.
      log('The log of a command could not be read', { logStreamName, error: String(error) });
      return [];
    }
  };
  const events = (await Promise.all([read(streamName), read(streamName.replace(/stdout$/, 'stderr'))])).flat();
  events.sort((one, other) => (one.timestamp ?? 0) - (other.timestamp ?? 0));
  const texts = events.map(({ message }) => message ?? '');
  return lines((texts.length > 0 ? texts : [StandardOutputContent, StandardErrorContent]).join('\n'));
}

const lines = (text: string) =>
  text
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .slice(-LINES);
