import type { Parts } from '../parts.ts';
import { acquire } from './acquire.ts';
import { awaitBuild } from './await-build.ts';
import { release } from './release.ts';
import { report } from './report.ts';
import { startBuild } from './start-build.ts';
import type { ReportEvent, StepEvent } from './step-event.ts';
import { upload } from './upload.ts';

const STEPS: Readonly<Record<StepEvent['step'], (parts: Parts, event: StepEvent) => Promise<object | void>>> = {
  ...{ acquire, start: startBuild, await: awaitBuild, upload, release },
};

/** One step of a build's state machine. */
export async function runStep(parts: Parts, event: StepEvent | ReportEvent): Promise<object> {
  if (event.step === 'report') await report(parts, event.state);
  else return (await STEPS[event.step](parts, event)) ?? {};
  return {};
}
