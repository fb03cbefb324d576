import type { Worker } from '../../../work-queue/work-queue.ts';
import type { Parts } from '../parts.ts';
import { transition } from '../transition.ts';
import { CONTINUE, TIME_OUT, TIMER, type TimerOrder } from '../work-kinds.ts';

/** Waits, retries, timeouts and heartbeats whose time has come. */
export const timerWorker = (parts: Parts): Worker<TimerOrder> => ({
  kind: TIMER,
  concurrency: 16,
  async handle({ execution, ...timer }) {
    await parts.database.transaction((tx) => transition(tx, parts, execution, { type: 'timer', ...timer }));
  },
});

/** Executions that went through many states in one go and gave others their turn. */
export const continueWorker = (parts: Parts): Worker<string> => ({
  kind: CONTINUE,
  async handle(execution) {
    await parts.database.transaction((tx) => transition(tx, parts, execution, { type: 'continue' }));
  },
});

/** Executions whose whole time is up. */
export const timeOutWorker = (parts: Parts): Worker<string> => ({
  kind: TIME_OUT,
  async handle(execution) {
    await parts.database.transaction((tx) => transition(tx, parts, execution, { type: 'time-out' }));
  },
});
