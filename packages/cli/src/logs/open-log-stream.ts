import type { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';

export interface LogPlace {
  readonly groupName: string;
  readonly streamName: string;
  /** Milliseconds since the epoch; from the beginning when left out. */
  readonly since?: number;
}

export interface LogEvent {
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly message: string;
}

/** A place in a stream of a log, which only goes forward. */
export interface LogStream {
  /** Every event that came since it was asked last, in the order they were put; none of a stream that is not there. */
  read(): AsyncGenerator<LogEvent>;
}

export function openLogStream(logs: CloudWatchLogs, { groupName, streamName, since }: LogPlace): LogStream {
  const request = {
    logGroupName: groupName,
    logStreamName: streamName,
    startFromHead: true,
    ...(since === undefined ? {} : { startTime: since }),
  };
  let nextToken: string | undefined;
  return {
    async *read() {
      for (;;) {
        const page = await logs.getLogEvents(nextToken ? { ...request, nextToken } : request).catch(orNothing);
        for (const { timestamp = 0, message = '' } of page?.events ?? []) yield { timestamp, message };
        // Only a token that stays says that nothing more is there: a page may be empty before the end.
        const isEnd = page === undefined || page.nextForwardToken === nextToken;
        nextToken = page?.nextForwardToken ?? nextToken;
        if (isEnd) return;
      }
    },
  };
}

function orNothing(error: Error): undefined {
  if (error.name !== 'ResourceNotFoundException') throw error;
  return undefined;
}
