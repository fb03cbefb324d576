import type { ServiceContext } from '../../gateway/service.ts';
import { formatArn } from '../../platform/arn.ts';
import type { LogGroup, LogStream } from './store.ts';

export function groupArn({ account, region }: ServiceContext, name: string): string {
  return formatArn({ service: 'logs', region, account, resource: `log-group:${name}` });
}

/** A group as the API shows it; `arn` ends in `:*`, `logGroupArn` does not. */
export function describeGroup(context: ServiceContext, group: LogGroup) {
  const arn = groupArn(context, group.name);
  return {
    logGroupName: group.name,
    creationTime: group.createdAt,
    ...(group.retentionDays === undefined ? {} : { retentionInDays: group.retentionDays }),
    ...(group.kmsKey === undefined ? {} : { kmsKeyId: group.kmsKey }),
    metricFilterCount: 0,
    arn: `${arn}:*`,
    storedBytes: 0,
    logGroupClass: group.logClass as 'STANDARD',
    logGroupArn: arn,
  };
}

export function describeStream(context: ServiceContext, stream: LogStream) {
  return {
    logStreamName: stream.name,
    creationTime: stream.createdAt,
    ...(stream.firstEventAt === undefined ? {} : { firstEventTimestamp: stream.firstEventAt }),
    ...(stream.lastEventAt === undefined ? {} : { lastEventTimestamp: stream.lastEventAt }),
    ...(stream.lastIngestedAt === undefined ? {} : { lastIngestionTime: stream.lastIngestedAt }),
    uploadSequenceToken: String(stream.batches),
    arn: `${groupArn(context, stream.groupName)}:log-stream:${stream.name}`,
    storedBytes: 0,
  };
}

/** The group a name or an ARN stands for. */
export function groupNameOf(identifier: {
  logGroupName?: string | undefined;
  logGroupIdentifier?: string | undefined;
}): string {
  const given = identifier.logGroupName ?? identifier.logGroupIdentifier ?? '';
  return /^arn:[^:]+:logs:[^:]*:[^:]*:log-group:([^:]+)/.exec(given)?.[1] ?? given;
}
