/** Plain data: what JSON can say. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** Whether a value is an object, and neither null nor a list. */
export const isObject = (value: Json | undefined): value is JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** An object, or an empty one for anything else. */
export const asObject = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});

/** What an object itself has under a name: never what it inherits, such as `constructor`. */
export const member = (object: JsonObject, name: string): Json | undefined =>
  Object.hasOwn(object, name) ? object[name] : undefined;

/** Adds a member under any name: a plain assignment to `__proto__` would not add one. */
export function setMember(object: JsonObject, name: string, value: Json): void {
  if (name === '__proto__')
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  else object[name] = value;
}

/** A copy that inherits nothing, so that looking up any name in it is safe. */
export const bareCopy = <Value>(object: Readonly<Record<string, Value>>): Record<string, Value> => {
  const copy: Record<string, Value> = Object.create(null);
  for (const name of Object.keys(object)) copy[name] = object[name] as Value;
  return copy;
};

/** The text of a text, a number or a truth value: CloudFormation takes one for the other. */
export const scalarText = (value: Json | undefined): string | undefined =>
  value === undefined || value === null || typeof value === 'object' ? undefined : String(value);
