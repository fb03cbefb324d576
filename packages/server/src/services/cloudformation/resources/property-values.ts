import type { Json, JsonObject } from '@codeyard/engine/template/parse-template';

/** The members that have a value. */
export function given(members: Readonly<Record<string, Json | undefined>>): JsonObject {
  return Object.fromEntries(
    Object.entries(members).filter((entry): entry is [string, Json] => entry[1] !== undefined && entry[1] !== null),
  );
}

/** The items of a property; a value by itself counts as a list of one, as templates have it. */
export const listOf = (value: Json | undefined): Json[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];

export const textsOf = (value: Json | undefined): string[] => listOf(value).map(String);

export const isTrue = (value: Json | undefined): boolean => String(value).toLowerCase() === 'true';

/** Policies and the like: written as what they are, or as their JSON text. */
export const jsonText = (value: Json | undefined): string =>
  value !== null && typeof value === 'object' ? JSON.stringify(value) : String(value ?? '');
