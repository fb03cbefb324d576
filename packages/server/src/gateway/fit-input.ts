import { isObject } from '@codeyard/engine/states-language/json';
import type { Json, JsonObject } from '@codeyard/engine/template/parse-template';
import { readBase64 } from './protocols/json-tree.ts';
import { parseTimestamp } from './protocols/timestamps.ts';
import { compileDecoders, type Decoders, type TreeFormat } from './schema/compile-decoder.ts';
import { startWalk } from './schema/walk.ts';
import type { ScalarShape, WireModel, WireShape } from './schema/wire-model.ts';
import { openWireModels } from './schema/wire-models.ts';

type Input = Record<string, unknown>;

/** A value as an operation takes it, or all that is wrong with it and what can be read of it in spite of that. */
export type Fitted = { readonly input: Input } | { readonly problems: readonly string[]; readonly input?: Input };

/**
 * Turns what a template says into the input of an operation: `client` is as in `@aws-sdk/client-<client>`, `operation` as in the
 * model.
 */
export type FitInput = (client: string, operation: string, value: JsonObject) => Fitted;

/**
 * Templates spell members like the API but for their case, and scalars as they please: `"5"`, `true`, `2012-10-17`. Every member of
 * the value is looked for in the operation's shape, converted to its type, and held to its constraints; what the shape does not know
 * is a problem.
 */
export function createInputFitter(): FitInput {
  const models = openWireModels();
  const known = new Map<string, { model: WireModel; decoders: Decoders<Json> }>();
  const modelOf = (client: string) => {
    const model = models.load(client);
    const entry = known.get(client) ?? { model, decoders: compileDecoders(model, TEMPLATE_TREE) };
    known.set(client, entry);
    return entry;
  };
  return (client, operation, value) => {
    const { model, decoders } = modelOf(client);
    const structure = model.operations[operation]?.input;
    if (structure === undefined) throw new Error(`${client} has no operation ${operation}`);
    const unknown = [...unknownMembers(model, { type: 'structure', structure }, value, '')];
    const strange = unknown.map((path) => `Encountered unsupported property ${path}`);
    const walk = startWalk();
    try {
      const input = decoders.structure(structure)(value, walk) as Input;
      const problems = strange.length > 0 ? strange : walk.violations;
      return problems.length > 0 ? { problems, input } : { input };
    } catch (error) {
      return { problems: strange.length > 0 ? strange : [error instanceof Error ? error.message : String(error)] };
    }
  };
}

/** Members match whatever their case. */
function memberOf(node: JsonObject, key: string): Json | undefined {
  if (Object.hasOwn(node, key)) return node[key];
  const lower = key.toLowerCase();
  const name = Object.keys(node).find((candidate) => candidate.toLowerCase() === lower);
  return name === undefined ? undefined : node[name];
}

const TEMPLATE_TREE: TreeFormat<Json> = {
  keyOf: (name) => name,
  isStructure: isObject,
  member: (node, key) => memberOf(node as JsonObject, key),
  items: (node) => (Array.isArray(node) ? node : isObject(node) ? undefined : [node]),
  entries: (node) => (isObject(node) ? Object.entries(node) : undefined),
  scalar: scalarReader,
  kindOf: (node) => (Array.isArray(node) ? 'Start of list' : isObject(node) ? 'Start of structure or map' : 'A value'),
};

function scalarReader(shape: ScalarShape): (node: Json) => unknown {
  switch (shape.type) {
    case 'string':
      // Policies and patterns may be written as what they are.
      return (node) => (node !== null && typeof node === 'object' ? JSON.stringify(node) : String(node));
    case 'boolean':
      return (node) => readBoolean(node);
    case 'number':
      return (node) => readNumber(node, shape);
    case 'blob':
      return (node) => (typeof node === 'string' ? readBase64(node) : undefined);
    case 'timestamp':
      return (node) => readTimestamp(node, shape);
    case 'document':
      return (node) => node;
  }
}

function readBoolean(node: Json): boolean | undefined {
  const text = String(node).toLowerCase();
  return text === 'true' ? true : text === 'false' ? false : undefined;
}

function readNumber(node: Json, { integer }: ScalarShape): number | undefined {
  const text = String(node).trim();
  const number = Number(text);
  if (text === '' || typeof node === 'object' || Number.isNaN(number)) return undefined;
  return integer && !Number.isInteger(number) ? undefined : number;
}

function readTimestamp(node: Json, { format }: ScalarShape): Date | undefined {
  if (typeof node === 'number') return parseTimestamp(String(node), 'epoch-seconds');
  return typeof node === 'string'
    ? parseTimestamp(node, format === 'epoch-seconds' ? 'date-time' : (format ?? 'date-time'))
    : undefined;
}

/** Paths of the members that a shape does not have. */
function* unknownMembers(model: WireModel, shape: WireShape, value: Json, path: string): Generator<string> {
  if (shape.type === 'structure' && isObject(value)) {
    const members = Object.entries(model.structures[shape.structure]?.members ?? {});
    for (const [name, member] of Object.entries(value as JsonObject)) {
      const found = members.find(([candidate]) => candidate.toLowerCase() === name.toLowerCase());
      const at = path ? `${path}.${name}` : name;
      if (found) yield* unknownMembers(model, found[1], member, at);
      else yield at;
    }
  } else if (shape.type === 'list' && Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* unknownMembers(model, shape.element, item, `${path}[${index}]`);
  } else if (shape.type === 'map' && isObject(value)) {
    for (const [name, item] of Object.entries(value as JsonObject))
      yield* unknownMembers(model, shape.value, item, `${path}.${name}`);
  }
}
