import { type Chance, evaluateIntrinsic, isIntrinsic, parseIntrinsic } from './intrinsics.ts';
import { isObject, type Json } from './json.ts';
import { readPath, type Surroundings } from './json-path.ts';

/** Fills a payload template: members that end with `.$` hold paths or intrinsic functions. */
export function fillTemplate(template: Json, from: Surroundings, chance: Chance): Json {
  if (Array.isArray(template)) return template.map((item) => fillTemplate(item as Json, from, chance));
  if (!isObject(template)) return template;
  const filled: Record<string, Json> = {};
  for (const [name, value] of Object.entries(template)) {
    if (!name.endsWith('.$')) filled[name] = fillTemplate(value, from, chance);
    else filled[name.slice(0, -'.$'.length)] = evaluate(String(value), name, from, chance);
  }
  return filled;
}

function evaluate(text: string, field: string, from: Surroundings, chance: Chance): Json {
  if (isIntrinsic(text)) return evaluateIntrinsic(parseIntrinsic(text), from, chance);
  return readPath(text, from, field);
}
