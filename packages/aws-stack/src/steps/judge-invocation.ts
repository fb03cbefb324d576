import type { GetCommandInvocationResult } from '@aws-sdk/client-ssm';
import type { Build, WaitingStep } from '../builds/build.ts';

export type Judgement =
  | 'under way'
  | { readonly state: 'succeeded' }
  /** `error` is what the state machine catches: `Interrupted` has the build begin again on another machine. */
  | {
      readonly state: 'failed';
      readonly error: 'CommandFailed' | 'TimedOut' | 'Interrupted' | 'Cancelled';
      readonly message: string;
    };

const UNDER_WAY: readonly (string | undefined)[] = ['Pending', 'InProgress', 'Delayed', 'Cancelling'];
/** The machine never got the command, so that it may well be given to another. */
const NOT_BEGUN = ['DeliveryTimedOut', 'Undeliverable', 'Terminated', 'InvalidPlatform', 'AccessDenied'];

/** What it means that a step took too long. */
export function lateness(step: WaitingStep | undefined, order: Build['order']): string {
  if (step === 'acquire') return 'There was no machine within a day.';
  if (step === 'upload') return 'The upload of the output artifacts did not end within an hour.';
  return `The command did not end within ${order?.timeoutMinutes} minutes (TimeoutMinutes).`;
}

/** What a command's end means to its build. https://docs.aws.amazon.com/systems-manager/latest/userguide/monitor-commands.html */
export function judgeInvocation(
  {
    Status,
    StatusDetails = '',
    ResponseCode = -1,
  }: Pick<GetCommandInvocationResult, 'Status' | 'StatusDetails' | 'ResponseCode'>,
  { order, cancelled, open }: Pick<Build, 'order' | 'cancelled' | 'open'>,
): Judgement {
  if (UNDER_WAY.includes(Status)) return 'under way';
  if (Status === 'Success') return { state: 'succeeded' };
  const details = StatusDetails.replaceAll(' ', '');
  if (cancelled !== undefined) return { state: 'failed', error: 'Cancelled', message: cancelled };
  if (Status === 'Cancelled')
    return { state: 'failed', error: 'CommandFailed', message: 'The command was cancelled in Run Command.' };
  if (NOT_BEGUN.includes(details))
    return {
      state: 'failed',
      error: 'Interrupted',
      message: `The machine did not take the command (${StatusDetails}).`,
    };
  if (Status === 'TimedOut') {
    return { state: 'failed', error: 'TimedOut', message: lateness(open?.step, order) };
  }
  const what = open?.step === 'upload' ? 'The upload of the output artifacts' : 'The command';
  return { state: 'failed', error: 'CommandFailed', message: `${what} failed with exit code ${ResponseCode}.` };
}
