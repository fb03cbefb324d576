import { startChildren } from './children.ts';
import { choiceHolds } from './choice-rule.ts';
import {
  BLOCKED,
  type Draft,
  languageOf,
  type Outcome,
  queryScope,
  recordOf,
  setFrame,
  stateOf,
  surroundings,
} from './draft.ts';
import type { Frame } from './execution-state.ts';
import type { Json } from './json.ts';
import { expressionIn, fillJsonata } from './jsonata-template.ts';
import { fillTemplate } from './payload-template.ts';
import { effectiveInput, fieldValue, inputPath } from './state-input.ts';
import type { ChoiceRule, State } from './state-machine.ts';
import { queryError, runtimeError, StatesError } from './states-error.ts';
import { startTask } from './tasks.ts';

/** A frame comes into its state, whose work begins. */
export async function enterState(draft: Draft, frame: Frame): Promise<Outcome> {
  const { Type } = stateOf(draft, frame);
  const details = { name: frame.state, input: JSON.stringify(frame.input), inputDetails: { truncated: false } };
  const { lastEvent } = recordOf(draft, frame, `${Type}StateEntered`, { stateEnteredEventDetails: details });
  return await performState(draft, setFrame(draft, frame.id, { enteredEvent: lastEvent }));
}

/** The work of a state that has been entered; again after a retry. */
export async function performState(draft: Draft, frame: Frame): Promise<Outcome> {
  const state = stateOf(draft, frame);
  switch (state.Type) {
    case 'Pass': {
      const input = await effectiveInput(draft, frame, state);
      return { type: 'result', result: state.Result === undefined ? input : state.Result };
    }
    case 'Succeed':
      return { type: 'result', result: inputPath(draft, frame, state) };
    case 'Fail':
      return await failState(draft, frame, state);
    case 'Wait':
      return await wait(draft, frame, state);
    case 'Choice':
      return await choose(draft, frame, state);
    case 'Task':
      return await startTask(draft, frame, state);
    case 'Parallel':
    case 'Map':
      return await startChildren(draft, frame, state);
  }
}

async function failState(draft: Draft, frame: Frame, state: State): Promise<Outcome> {
  const text = async (field: 'Error' | 'Cause'): Promise<string> => {
    const path = state[`${field}Path`];
    if (path === undefined)
      return String((await fieldValue(draft, frame, state, { value: state[field], path, field })) ?? '');
    const { it } = fillTemplate({ 'it.$': path }, surroundings(draft, frame, frame.input), draft.means) as { it: Json };
    return typeof it === 'string' ? it : JSON.stringify(it);
  };
  return { type: 'error', error: new StatesError(await text('Error'), await text('Cause')) };
}

async function wait(draft: Draft, frame: Frame, state: State): Promise<Outcome> {
  const { Seconds, SecondsPath, Timestamp, TimestampPath } = state;
  const seconds = await fieldValue(draft, frame, state, { value: Seconds, path: SecondsPath, field: 'Seconds' });
  const timestamp = await fieldValue(draft, frame, state, {
    value: Timestamp,
    path: TimestampPath,
    field: 'Timestamp',
  });
  if (seconds !== undefined && (typeof seconds !== 'number' || seconds < 0))
    throw runtimeError(`The wait of ${JSON.stringify(seconds)} seconds is no time`);
  const at = seconds === undefined ? Date.parse(String(timestamp)) : draft.means.now + seconds * 1_000;
  if (Number.isNaN(at)) throw runtimeError(`The wait until ${JSON.stringify(timestamp)} is no time`);
  if (at <= draft.means.now) return { type: 'result', result: frame.input };
  const { attempt } = setFrame(draft, frame.id, { phase: 'wait', attempt: frame.attempt + 1 });
  draft.effects.push({ type: 'timer', frame: frame.id, attempt, kind: 'wait', at });
  return BLOCKED;
}

async function choose(draft: Draft, frame: Frame, state: State): Promise<Outcome> {
  for (const rule of state.Choices ?? [])
    if (await holds(draft, frame, { state, rule })) return { type: 'choice', to: rule.Next ?? '', chosen: rule };
  if (state.Default !== undefined) return { type: 'choice', to: state.Default, chosen: state };
  throw runtimeError('Failed to transition out of the state. The state does not point to a next state.');
}

async function holds(
  draft: Draft,
  frame: Frame,
  { state, rule }: { state: State; rule: ChoiceRule },
): Promise<boolean> {
  if (languageOf(draft, state) === 'JSONPath')
    return choiceHolds(rule, surroundings(draft, frame, inputPath(draft, frame, state)));
  const condition = rule.Condition ?? false;
  const value = await fillJsonata(condition, queryScope(draft, frame), draft.means, 'Choices/Condition');
  if (typeof value === 'boolean') return value;
  throw queryError(
    `The JSONata expression '${expressionIn(String(condition))?.trim()}' specified for the field 'Condition' returned an unexpected result type. Expected 'boolean', but was '${typeof value}'.`,
  );
}
