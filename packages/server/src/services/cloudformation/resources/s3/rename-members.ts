import { isObject } from '@codeyard/engine/states-language/json';
import type { Json, JsonObject } from '@codeyard/engine/template/parse-template';

/** The same value with members called otherwise, however deep they are: templates have other names than the API for some. */
export function renameMembers(value: Json | undefined, names: Readonly<Record<string, string>>): Json {
  if (value === undefined) return null;
  if (Array.isArray(value)) return value.map((item) => renameMembers(item, names));
  if (!isObject(value)) return value;
  const members = Object.entries(value as JsonObject);
  return Object.fromEntries(members.map(([name, member]) => [names[name] ?? name, renameMembers(member, names)]));
}
