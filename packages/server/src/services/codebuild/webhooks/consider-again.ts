import type { Worker } from '../../../work-queue/work-queue.ts';
import type { Parts } from '../parts.ts';
import { type Consideration, considerEvent } from './consider-event.ts';

export const CONSIDER_KIND = 'codebuild.consider-event';
/** With the queue's pauses between tries this is an hour. */
const MOST_ATTEMPTS = 65;

/** Events that needed a host's answer when the host could not be asked. */
export function considerWorker(parts: Parts): Worker<Consideration> {
  return {
    kind: CONSIDER_KIND,
    async handle(consideration, { signal, attempt }) {
      const outcome = await considerEvent(parts, consideration, signal);
      const { project } = consideration;
      if (outcome.type === 'later' && attempt < MOST_ATTEMPTS) throw new Error(outcome.reason);
      const isLost = outcome.type === 'later' || outcome.type === 'dropped';
      if (isLost) parts.logger.warn({ project, reason: outcome.reason }, 'a webhook delivery is dropped');
    },
  };
}
