import { type Command, type Invocation, isEnded } from './command.ts';

export interface CommandStatus {
  readonly status: 'Pending' | 'InProgress' | 'Success' | 'Cancelled' | 'Failed' | 'TimedOut' | 'Cancelling';
  readonly details: string;
  readonly completed: number;
  readonly errors: number;
  readonly deliveryTimeouts: number;
}

const isError = ({ status, details }: Invocation) =>
  (status === 'Failed' && details !== 'Terminated') || details === 'ExecutionTimedOut';

/** A whole number, or a percentage of the targets. */
export function limitOf(text: string, targets: number): number {
  if (!text.endsWith('%')) return Number(text);
  return Math.floor((Number(text.slice(0, -1)) / 100) * targets);
}

/** What the invocations of a command come to. */
export function statusOf(
  command: Pick<Command, 'maxErrors' | 'targetCount'>,
  invocations: readonly Invocation[],
): CommandStatus {
  const of = (wanted: (invocation: Invocation) => boolean) => invocations.filter(wanted).length;
  const [completed, errors] = [of(isEnded), of(isError)];
  const deliveryTimeouts = of(({ details }) => details === 'DeliveryTimedOut');
  const counts = { completed, errors, deliveryTimeouts };
  const is = (status: CommandStatus['status'], details: string = status) => ({ status, details, ...counts });
  if (invocations.length === 0) return is('Success', 'NoInstancesInTag');
  if (completed < invocations.length) {
    if (invocations.some(({ status }) => status === 'Cancelling')) return is('Cancelling');
    return is(
      invocations.some(({ results, status }) => results.length > 0 || status !== 'Pending') ? 'InProgress' : 'Pending',
    );
  }
  if (invocations.some(({ details }) => details === 'Cancelled')) return is('Cancelled');
  if (invocations.every(({ status }) => status === 'Success')) return is('Success');
  if (errors > limitOf(command.maxErrors, command.targetCount)) {
    const allTimedOut = invocations.filter(isError).every(({ status }) => status === 'TimedOut');
    return allTimedOut ? is('TimedOut', 'ExecutionTimedOut') : is('Failed');
  }
  if (deliveryTimeouts > 0) return is('TimedOut', 'DeliveryTimedOut');
  return is('Failed', 'Incomplete');
}

/** Which invocations may go now, and which never will because too many went wrong. */
export function nextInvocations(
  command: Pick<Command, 'maxConcurrency' | 'maxErrors' | 'targetCount'>,
  invocations: readonly Invocation[],
): { readonly send: readonly Invocation[]; readonly terminate: readonly Invocation[] } {
  const waiting = invocations.filter(({ isSent, status }) => !isSent && status === 'Pending');
  const { errors } = statusOf(command, invocations);
  if (errors > limitOf(command.maxErrors, command.targetCount)) return { send: [], terminate: waiting };
  const running = invocations.filter((invocation) => invocation.isSent && !isEnded(invocation)).length;
  const room = Math.max(1, limitOf(command.maxConcurrency, command.targetCount)) - running;
  return { send: waiting.slice(0, Math.max(0, room)), terminate: [] };
}
