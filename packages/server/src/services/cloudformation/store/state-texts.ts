import type { StackState } from '@codeyard/engine/stacks/stack-state';

/** A stack's state, and the text that it is kept as: the same text always is the same state. */
interface Known {
  readonly text: string;
  readonly state: StackState;
}

/** Of the stacks that something happened to last. States of many resources are long, and most reads find the text of the last one. */
const known = new Map<string, Known>();
const MOST_KNOWN = 20;

export function readState(stack: string, text: string): StackState {
  const last = known.get(stack);
  if (last?.text === text) return last.state;
  const state = JSON.parse(text) as StackState;
  remember(stack, { text, state });
  return state;
}

export function writeState(stack: string, state: StackState): string {
  const last = known.get(stack);
  if (last?.state === state) return last.text;
  const text = JSON.stringify(state);
  remember(stack, { text, state });
  return text;
}

function remember(stack: string, one: Known): void {
  known.delete(stack);
  known.set(stack, one);
  const [oldest] = known.keys();
  if (known.size > MOST_KNOWN && oldest !== undefined) known.delete(oldest);
}
