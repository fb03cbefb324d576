import { referencesIn } from '@codeyard/engine/template/dependencies';
import { createEvaluator, TemplateError, type TemplateSurroundings } from '@codeyard/engine/template/evaluate-template';
import {
  asObject,
  type Json,
  type Template,
  type TemplateProblem,
  type TemplateResource,
} from '@codeyard/engine/template/parse-template';
import { type FindType, propertyProblems } from './check-resources.ts';

/** The resources that a version of a stack has. */
export type Present = ReadonlyMap<string, TemplateResource>;

/** What conditions and rules may refer to: no resource. */
export function beforeAnything(
  parameters: Readonly<Record<string, string>>,
  pseudoParameters: Readonly<Record<string, string>>,
): TemplateSurroundings {
  const nothing = (name: string) => {
    throw new TemplateError(`Template error: ${name} cannot be referred to in conditions`);
  };
  return { parameters, pseudoParameters, reference: nothing, attribute: nothing };
}

/** The resources whose condition holds or is open, and what their types do not have of their properties. */
export function checkPresent(
  template: Template,
  {
    surroundings,
    findType,
    open = NONE,
  }: { surroundings: TemplateSurroundings; findType: FindType; open?: ReadonlySet<string> },
): { readonly present: Present; readonly problems: TemplateProblem[] } {
  const evaluate = createEvaluator(template, surroundings);
  const holds = (condition: string) => (open.has(condition) ? undefined : evaluate.condition(condition));
  const present = new Map(
    Object.entries(template.resources).filter(
      ([, { condition }]) => condition === undefined || holds(condition) !== false,
    ),
  );
  const problems = [...present].flatMap(([id, resource]): TemplateProblem[] => {
    const kind = findType(resource.type);
    return kind ? propertyProblems(kind, id, withoutNothing(resource, holds)) : [];
  });
  return { present, problems };
}

const NONE: ReadonlySet<string> = new Set();

/** Conditions that depend on parameters without a value. */
export function openConditions({ conditions }: Template, parameters: ReadonlySet<string>): Set<string> {
  const open = new Set<string>();
  const references = Object.entries(conditions).map(([name, value]) => [name, referencesIn(value)] as const);
  for (let before = -1; before < open.size; ) {
    before = open.size;
    for (const [name, { refs, conditions: others }] of references)
      if ([...refs].some((ref) => parameters.has(ref)) || [...others].some((other) => open.has(other))) open.add(name);
  }
  return open;
}

/** A resource without the properties that an `Fn::If` leaves out. */
function withoutNothing(
  resource: TemplateResource,
  holds: (condition: string) => boolean | undefined,
): TemplateResource {
  const isNothing = (value: Json): boolean => {
    const branches = asObject(value)['Fn::If'];
    if (!Array.isArray(branches)) return asObject(value).Ref === 'AWS::NoValue';
    const [condition, then = null, otherwise = null] = branches;
    const chosen = holds(String(condition));
    return chosen === undefined ? isNothing(then) && isNothing(otherwise) : isNothing(chosen ? then : otherwise);
  };
  const left = Object.entries(resource.properties).filter(([, value]) => !isNothing(value));
  return { ...resource, properties: Object.fromEntries(left) };
}
