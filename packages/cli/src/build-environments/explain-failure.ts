import type { StackEvent } from '@aws-sdk/client-cloudformation';
import { firstFailure } from '../run/stack-progress.ts';

/** What to say of a stack that failed: the resource it failed for, why, and what to do next. */
export function explainFailure(events: readonly StackEvent[], { flags }: { readonly flags: string }): string {
  const { LogicalResourceId: id, ResourceType: type = '', ResourceStatusReason: reason } = firstFailure(events) ?? {};
  const what = id === undefined ? 'no resource is named' : `${id} (${type}): ${reason ?? 'no reason is given'}`;
  return `the stack failed: ${what}\n${adviceOn(type, reason ?? '')}\nThen run it again: codeyard build-environments install${flags}`;
}

function adviceOn(type: string, reason: string): string {
  // https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_DeleteCustomActionType.html
  if (type === 'AWS::CodePipeline::CustomActionType')
    return 'A version of an action type is used once for ever, even when it was deleted: take another with --action-version.';
  if (/not authorized|access ?denied/i.test(reason))
    return 'Who installs it must be allowed to make everything in the template, IAM roles included: ask for the missing permission.';
  if (/already exists|AlreadyExists/.test(reason))
    return 'Something of that name is there: remove it, or take another --stack-name.';
  if (/limit|quota/i.test(reason)) return 'A quota of the account is reached: have it raised, or make room.';
  return 'Put right what the reason says.';
}
