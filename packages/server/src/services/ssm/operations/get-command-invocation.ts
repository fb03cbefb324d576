import type { GetCommandInvocationCommand } from '@aws-sdk/client-ssm';
import { operation } from '../../../gateway/operation.ts';
import { invocationNotFound, pluginNotFound } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { MOST_STDERR, MOST_STDOUT, readStart } from '../read-output.ts';
import type { Invocation, StepResult } from '../rules/command.ts';
import { outputLocation } from '../rules/output-location.ts';
import { stepCommand } from '../rules/step-command.ts';
import { findCommand, findInvocation } from '../store/commands.ts';

/** Of a document with several steps, one step by its name; without a name only the whole's status is told. */
export const getCommandInvocation = operation<GetCommandInvocationCommand, Parts>(
  'GetCommandInvocation',
  async ({ CommandId, InstanceId, PluginName }, parts) => {
    const command = await findCommand(parts.database, CommandId);
    const invocation = await findInvocation(parts.database, CommandId, InstanceId);
    if (!command || !invocation) throw invocationNotFound();
    const { steps } = command.plan;
    const index = PluginName ? steps.findIndex(({ name }) => name === PluginName) : steps.length === 1 ? 0 : -1;
    if (PluginName && index < 0) throw pluginNotFound(PluginName);
    const step = steps[index];
    const result = step && invocation.results[index];
    const shown = result ? await withLiveOutput(parts, invocation, { result, index }) : undefined;
    const urls = step && outputLocation(command, invocation, step);
    return {
      CommandId,
      InstanceId,
      Comment: command.comment,
      DocumentName: command.document,
      DocumentVersion: command.documentVersion,
      PluginName: step?.name ?? '',
      ResponseCode: shown?.code ?? -1,
      ExecutionStartDateTime: shown ? isoOf(shown.startedAt) : '',
      ExecutionElapsedTime: shown?.finishedAt === undefined ? '' : elapsed(shown.finishedAt - shown.startedAt),
      ExecutionEndDateTime: shown?.finishedAt === undefined ? '' : isoOf(shown.finishedAt),
      Status: step ? statusOf(invocation, shown) : invocation.status,
      StatusDetails: step && shown ? detailsOf(shown) : invocation.details,
      StandardOutputContent: shown?.stdout ?? '',
      StandardOutputUrl: urls?.stdout.url ?? '',
      StandardErrorContent: shown?.stderr ?? '',
      StandardErrorUrl: urls?.stderr.url ?? '',
      CloudWatchOutputConfig: {
        CloudWatchLogGroupName: command.logGroup ?? '',
        CloudWatchOutputEnabled: command.logGroup !== undefined,
      },
    };
  },
);

/** A step that runs shows what it has printed so far. */
async function withLiveOutput(
  { machines }: Parts,
  { command, instance }: Invocation,
  { result, index }: { result: StepResult; index: number },
): Promise<StepResult> {
  if (result.status !== 'InProgress') return result;
  const { output } = await machines.observe({ machine: instance, command: stepCommand(command, index) });
  const [stdout, stderr] = await Promise.all([
    readStart(output.stdout, MOST_STDOUT),
    readStart(output.stderr, MOST_STDERR),
  ]);
  return { ...result, stdout, stderr };
}

function statusOf(invocation: Invocation, result: StepResult | undefined): Invocation['status'] {
  if (!result) return invocation.status;
  return result.status === 'Skipped' ? 'Success' : result.status;
}

const detailsOf = ({ status }: StepResult) =>
  status === 'TimedOut' ? 'ExecutionTimedOut' : status === 'Skipped' ? 'Success' : status;
const isoOf = (time: number) => new Date(time).toISOString();
/** An ISO 8601 duration with milliseconds, such as `PT0.062S`. */
const elapsed = (ms: number) => `PT${(ms / 1000).toFixed(3).replace(/\.?0+$/, '')}S`;
