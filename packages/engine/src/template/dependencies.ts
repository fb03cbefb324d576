import { attributeOf, variablesOf } from './functions.ts';
import { isObject, type Json } from './json.ts';
import type { Template } from './template.ts';

/** What a value refers to: names behind `Ref`, `Fn::GetAtt`, `Fn::Sub` and `Condition`. */
export interface References {
  readonly refs: ReadonlySet<string>;
  readonly attributes: ReadonlyMap<string, ReadonlySet<string>>;
  readonly conditions: ReadonlySet<string>;
}

export function referencesIn(value: Json): References {
  const refs = new Set<string>();
  const attributes = new Map<string, Set<string>>();
  const conditions = new Set<string>();
  const attribute = (name: string, of: string) =>
    void attributes.set(name, (attributes.get(name) ?? new Set()).add(of));

  const visit = (part: Json): void => {
    if (Array.isArray(part)) return part.forEach(visit);
    if (part === null || typeof part !== 'object') return;
    for (const [name, argument] of Object.entries(part)) {
      if (name === 'Ref' && typeof argument === 'string') refs.add(argument);
      else if (name === 'Fn::GetAtt') readAttribute(argument);
      else if (name === 'Fn::Sub') readSub(argument);
      else if (name === 'Fn::If' && Array.isArray(argument)) {
        conditions.add(String(argument[0]));
        argument.slice(1).forEach(visit);
      } else if (name === 'Condition' && typeof argument === 'string') conditions.add(argument);
      else visit(argument);
    }
  };

  function readAttribute(argument: Json): void {
    const { name, attribute: of = '' } = attributeOf(argument);
    attribute(name, typeof of === 'object' ? '' : String(of));
    if (typeof of === 'object') visit(of);
  }

  function readSub(argument: Json): void {
    const [text, variables = null] = Array.isArray(argument) ? argument : [argument];
    const own = new Set(isObject(variables) ? Object.keys(variables) : []);
    for (const name of variablesOf(String(text))) {
      if (own.has(name)) continue;
      const dot = name.indexOf('.');
      if (dot < 0) refs.add(name);
      else attribute(name.slice(0, dot), name.slice(dot + 1));
    }
    visit(variables);
  }

  visit(value);
  return { refs, attributes, conditions };
}

/** The resources that a resource needs: those it refers to, and those it says it depends on. */
export function needsOf(template: Template, id: string): string[] {
  const resource = template.resources[id];
  if (!resource) return [];
  const { refs, attributes } = referencesIn(resource.properties);
  return neededBy(template, id, [...refs, ...attributes.keys()]);
}

const neededBy = ({ resources }: Template, id: string, named: Iterable<string>): string[] =>
  [...new Set([...named, ...(resources[id]?.dependsOn ?? [])])].filter(
    (name) => name !== id && resources[name] !== undefined,
  );

/** The resources that wait for each other in a circle; empty when there are none. What each refers to may be known already. */
export function findCircle(template: Template, known?: ReadonlyMap<string, Iterable<string>>): string[] {
  const needs = new Map<string, readonly string[]>();
  for (const id of Object.keys(template.resources))
    needs.set(id, known ? neededBy(template, id, known.get(id) ?? []) : needsOf(template, id));
  return stuckAmong(needs);
}

/** What can never have its turn when each waits until what it needs had its own. */
export function stuckAmong(needs: ReadonlyMap<string, readonly string[]>): string[] {
  const waitsFor = new Map<string, number>();
  const neededFor = new Map<string, string[]>();
  for (const [id, needed] of needs) {
    waitsFor.set(id, needed.length);
    for (const need of needed) {
      const others = neededFor.get(need);
      if (others) others.push(id);
      else neededFor.set(need, [id]);
    }
  }
  const ready = [...needs.keys()].filter((id) => waitsFor.get(id) === 0);
  for (let next = ready.pop(); next !== undefined; next = ready.pop()) {
    for (const id of neededFor.get(next) ?? []) {
      const left = (waitsFor.get(id) ?? 0) - 1;
      waitsFor.set(id, left);
      if (left === 0) ready.push(id);
    }
  }
  return [...needs.keys()].filter((id) => (waitsFor.get(id) ?? 0) > 0);
}
