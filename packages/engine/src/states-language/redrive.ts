import { type Draft, record, setFrame } from './draft.ts';
import type { ExecutionState, Frame } from './execution-state.ts';

/**
 * Who was on the way where when an execution ended without success: what it goes on from when it is redriven. A frame that waited for
 * others within it goes on waiting, so what branches and iterations have made stays made.
 */
export function unfinished(frames: ReadonlyMap<number, Frame>): NonNullable<ExecutionState['unfinished']> {
  return Object.fromEntries([...frames].map(([id, frame]) => [id, bare(frame)]));
}

function bare({ token: _, heartbeats: __, ...frame }: Frame): Frame {
  return frame;
}

/** An ended execution that runs again, with everybody at the state where they were stopped; their retries begin anew. */
export function reopen(state: ExecutionState): ExecutionState | undefined {
  if (state.status === 'RUNNING' || !state.unfinished || Object.keys(state.unfinished).length === 0) return undefined;
  const { output: _, error: __, cause: ___, unfinished: frames, ...rest } = state;
  return { ...rest, status: 'RUNNING', frames, redrives: (state.redrives ?? 0) + 1 };
}

/** Begins the redriven work: states that were entered are not entered again. */
export function resume(draft: Draft): Frame[] {
  const lastEvent = record(draft, draft.nextEvent - 1, 'ExecutionRedriven', {
    executionRedrivenEventDetails: { redriveCount: draft.redrives },
  });
  const waiting: Frame[] = [];
  for (const frame of [...draft.frames.values()]) {
    const hasOthers = [...draft.frames.values()].some(({ parent }) => parent === frame.id);
    if (hasOthers) continue;
    const { children: _, ...rest } = frame;
    draft.frames.set(frame.id, rest);
    waiting.push(setFrame(draft, frame.id, { attempt: frame.attempt + 1, retries: {}, lastEvent }));
  }
  for (const { id, phase } of waiting) if (phase === 'enter') draft.ready.push(id);
  return waiting.filter(({ phase }) => phase !== 'enter');
}
