import type { Draft } from './draft.ts';
import type { Frame } from './execution-state.ts';
import type { Json } from './json.ts';

type NewFrame = Pick<Frame, 'id' | 'index' | 'place' | 'variables' | 'lastEvent'> & Partial<Frame>;

/** A frame comes to a state: its work begins when its turn comes. */
export function enter(draft: Draft, frame: NewFrame, state: string, input: Json): void {
  draft.frames.set(frame.id, {
    ...frame,
    attempt: (frame.attempt ?? 0) + 1,
    state,
    input,
    phase: 'enter',
    retries: {},
    enteredAt: draft.means.now,
    enteredEvent: 0,
  });
  draft.ready.push(frame.id);
}
