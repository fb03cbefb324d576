import type { Json, Template } from './parse-template.ts';

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
      else if (name === 'Fn::GetAtt') readAttribute(argument, attribute);
      else if (name === 'Fn::Sub') readSub(argument, { refs, attribute, visit });
      else if (name === 'Fn::If' && Array.isArray(argument)) {
        conditions.add(String(argument[0]));
        argument.slice(1).forEach(visit);
      } else if (name === 'Condition' && typeof argument === 'string') conditions.add(argument);
      else visit(argument);
    }
  };
  visit(value);
  return { refs, attributes, conditions };
}

function readAttribute(argument: Json, tell: (name: string, of: string) => void): void {
  const [name = '', ...rest] = Array.isArray(argument) ? argument.map(String) : String(argument).split('.');
  tell(name, rest.join('.'));
}

function readSub(
  argument: Json,
  {
    refs,
    attribute,
    visit,
  }: { refs: Set<string>; attribute: (name: string, of: string) => void; visit: (part: Json) => void },
): void {
  const [text, variables] = Array.isArray(argument) ? argument : [argument];
  const own = new Set(
    variables && typeof variables === 'object' && !Array.isArray(variables) ? Object.keys(variables) : [],
  );
  for (const [, raw = ''] of String(text).matchAll(/\$\{([^!}][^}]*)\}/g)) {
    const name = raw.trim();
    if (own.has(name)) continue;
    const dot = name.indexOf('.');
    if (dot < 0) refs.add(name);
    else attribute(name.slice(0, dot), name.slice(dot + 1));
  }
  if (variables !== undefined) visit(variables);
}

/** The resources that a resource needs: those it refers to, and those it says it depends on. */
export function needsOf(template: Template, id: string): string[] {
  const resource = template.resources[id];
  if (!resource) return [];
  const { refs, attributes } = referencesIn(resource.properties);
  const named = new Set([...refs, ...attributes.keys(), ...resource.dependsOn]);
  return [...named].filter((name) => name !== id && template.resources[name] !== undefined);
}

/** The resources that wait for each other in a circle; empty when there are none. */
export function findCircle(template: Template): string[] {
  const waiting = new Map(Object.keys(template.resources).map((id) => [id, new Set(needsOf(template, id))]));
  for (let isChanged = true; isChanged; ) {
    isChanged = false;
    for (const [id, needs] of waiting) {
      if ([...needs].some((need) => waiting.has(need))) continue;
      waiting.delete(id);
      isChanged = true;
    }
  }
  return [...waiting.keys()];
}
