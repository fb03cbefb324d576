import type { GetCommandInvocationResult } from '@aws-sdk/client-ssm';
import { type Build, type BuildCommand, readComment } from '../builds/build.ts';
import type { Parts } from '../parts.ts';
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
  if (judgeInvocation(whole, build) === 'under way') return undefined;
  const { CommandId: commandId = '', InstanceId: instanceId = '' } = whole;
  const platform = build.command?.platform ?? 'Linux';
  const step = await findInvocation(parts, { commandId, instanceId, platform });
  // What succeeded did run, so that what it printed will be told.
  if (!step && whole.Status === 'Success') return undefined;
  const { ResponseCode, StandardOutputContent = '' } = step ?? {};
  const judgement = judgeInvocation({ ...whole, ResponseCode }, build);
  if (judgement === 'under way') return undefined;
  if (judgement.state === 'failed') {
    const loss = judgement.error === 'CommandFailed' ? await reasonOfLoss(parts, build, instanceId) : undefined;
    if (loss !== undefined) return { error: 'Interrupted', cause: loss };
    const log = logOf(parts.settings, { commandId, instanceId, platform });
    const lines = await lastLines(parts, log, StandardOutputContent);
    const cause = [judgement.message, ...(lines.length > 0 ? ['Last lines:', ...lines] : [])].join('\n');
    return { error: judgement.error, cause };
  }
  if (build.open?.step === 'build') return { output: { exitCode: 0 } };
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

/** Of the whole command, or of the step of its document for a platform: only a step has an exit code and an output. */
async function findInvocation(
  { aws }: Parts,
  { commandId, instanceId, platform }: Partial<BuildCommand>,
): Promise<GetCommandInvocationResult | undefined> {
  try {
    const ids = { CommandId: commandId, InstanceId: instanceId };
    return await aws.ssm.getCommandInvocation({ ...ids, ...(platform ? { PluginName: platform } : {}) });
  } catch (error) {
    // Known a moment after its command; and no step has begun of a command that was not delivered.
    if (['InvocationDoesNotExist', 'InvalidPluginName'].includes((error as Error).name)) return undefined;
    throw error;
  }
}
