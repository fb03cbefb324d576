import type { CommandInvocation, CommandPlugin, Command as DescribedCommand } from '@aws-sdk/client-ssm';
import type { Command, Invocation, StepResult } from './rules/command.ts';
import { statusOf } from './rules/command-progress.ts';
import { outputLocation } from './rules/output-location.ts';

const outputsOf = ({ s3, logGroup }: Command) => ({
  OutputS3BucketName: s3?.bucket ?? '',
  OutputS3KeyPrefix: s3?.prefix ?? '',
  ...(s3 ? { OutputS3Region: s3.region } : {}),
  CloudWatchOutputConfig: { CloudWatchLogGroupName: logGroup ?? '', CloudWatchOutputEnabled: logGroup !== undefined },
});

export function describeCommand(command: Command, invocations: readonly Invocation[]): DescribedCommand {
  const { status, details, completed, errors, deliveryTimeouts } = statusOf(command, invocations);
  const { CloudWatchOutputConfig, ...bucket } = outputsOf(command);
  return {
    CommandId: command.id,
    DocumentName: command.document,
    DocumentVersion: command.documentVersion,
    Comment: command.comment,
    ExpiresAfter: new Date(command.expiresAt),
    Parameters: Object.fromEntries(Object.entries(command.parameters).map(([name, values]) => [name, [...values]])),
    InstanceIds: [...command.instanceIds],
    Targets: command.targets.map(({ Key, Values }) => ({ Key, Values: [...(Values ?? [])] })),
    RequestedDateTime: new Date(command.requestedAt),
    Status: status,
    StatusDetails: details,
    ...bucket,
    MaxConcurrency: command.maxConcurrency,
    MaxErrors: command.maxErrors,
    TargetCount: command.targetCount,
    CompletedCount: completed,
    ErrorCount: errors,
    DeliveryTimedOutCount: deliveryTimeouts,
    ServiceRole: command.serviceRole,
    NotificationConfig: { NotificationArn: '', NotificationEvents: [], NotificationType: '' as never },
    CloudWatchOutputConfig,
    TimeoutSeconds: command.timeoutSeconds,
  };
}

export function describeInvocation(command: Command, invocation: Invocation, details: boolean): CommandInvocation {
  const { CloudWatchOutputConfig } = outputsOf(command);
  return {
    CommandId: command.id,
    InstanceId: invocation.instance,
    InstanceName: invocation.instanceName,
    Comment: command.comment,
    DocumentName: command.document,
    DocumentVersion: command.documentVersion,
    RequestedDateTime: new Date(invocation.requestedAt),
    Status: invocation.status,
    StatusDetails: invocation.details,
    StandardOutputUrl: '',
    StandardErrorUrl: '',
    CommandPlugins: details ? invocation.results.map((result) => describePlugin(command, invocation, result)) : [],
    ServiceRole: command.serviceRole,
    NotificationConfig: { NotificationArn: '', NotificationEvents: [], NotificationType: '' as never },
    CloudWatchOutputConfig,
  };
}

const MOST_CHARACTERS = 2_500;

function describePlugin(command: Command, invocation: Invocation, result: StepResult): CommandPlugin {
  const { OutputS3BucketName, OutputS3KeyPrefix, OutputS3Region } = outputsOf(command);
  const urls = outputLocation(command, invocation, result);
  return {
    Name: result.name,
    Status: result.status === 'Skipped' ? 'Success' : result.status,
    StatusDetails: result.status === 'TimedOut' ? 'ExecutionTimedOut' : result.status,
    ResponseCode: result.code,
    ResponseStartDateTime: new Date(result.startedAt),
    ...(result.finishedAt === undefined ? {} : { ResponseFinishDateTime: new Date(result.finishedAt) }),
    Output: outputOf(result),
    StandardOutputUrl: urls?.stdout.url ?? '',
    StandardErrorUrl: urls?.stderr.url ?? '',
    ...(OutputS3Region ? { OutputS3Region } : {}),
    OutputS3BucketName,
    OutputS3KeyPrefix,
  };
}

/** Both streams in one text, as ListCommandInvocations shows them. */
function outputOf({ stdout, stderr }: StepResult): string {
  const cut = (text: string, note: string) =>
    text.length > MOST_CHARACTERS ? text.slice(0, MOST_CHARACTERS) + note : text;
  const output = cut(stdout, '\n---Output truncated---');
  return stderr ? `${output}\n----------ERROR-------\n${cut(stderr, '\n---Error truncated----')}` : output;
}
