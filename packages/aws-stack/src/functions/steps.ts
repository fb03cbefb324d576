import type { Parts } from '../parts.ts';
import { acquire } from '../steps/acquire.ts';
import { awaitBuild } from '../steps/await-build.ts';
import { release } from '../steps/release.ts';
import { report } from '../steps/report.ts';
import { startBuild } from '../steps/start-build.ts';
import type { ReportEvent, StepEvent } from '../steps/step-event.ts';
import { upload } from '../steps/upload.ts';
import { openParts } from './open-parts.ts';

const STEPS: Readonly<Record<StepEvent['step'], (parts: Parts, event: StepEvent) => Promise<object | void>>> = {
  ...{ acquire, start: startBuild, await: awaitBuild, upload, release },
};

/** One step of a build's state machine. */
export async function handler(event: StepEvent | ReportEvent): Promise<object> {
  const parts = openParts();
  if (event.step === 'report') await report(parts, event.state);
  else return (await STEPS[event.step](parts, event)) ?? {};
  return {};
}
