import { type Draft, languageOf, queryScope, surroundings } from './draft.ts';
import type { Frame } from './execution-state.ts';
import type { Json } from './json.ts';
import { readPath } from './json-path.ts';
import { fillJsonata } from './jsonata-template.ts';
import { fillTemplate } from './payload-template.ts';
import type { State } from './state-machine.ts';

/** The input after InputPath and Parameters, or Arguments. */
export async function effectiveInput(draft: Draft, frame: Frame, state: State): Promise<Json> {
  if (languageOf(draft, state) === 'JSONata') {
    if (state.Arguments === undefined) return frame.input;
    return await fillJsonata(state.Arguments, queryScope(draft, frame), draft.means, 'Arguments');
  }
  const data = inputPath(draft, frame, state);
  if (state.Parameters === undefined) return data;
  return fillTemplate(state.Parameters, surroundings(draft, frame, data), draft.means);
}

/** What InputPath leaves of the input; null leaves nothing. */
export function inputPath(draft: Draft, frame: Frame, { InputPath }: State): Json {
  if (InputPath === null) return {};
  if (InputPath === undefined) return frame.input;
  return readPath(InputPath, surroundings(draft, frame, frame.input), 'InputPath');
}

/** A value that may stand in the definition, be a JSONata expression there, or be found by a path. */
export async function fieldValue(
  draft: Draft,
  frame: Frame,
  state: State,
  { value, path, field }: { value: Json | undefined; path: string | undefined; field: string },
): Promise<Json | undefined> {
  if (path !== undefined)
    return readPath(path, surroundings(draft, frame, inputPath(draft, frame, state)), `${field}Path`);
  if (value === undefined || languageOf(draft, state) === 'JSONPath') return value;
  return await fillJsonata(value, queryScope(draft, frame), draft.means, field);
}
