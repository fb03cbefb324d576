import type { Say, Walk } from './check-functions.ts';
import { nothingAt } from './check-structure.ts';
import { stuckAmong } from './dependencies.ts';
import { functionOf } from './functions.ts';
import { isObject, type Json, scalarText } from './json.ts';
import type { Template, TemplatePath, TemplateProblem } from './template.ts';

export function checkConditions({ conditions }: Template, walk: Walk, say: Say): void {
  const others = new Map<string, string[]>();
  for (const [name, body] of Object.entries(conditions)) {
    const path = ['Conditions', name];
    const used = [...new Set(namedConditions(body))];
    const known = used.filter((other) => conditions[other] !== undefined);
    others.set(name, known);
    for (const other of used) if (!known.includes(other)) say(unresolvedCondition(other, 'Conditions', path));
    checkCondition(body, path, { walk, say });
  }
  const circle = stuckAmong(others);
  if (circle.length > 0) {
    const message = `Template error: Found circular condition dependency: [${circle.join(', ')}]`;
    say({ message, path: ['Conditions', ...circle.slice(0, 1)] });
  }
}

function checkCondition(body: Json, path: TemplatePath, { walk, say }: { walk: Walk; say: Say }): void {
  if (body === null) return say(nothingAt(path));
  if (functionOf(body) === undefined && !isNamedCondition(body)) {
    const message =
      'Template format error: Conditions can only be boolean operations on parameters and other conditions';
    return say({ message, path });
  }
  const { missing, needs } = walk(body, path);
  const wrong = [...needs, ...missing.keys()];
  if (wrong.length === 0) return;
  const message = `Template format error: Unresolved dependencies [${wrong.join(', ')}]. Cannot reference resources in the Conditions block of the template`;
  say({ message, path });
}

export const unresolvedCondition = (name: string, section: string, path: TemplatePath): TemplateProblem => ({
  message: `Template format error: Unresolved condition dependency ${name} in the ${section} block of the template`,
  path,
});

/** `{ Condition: Name }`. */
const isNamedCondition = (value: Json): boolean =>
  isObject(value) && Object.keys(value).length === 1 && scalarText(value.Condition) !== undefined;

function* namedConditions(value: Json): Generator<string> {
  if (value === null || typeof value !== 'object') return;
  if (isObject(value) && isNamedCondition(value)) yield String(value.Condition);
  else for (const part of Object.values(value)) yield* namedConditions(part);
}
