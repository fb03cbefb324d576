import type { Worker } from '../../../work-queue/work-queue.ts';
import type { Parts } from '../parts.ts';
import { lockStack } from '../store/stacks.ts';
import { apply } from '../transition.ts';
import { NOTIFY, type NotifyOrder, TIME_OUT, type TimeOutOrder } from '../work-kinds.ts';

/** The time that a stack was given to be made is over. */
export const timeOutWorker = (parts: Parts): Worker<TimeOutOrder> => ({
  kind: TIME_OUT,
  async handle({ stack: id, turn }) {
    await parts.database.transaction(async (tx) => {
      const stack = await lockStack(tx, id);
      if (stack?.state.turn !== turn) return;
      await apply(tx, parts, stack, { type: 'cancel', reason: 'Stack creation time exceeded the specified timeout. ' });
    });
  },
});

/** Tells topics of a stack's events; a topic that is gone keeps nothing from happening. */
export const notifyWorker = (parts: Parts): Worker<NotifyOrder> => ({
  kind: NOTIFY,
  async handle({ topic, subject, message }) {
    try {
      await parts.aws.sns.publish({ TopicArn: topic, Subject: subject, Message: message });
    } catch (error) {
      parts.logger.warn({ err: error, topic }, 'a stack event could not be told');
    }
  },
});
