import { jsonpath } from 'json-p3';
import { isObject, type Json } from './json.ts';
import { runtimeError } from './states-error.ts';

/** What paths are read from: the state's data, the context object behind `$$`, and the variables behind `$name`. */
export interface Surroundings {
  readonly data: Json;
  readonly context: Json;
  readonly variables: Readonly<Record<string, Json>>;
}

const MOST_KEPT = 1_000;
const compiled = new Map<string, ReturnType<typeof jsonpath.compile>>();

/** Compiling is costly and paths come again and again. */
function compile(path: string) {
  const known = compiled.get(path);
  if (known) return known;
  if (compiled.size > MOST_KEPT) compiled.clear();
  // Brackets of names may be written as $.a.['b'] in the wild.
  const query = jsonpath.compile(path.replaceAll('.[', '['));
  compiled.set(path, query);
  return query;
}

const QUOTED = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g;
const LENGTH = /\.length\(\)$/;
const VARIABLE = /^\$([A-Za-z_][A-Za-z0-9_]*)(.*)$/s;

/** Whether a path stands for one value at most: no wildcard, slice, filter, list or descent. */
export const isDefinite = (path: string) => !/\*|\.\.|\?|:|,/.test(path.replace(QUOTED, "''"));

/** Whether a text is a path at all. */
export function isPath(path: string): boolean {
  try {
    const { rest } = rootOf(path, undefined);
    compile(rest.replace(LENGTH, ''));
    return true;
  } catch {
    return false;
  }
}

/** Whether a path may be written to: only names and indexes. */
export const isReferencePath = (path: string) => path.startsWith('$') && isPath(path) && isDefinite(path);

function rootOf(path: string, from: Surroundings | undefined): { root: Json; rest: string } {
  if (path.startsWith('$$')) return { root: from?.context ?? null, rest: path.slice(1) };
  const [, name, rest = ''] = VARIABLE.exec(path) ?? [];
  if (name === undefined) return { root: from?.data ?? null, rest: path };
  const value = from?.variables[name];
  if (from && value === undefined) throw runtimeError(`The variable '${name}' has not been assigned`);
  return { root: value ?? null, rest: `$${rest}` };
}

/** The value that a path stands for; of an indefinite one all that it finds. Undefined when a definite one finds nothing. */
export function findPath(path: string, from: Surroundings): Json | undefined {
  const { root, rest } = rootOf(path, from);
  if (rest === '$') return root;
  const wantsLength = LENGTH.test(rest);
  const bare = rest.replace(LENGTH, '');
  const found = compile(bare)
    .query(root as never)
    .values() as Json[];
  const value = isDefinite(bare) ? found[0] : found;
  if (!wantsLength) return value;
  return Array.isArray(value) ? value.length : undefined;
}

/** Like `findPath`, but what finds nothing is an error that names the field. */
export function readPath(path: string, from: Surroundings, field: string): Json {
  const value = findPath(path, from);
  if (value !== undefined) return value;
  const input = path.startsWith('$$') ? from.context : from.data;
  throw runtimeError(
    `The JSONPath '${path}' specified for the field '${field}' could not be found in the input '${JSON.stringify(input)}'`,
  );
}

/** The data with a value put where a reference path says; objects on the way are made. */
export function writePath(path: string, data: Json, value: Json): Json {
  const steps = path === '$' ? [] : stepsOf(path);
  return put(data, steps, { value, path });
}

/** Names and indexes of a reference path. */
function stepsOf(path: string): (string | number)[] {
  const steps: (string | number)[] = [];
  const pattern = /\.?\[(\d+)\]|\.?\[(['"])((?:[^'"\\]|\\.)*)\2\]|\.([^.[\]]+)/gy;
  pattern.lastIndex = 1;
  while (pattern.lastIndex < path.length) {
    const match = pattern.exec(path);
    if (!match) throw runtimeError(`The reference path '${path}' cannot be written to`);
    if (match[1] === undefined) steps.push(match[3]?.replace(/\\(.)/g, '$1') ?? match[4] ?? '');
    else steps.push(Number(match[1]));
  }
  return steps;
}

function put(data: Json | undefined, steps: readonly (string | number)[], order: { value: Json; path: string }): Json {
  const [step, ...rest] = steps;
  if (step === undefined) return order.value;
  if (typeof step === 'number') {
    if (!Array.isArray(data) || step >= data.length)
      throw runtimeError(`Unable to apply ReferencePath ${order.path} to input ${JSON.stringify(data ?? null)}`);
    return data.map((item, index) => (index === step ? put(item as Json, rest, order) : (item as Json)));
  }
  if (data !== undefined && data !== null && !isObject(data))
    throw runtimeError(`Unable to apply ReferencePath ${order.path} to input ${JSON.stringify(data)}`);
  const members = isObject(data) ? data : {};
  return { ...members, [step]: put(Object.hasOwn(members, step) ? members[step] : undefined, rest, order) };
}
