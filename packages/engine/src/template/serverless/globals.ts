import { asObject, type Json, type JsonObject } from '../json.ts';
import type { Template } from '../template.ts';

/** A resource's properties with what `Globals` says of its kind: maps are merged, lists joined, anything else overridden. */
export function withGlobals({ globals }: Pick<Template, 'globals'>, kind: string, properties: JsonObject): JsonObject {
  return asObject(merge(globals[kind] ?? {}, properties));
}

function merge(outer: Json, inner: Json): Json {
  if (Array.isArray(outer) && Array.isArray(inner)) return [...outer, ...inner];
  if (!isPlain(outer) || !isPlain(inner)) return inner;
  const merged: JsonObject = { ...outer };
  for (const [name, value] of Object.entries(inner))
    merged[name] = name in outer ? merge(outer[name] ?? null, value) : value;
  return merged;
}

/** An object that is no function call: those are taken whole. */
function isPlain(value: Json): value is JsonObject {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return false;
  const [name = '', ...others] = Object.keys(value);
  return !(others.length === 0 && (name === 'Ref' || name.startsWith('Fn::')));
}
