import { type LookEvent, lookOn } from '../pools/look-on.ts';
import { openParts } from './open-parts.ts';

interface Context {
  getRemainingTimeInMillis(): number;
}

export const handler = (event: LookEvent, context: Context): Promise<void> =>
  lookOn(openParts(), event, context.getRemainingTimeInMillis());
