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
  { commandId = '', instanceId = '' }: Partial<BuildCommand>,
): Promise<void> {
  const invocation = await findInvocation(parts, commandId, instanceId);
  const told = readComment(invocation?.Comment);
  if (!invocation || !told) return;
  const build = await parts.builds.find(told.id);
  const open = build?.open;
  if (!build || open?.step !== told.step || open.attempt !== told.attempt) return;
  const given = await answerFor(parts, build, invocation);
  if (given) await answer(parts, open, given);
}

async function answerFor(
  parts: Parts,
  build: Build,
  invocation: GetCommandInvocationResult,
): Promise<Answer | undefined> {
  const judgement = judgeInvocation(invocation, build);
  if (judgement === 'under way') return undefined;
  const log = logOf(parts.settings, { commandId: invocation.CommandId ?? '', instanceId: invocation.InstanceId ?? '' });
  if (judgement.state === 'failed') {
    const lines = await lastLines(parts, log, invocation);
    const cause = [judgement.message, ...(lines.length > 0 ? ['Last lines:', ...lines] : [])].join('\n');
    return { error: judgement.error, cause };
  }
  if (build.open?.step === 'build') return { output: { exitCode: 0 } };
  const variables = readVariables(invocation.StandardOutputContent ?? '');
  return 'problem' in variables
    ? { error: 'OutputVariables', cause: variables.problem }
    : { output: { variables: variables.variables } };
}

/** SSM knows an invocation a moment after its command. */
async function findInvocation({ aws }: Parts, CommandId: string, InstanceId: string) {
  try {
    return await aws.ssm.getCommandInvocation({ CommandId, InstanceId });
  } catch (error) {
    if ((error as Error).name === 'InvocationDoesNotExist') return undefined;
    throw error;
  }
}
