import {
  BLOCKED,
  type Draft,
  type EndedFrame,
  languageOf,
  type Outcome,
  queryScope,
  record,
  recordOf,
  setChildren,
  setFrame,
  stateOf,
  surroundings,
} from './draft.ts';
import { cancelFrames } from './end-execution.ts';
import { enter } from './enter.ts';
import type { Children, Frame } from './execution-state.ts';
import type { Json } from './json.ts';
import { readPath } from './json-path.ts';
import { fillJsonata } from './jsonata-template.ts';
import { fillTemplate } from './payload-template.ts';
import { effectiveInput, fieldValue, inputPath } from './state-input.ts';
import { processorOf, type State } from './state-machine.ts';
import { runtimeError, type StatesError } from './states-error.ts';

/** Begins the branches of a Parallel, or the iterations of a Map. */
export async function startChildren(draft: Draft, frame: Frame, state: State): Promise<Outcome> {
  const isMap = state.Type === 'Map';
  const items = isMap ? await itemsOf(draft, frame, state) : await branchInputs(draft, frame, state);
  const limit = isMap ? await concurrencyOf(draft, frame, state) : items.length;
  const details = isMap ? { mapStateStartedEventDetails: { length: items.length } } : undefined;
  recordOf(draft, frame, `${state.Type}StateStarted`, details);
  const started = setFrame(draft, frame.id, {
    phase: 'children',
    attempt: frame.attempt + 1,
    children: { items, started: 0, running: 0, results: [], limit: limit === 0 ? items.length : limit },
  });
  if (items.length === 0) return finish(draft, started);
  await startSome(draft, started);
  return BLOCKED;
}

async function branchInputs(draft: Draft, frame: Frame, state: State): Promise<Json[]> {
  const input = await effectiveInput(draft, frame, state);
  return (state.Branches ?? []).map(() => input);
}

async function itemsOf(draft: Draft, frame: Frame, state: State): Promise<readonly Json[]> {
  const isJsonata = languageOf(draft, state) === 'JSONata';
  const found = isJsonata
    ? ((await fieldValue(draft, frame, state, { value: state.Items, path: undefined, field: 'Items' })) ?? frame.input)
    : itemsByPath(draft, frame, state);
  if (Array.isArray(found)) return found as Json[];
  throw runtimeError(
    isJsonata
      ? 'The Items of the Map state are no array'
      : `Reference path "${state.ItemsPath ?? '$'}" must point to array.`,
  );
}

function itemsByPath(draft: Draft, frame: Frame, state: State): Json {
  const data = inputPath(draft, frame, state);
  return state.ItemsPath === undefined
    ? data
    : readPath(state.ItemsPath, surroundings(draft, frame, data), 'ItemsPath');
}

async function concurrencyOf(draft: Draft, frame: Frame, state: State): Promise<number> {
  const { MaxConcurrency: value, MaxConcurrencyPath: path } = state;
  const limit = (await fieldValue(draft, frame, state, { value, path, field: 'MaxConcurrency' })) ?? 0;
  if (typeof limit !== 'number' || limit < 0) throw runtimeError('The MaxConcurrency is no number of 0 or more');
  return limit;
}

/** Starts as many children as there may be at once. */
async function startSome(draft: Draft, frame: Frame): Promise<void> {
  let parent = frame;
  for (;;) {
    const { started, running, limit, items } = parent.children as Children;
    if (started >= items.length || running >= limit) return;
    parent = setChildren(draft, parent, { started: started + 1, running: running + 1 });
    await startChild(draft, parent, started);
  }
}

async function startChild(draft: Draft, parent: Frame, index: number): Promise<void> {
  const state = stateOf(draft, parent);
  const value = parent.children?.items[index] ?? null;
  const about = { id: draft.nextFrame++, parent: parent.id, index, variables: {} };
  if (state.Type === 'Parallel') {
    const place = [...parent.place, { state: parent.state, branch: index }];
    const first = state.Branches?.[index]?.StartAt ?? '';
    return enter(draft, { ...about, place, lastEvent: parent.lastEvent }, first, value);
  }
  const details = { mapIterationStartedEventDetails: { name: parent.state, index } };
  const lastEvent = record(draft, parent.lastEvent, 'MapIterationStarted', details);
  const item = { index, value };
  const input = await itemInput(draft, { ...parent, item }, state);
  const place = [...parent.place, { state: parent.state, branch: 0 }];
  enter(draft, { ...about, place, lastEvent, item }, processorOf(state)?.StartAt ?? '', input);
}

/** What an iteration is given: its item, or what ItemSelector makes of it. */
async function itemInput(draft: Draft, frame: Frame, state: State): Promise<Json> {
  const selector = state.ItemSelector ?? state.Parameters;
  if (selector === undefined) return frame.item?.value ?? null;
  if (languageOf(draft, state) === 'JSONata')
    return await fillJsonata(selector, queryScope(draft, frame), draft.means, 'ItemSelector');
  return fillTemplate(selector, surroundings(draft, frame, inputPath(draft, frame, state)), draft.means);
}

/** What the end of a branch or an iteration means for the frame that waits for it. */
export async function childEnded(
  draft: Draft,
  { frame: child, output = null, error }: EndedFrame,
): Promise<{ frame: Frame; outcome: Outcome } | undefined> {
  const parent = draft.frames.get(child.parent ?? 0);
  if (!parent?.children) return undefined;
  if (error) return childFailed(draft, { parent, child, error });
  const isMap = stateOf(draft, parent).Type === 'Map';
  const details = { mapIterationSucceededEventDetails: { name: parent.state, index: child.index } };
  const lastEvent = isMap ? record(draft, child.lastEvent, 'MapIterationSucceeded', details) : child.lastEvent;
  const results = [...parent.children.results];
  for (let index = results.length; index < child.index; index++) results[index] = null;
  results[child.index] = output;
  const running = parent.children.running - 1;
  const after = setFrame(draft, parent.id, { lastEvent, children: { ...parent.children, running, results } });
  if (running === 0 && parent.children.started === parent.children.items.length)
    return { frame: after, outcome: finish(draft, after) };
  await startSome(draft, after);
  return undefined;
}

function finish(draft: Draft, frame: Frame): Outcome {
  const { Type } = stateOf(draft, frame);
  recordOf(draft, frame, `${Type}StateSucceeded`);
  return { type: 'result', result: [...(frame.children?.results ?? [])] };
}

/** The siblings end, and the state that holds them fails. */
function childFailed(
  draft: Draft,
  { parent, child, error }: { parent: Frame; child: Frame; error: StatesError },
): { frame: Frame; outcome: Outcome } {
  const isMap = stateOf(draft, parent).Type === 'Map';
  cancelFrames(draft, (frame) => frame.parent === parent.id);
  const iteration = { mapIterationFailedEventDetails: { name: parent.state, index: child.index } };
  const lastEvent = isMap ? record(draft, child.lastEvent, 'MapIterationFailed', iteration) : child.lastEvent;
  const { children: _, ...rest } = parent;
  draft.frames.set(parent.id, { ...rest, lastEvent });
  const details = isMap ? { mapStateFailedEventDetails: { error: error.error, cause: error.text } } : undefined;
  const frame = recordOf(draft, parent, isMap ? 'MapStateFailed' : 'ParallelStateFailed', details);
  return { frame, outcome: { type: 'error', error } };
}
