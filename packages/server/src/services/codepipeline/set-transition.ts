import { advance } from './advance.ts';
import { checkStage, lockExistingPipeline } from './find.ts';
import type { Parts } from './parts.ts';
import type { Transition } from './rules/engine/engine-state.ts';

/** Opens or closes the way into a stage; `Outbound` of a stage is the way into the next one. */
export async function setTransition(
  parts: Parts,
  place: { pipelineName: string; stageName: string; transitionType: string },
  transition: Transition,
): Promise<void> {
  await parts.database.transaction(async (tx) => {
    const pipeline = await lockExistingPipeline(tx, parts, place.pipelineName);
    checkStage(pipeline, place.stageName);
    const stages = pipeline.state.stages;
    const index = stages.findIndex(({ name }) => name === place.stageName);
    const stage = stages[place.transitionType === 'Outbound' ? index + 1 : index];
    if (stage) await advance(tx, parts, pipeline, { type: 'transition', stage: stage.name, transition });
  });
}
