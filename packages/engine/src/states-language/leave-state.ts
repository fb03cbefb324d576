import { type Draft, languageOf, queryScope, recordOf, stateOf, surroundings } from './draft.ts';
import { endExecution } from './end-execution.ts';
import { enter } from './enter.ts';
import type { Frame } from './execution-state.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { readPath, writePath } from './json-path.ts';
import { fillJsonata } from './jsonata-template.ts';
import { fillTemplate } from './payload-template.ts';
import { inputPath } from './state-input.ts';
import type { State } from './state-machine.ts';
import { StatesError } from './states-error.ts';

/** As on AWS: what a state passes on has at most 256 KiB. */
const MOST_BYTES = 262_144;

/** What decides the output of a state: the state itself, the catcher or the choice rule by which it is left. */
interface Way {
  readonly Output?: Json;
  readonly Assign?: JsonObject;
}

interface Leaving {
  readonly chosen: Way;
  readonly result: Json;
  /** Of a state that is left because its error was caught. */
  readonly errorOutput?: Json;
  /** The output when it is known already. */
  readonly output?: Json;
}

/** Leaves a state for another one, or, without one, for the end of its frame. */
export async function leaveState(draft: Draft, frame: Frame, to: string | undefined, leaving: Leaving): Promise<void> {
  const state = stateOf(draft, frame);
  const assigned = await assign(draft, frame, leaving);
  const output = leaving.output ?? (await outputOf(draft, frame, leaving));
  const text = JSON.stringify(output);
  if (text.length > MOST_BYTES)
    throw new StatesError(
      'States.DataLimitExceeded',
      `The state/task '${frame.state}' returned a result with a size exceeding the maximum number of bytes service limit.`,
    );
  const details = {
    name: frame.state,
    output: text,
    outputDetails: { truncated: false },
    ...(assigned ? { assignedVariables: textsOf(assigned), assignedVariablesDetails: { truncated: false } } : {}),
  };
  const { lastEvent } = recordOf(draft, frame, `${state.Type}StateExited`, { stateExitedEventDetails: details });
  const variables = { ...frame.variables, ...assigned };
  const { token: _, heartbeats: __, children: ___, ...left } = { ...frame, lastEvent, variables };
  if (to !== undefined) return enter(draft, left, to, output);
  if (frame.parent === undefined) return endExecution(draft, 'SUCCEEDED', { output }, lastEvent);
  draft.frames.delete(frame.id);
  draft.ended.push({ frame: left, output });
}

async function assign(draft: Draft, frame: Frame, leaving: Leaving): Promise<JsonObject | undefined> {
  const { chosen, result, errorOutput } = leaving;
  const state = stateOf(draft, frame);
  if (!chosen.Assign) return undefined;
  if (languageOf(draft, state) === 'JSONPath')
    return fillTemplate(chosen.Assign, surroundings(draft, frame, errorOutput ?? result), draft.means) as JsonObject;
  const scope = queryScope(draft, frame, errorOutput === undefined ? { result } : { errorOutput });
  const filled = await fillJsonata(chosen.Assign, scope, draft.means, 'Assign');
  return isObject(filled) ? filled : {};
}

async function outputOf(draft: Draft, frame: Frame, leaving: Leaving): Promise<Json> {
  const { chosen, result, errorOutput } = leaving;
  const state = stateOf(draft, frame);
  if (languageOf(draft, state) === 'JSONPath') return jsonPathOutput(draft, frame, state, result);
  if (chosen.Output === undefined) return errorOutput ?? result;
  const scope = queryScope(draft, frame, errorOutput === undefined ? { result } : { errorOutput });
  return await fillJsonata(chosen.Output, scope, draft.means, 'Output');
}

function jsonPathOutput(draft: Draft, frame: Frame, state: State, result: Json): Json {
  if (state.Type === 'Choice' || state.Type === 'Wait' || state.Type === 'Succeed') {
    const data = state.Type === 'Succeed' ? result : inputPath(draft, frame, state);
    return outputPath(draft, frame, state, data);
  }
  const selected =
    state.ResultSelector === undefined
      ? result
      : fillTemplate(state.ResultSelector, surroundings(draft, frame, result), draft.means);
  return outputPath(draft, frame, state, placeResult(frame.input, state.ResultPath, selected));
}

/** Where a result goes in the input; null throws it away. */
export function placeResult(input: Json, path: string | null | undefined, result: Json): Json {
  if (path === null) return input;
  return path === undefined ? result : writePath(path, input, result);
}

function outputPath(draft: Draft, frame: Frame, { OutputPath }: State, data: Json): Json {
  if (OutputPath === null) return {};
  return OutputPath === undefined ? data : readPath(OutputPath, surroundings(draft, frame, data), 'OutputPath');
}

const textsOf = (variables: JsonObject) =>
  Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, JSON.stringify(value)]));
