import type { SchedulerQuestion } from '@codeyard/engine/instance-pools/pools-report';
import { answerQuestion } from '../pools/answer-question.ts';
import { type LookEvent, lookOn } from '../pools/look-on.ts';
import { openParts } from './open-parts.ts';

interface Context {
  getRemainingTimeInMillis(): number;
}

/** Who asks the scheduler something is answered, and nothing else is done. */
export const handler = (event: LookEvent | SchedulerQuestion, context: Context): Promise<object | void> =>
  'ask' in event ? answerQuestion(openParts(), event) : lookOn(openParts(), event, context.getRemainingTimeInMillis());
