import type { Db } from '../../database/database.ts';
import type { Parts } from './parts.ts';
import type { FunctionReference } from './rules/function-name.ts';

export const RUN_EVENT = 'lambda.run-event';

/** An event that a function is to be invoked for, some time soon. */
export interface QueuedEvent {
  readonly reference: FunctionReference;
  readonly payload: string;
  readonly requestId: string;
  /** 1 for the first. */
  readonly attempt: number;
  /** When it came, in milliseconds since the epoch. */
  readonly queuedAt: number;
}

export async function queueEvent(
  tx: Db,
  { queue, clock }: Parts,
  event: Omit<QueuedEvent, 'attempt' | 'queuedAt'>,
): Promise<void> {
  const payload: QueuedEvent = { ...event, attempt: 1, queuedAt: clock.now() };
  await queue.enqueue(tx, { kind: RUN_EVENT, id: `${RUN_EVENT}:${event.requestId}:1`, payload });
}
