import { runStep } from '../steps/run-step.ts';
import type { ReportEvent, StepEvent } from '../steps/step-event.ts';
import { openParts } from './open-parts.ts';

export const handler = (event: StepEvent | ReportEvent): Promise<object> => runStep(openParts(), event);
