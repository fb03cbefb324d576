import { parseArn } from '../../../platform/arn.ts';
import type { Target } from '../rules/target.ts';
import { type Delivery, type EventTarget, UnusableInput } from './event-target.ts';

/**
 * Writes a log event to the group, into a stream named after the rule. A template must make an object of `timestamp`
 * (milliseconds) and `message`; a constant input or a path is refused, as on AWS.
 */
export const logsTarget: EventTarget = {
  kind: 'CloudWatch Logs log group',
  takes: ({ service, resource }) => service === 'logs' && resource.startsWith('log-group:'),
  findProblem: ({ id, input, inputPath }: Target) =>
    input === undefined && inputPath === undefined
      ? undefined
      : `Input and InputPath are not supported for the log group of target ${id}; use InputTransformer.`,
  async deliver(delivery) {
    const { ruleName } = delivery;
    const { logs } = delivery.awsFor(ruleName);
    const logGroupName = parseArn(delivery.target.arn)?.resource.slice('log-group:'.length).replace(/:\*$/, '');
    const stream = { logGroupName, logStreamName: ruleName };
    await logs.createLogStream(stream).catch((error: unknown) => {
      if (!(error instanceof Error) || error.name !== 'ResourceAlreadyExistsException') throw error;
    });
    await logs.putLogEvents({ ...stream, logEvents: [logEventOf(delivery)] });
  },
};

function logEventOf({ target, input, event }: Delivery): { timestamp: number; message: string } {
  if (target.inputTemplate === undefined) return { timestamp: Date.parse(event.time), message: input };
  try {
    const { timestamp, message } = JSON.parse(input) as { timestamp?: unknown; message?: unknown };
    const time = typeof timestamp === 'string' && !/^\d+$/.test(timestamp) ? Date.parse(timestamp) : Number(timestamp);
    if (Number.isFinite(time) && message !== undefined) {
      return { timestamp: time, message: typeof message === 'string' ? message : JSON.stringify(message) };
    }
  } catch {
    // Said below.
  }
  throw new UnusableInput('the input is no object of timestamp and message');
}
