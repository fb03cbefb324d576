import type { GetCommandInvocationResult } from '@aws-sdk/client-ssm';
import { type Build, type BuildCommand, readComment } from '../builds/build.ts';
import type { Parts } from '../parts.ts';
import type { Platform } from '../programs/program-order.ts';
import { type Answer, answer } from './answer.ts';
import { judgeInvocation } from './judge-invocation.ts';
import { lastLines, logOf } from './log-of.ts';
import { readVariables } from './read-variables.ts';

/** Looks whether a command has ended, and answers the step that waits for it. May be done over, and too early. */
export async function commandEnded(
  parts: Parts,
  { commandId, instanceId }: Pick<BuildCommand, 'commandId' | 'instanceId'>,
): Promise<void> {
  if (commandId === undefined) return;
  const invocation = await findInvocation(parts, { commandId, instanceId });
  const told = readComment(invocation?.Comment);
  if (!invocation || !told) return;
  const build = await parts.builds.find(told.id);
  const open = build?.open;
  if (!build || open?.step !== told.step || open.attempt !== told.attempt) return;
  const given = await answerFor(parts, build, invocation);
  if (given) await answer(parts, open, given);
}

async function answerFor(parts: Parts, build: Build, whole: GetCommandInvocationResult): Promise<Answer | undefined> {
  const first = judgeInvocation(whole, build);
  if (first === 'under way') return undefined;
  // Only an upload has something to tell when it succeeded.
  if (first.state === 'succeeded' && build.open?.step === 'build') return { output: { exitCode: 0 } };
  const { CommandId: commandId = '', InstanceId: instanceId = '' } = whole;
  const platform = build.command?.platform ?? 'Linux';
  const step = await findInvocation(parts, { commandId, instanceId, plugin: platform });
  // What succeeded did run, so that what it printed will be told.
  if (!step && first.state === 'succeeded') return undefined;
  const { ResponseCode, StandardOutputContent = '' } = step ?? {};
  const judgement = judgeInvocation({ ...whole, ResponseCode }, build);
  if (judgement === 'under way') return undefined;
  if (judgement.state === 'failed') {
    const loss = judgement.error === 'CommandFailed' ? await reasonOfLoss(parts, build, instanceId) : undefined;
    if (loss !== undefined) return { error: 'Interrupted', cause: loss };
    const docker = platform === 'Windows' ? await dockerProblem(parts, { commandId, instanceId }) : undefined;
    if (docker !== undefined && judgement.error === 'CommandFailed') return { error: judgement.error, cause: docker };
    const lines = await lastLines(parts, logOf(parts.settings, { commandId, instanceId, platform }), step ?? {});
    const cause = [judgement.message, ...(lines.length > 0 ? ['Last lines:', ...lines] : [])].join('\n');
    return { error: judgement.error, cause };
  }
  const variables = readVariables(StandardOutputContent);
  return 'problem' in variables
    ? { error: 'OutputVariables', cause: variables.problem }
    : { output: { variables: variables.variables } };
}

/** Why a command could not but fail: its machine was taken away under it, whoever noticed first. */
async function reasonOfLoss({ openScheduler, store }: Parts, { id, open }: Build, instanceId: string) {
  const request = (await store.findRequest(id))?.request;
  if (request?.phase === 'interrupted' && request.attempt === open?.attempt) return request.reason ?? request.phase;
  const [seen] = await (await openScheduler()).api.look([instanceId]);
  if (seen?.state === 'running') return undefined;
  return `The machine was ${seen?.state ?? 'gone'} before its command had ended.`;
}

/** Why nothing was built where the machine could not be given Docker, which comes first. */
async function dockerProblem(
  parts: Parts,
  ids: Pick<BuildCommand, 'commandId' | 'instanceId'>,
): Promise<string | undefined> {
  const step = await findInvocation(parts, { ...ids, plugin: 'Docker' });
  if (step?.Status !== 'Failed' && step?.Status !== 'TimedOut') return undefined;
  const said = `${step.StandardOutputContent ?? ''}\n${step.StandardErrorContent ?? ''}`.trim();
  return `Docker could not be configured on the machine (ConfigureDocker of the stack):\n${said}`;
}

/** Of the whole command, or of a step of its document: only a step has an exit code and an output. */
async function findInvocation(
  { aws }: Parts,
  { commandId, instanceId, plugin }: Partial<BuildCommand> & { plugin?: Platform | 'Docker' },
): Promise<GetCommandInvocationResult | undefined> {
  try {
    const ids = { CommandId: commandId, InstanceId: instanceId };
    return await aws.ssm.getCommandInvocation({ ...ids, ...(plugin ? { PluginName: plugin } : {}) });
  } catch (error) {
    // Known a moment after its command; and no step has begun of a command that was not delivered.
    if (['InvocationDoesNotExist', 'InvalidPluginName'].includes((error as Error).name)) return undefined;
    throw error;
  }
}
