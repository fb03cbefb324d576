import { hear, type OutsideEvent } from '../jobs/hear.ts';
import { openParts } from './open-parts.ts';

export const handler = (event: OutsideEvent): Promise<void> => hear(openParts(), event);
