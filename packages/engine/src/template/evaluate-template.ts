import { attributeOf, functionOf, hasExtensions, replaceVariables, SUPPORTED_FUNCTIONS } from './functions.ts';
import { asObject, isObject, type Json, type JsonObject, member, scalarText, setMember } from './json.ts';
import type { Template, TemplatePath } from './template.ts';
import { TemplateError } from './template-error.ts';
import { isListType } from './template-parameters.ts';
import { EXTENSIONS, lookUp, textOr, VALUE_FUNCTIONS } from './value-functions.ts';

export { TemplateError } from './template-error.ts';

/** What a template's functions may refer to. */
export interface TemplateSurroundings {
  readonly parameters: Readonly<Record<string, string>>;
  /** `AWS::Region` and its like. */
  readonly pseudoParameters: Readonly<Record<string, string>>;
  /** What `Ref` of a resource gives. */
  readonly reference: (logicalId: string) => Json;
  /** What `Fn::GetAtt` of a resource gives. */
  readonly attribute: (logicalId: string, attribute: string) => Json;
  /** Functions that need more than the template, by name: `Fn::ImportValue`. They are given their argument evaluated. */
  readonly functions?: Readonly<Record<string, (argument: Json) => Json>>;
}

/** Stands for `AWS::NoValue`: the property is left out. */
const NO_VALUE = Symbol('AWS::NoValue');
type Evaluated = Json | typeof NO_VALUE;
/** Conditions that refer to conditions that refer to conditions. */
const MOST_CONDITIONS = 200;

/** The resources whose condition holds, with every function in their properties evaluated. */
export function evaluateTemplate(
  template: Template,
  surroundings: TemplateSurroundings,
): Record<string, { type: string; properties: JsonObject }> {
  const evaluate = createEvaluator(template, surroundings);
  const result: Record<string, { type: string; properties: JsonObject }> = Object.create(null);
  for (const [name, resource] of Object.entries(template.resources)) {
    if (resource.condition && !evaluate.condition(resource.condition)) continue;
    const properties = evaluate.value(resource.properties, ['Resources', name, 'Properties']);
    result[name] = { type: resource.type, properties: asObject(properties) };
  }
  return result;
}

/** Values of parameters that a template gives defaults for. */
export function parameterDefaults(template: Template): Record<string, string> {
  const defaults: Record<string, string> = Object.create(null);
  for (const [name, parameter] of Object.entries(template.parameters)) {
    const value = scalarText(asObject(parameter).Default);
    if (value !== undefined) defaults[name] = value;
  }
  return defaults;
}

/** Evaluates any part of a template. Who knows the path of the part gets errors with a path. */
export function createEvaluator(template: Template, surroundings: TemplateSurroundings) {
  const conditionsBeingRead = new Set<string>();
  const isExtended = hasExtensions(template);
  /** Where evaluation is; an error takes it along. */
  let trail: (string | number)[] = [];

  function reference(name: string): Evaluated {
    if (name === 'AWS::NoValue') return NO_VALUE;
    const known = member(surroundings.pseudoParameters as JsonObject, name) ?? member(surroundings.parameters, name);
    if (known !== undefined)
      return isList(name)
        ? String(known)
            .split(',')
            .map((item) => item.trim())
        : known;
    if (template.resources[name]) return surroundings.reference(name);
    if (template.parameters[name]) throw new TemplateError(`Parameters: [${name}] must have values`);
    throw new TemplateError(`Template validation error: unresolved reference to ${name}`);
  }

  const isList = (name: string): boolean =>
    name === 'AWS::NotificationARNs' || isListType(asObject(template.parameters[name]).Type);

  function attribute(name: string, attributeName: string): Json {
    if (!template.resources[name])
      throw new TemplateError(`Template error: instance of Fn::GetAtt references undefined resource ${name}`);
    return surroundings.attribute(name, attributeName);
  }

  function condition(name: string): boolean {
    const definition = template.conditions[name];
    if (definition === undefined)
      throw new TemplateError(`Template format error: Unresolved condition dependency ${name}`);
    if (conditionsBeingRead.has(name)) throw new TemplateError(`Circular dependency between conditions: ${name}`);
    if (conditionsBeingRead.size > MOST_CONDITIONS)
      throw new TemplateError(`Template error: more than ${MOST_CONDITIONS} conditions refer to one another`);
    const outer = trail;
    trail = ['Conditions', name];
    conditionsBeingRead.add(name);
    const holds = truth(definition);
    conditionsBeingRead.delete(name);
    trail = outer;
    return holds;
  }

  function truth(expression: Json): boolean {
    const [name, argument] = Object.entries(asObject(expression))[0] ?? [];
    const parts = Array.isArray(argument) ? argument : [];
    switch (name) {
      case 'Condition':
        return condition(String(argument));
      case 'Fn::Equals':
        return comparable(value(parts[0] ?? null)) === comparable(value(parts[1] ?? null));
      case 'Fn::Not':
        return !truth(parts[0] ?? null);
      case 'Fn::And':
        return parts.every(truth);
      case 'Fn::Or':
        return parts.some(truth);
      default:
        throw new TemplateError(`Template error: ${name ?? 'nothing'} is no condition function`);
    }
  }

  function substitute(argument: Json): string {
    const [text, variables] = Array.isArray(argument) ? argument : [argument];
    const given = asObject(variables);
    return replaceVariables(String(text), ({ name, isLiteral }) => {
      if (isLiteral) return `\${${name}}`;
      const own = member(given, name);
      const dot = name.indexOf('.');
      const found =
        own !== undefined
          ? inside(name, own)
          : dot < 0
            ? reference(name)
            : attribute(name.slice(0, dot), name.slice(dot + 1));
      return found === NO_VALUE
        ? ''
        : textOr(found, `variable ${name} in Fn::Sub expression does not resolve to a string`);
    });
  }

  function findInMap(argument: Json): Evaluated {
    const [map, first, second, last] = Array.isArray(argument) ? argument : [];
    const names = [map, first, second].map((part) => scalarText(asJson(value(part ?? null))) ?? '');
    const [name = ''] = names;
    const found = lookUp(template.mappings, names);
    if (found !== undefined) return found;
    const otherwise = isExtended && isObject(last ?? null) ? member(asObject(last), 'DefaultValue') : undefined;
    if (otherwise !== undefined) return value(otherwise);
    if (template.mappings[name] === undefined)
      throw new TemplateError(
        `Template error: Mapping named '${name}' is not present in the 'Mappings' section of template.`,
      );
    throw new TemplateError(`Template error: Unable to get mapping for ${names.join('::')}`);
  }

  /** Functions that are given their argument as it is written. */
  const functions: Readonly<Record<string, (argument: Json) => Evaluated>> = {
    Ref: (argument) => reference(textOr(asJson(value(argument)), 'every Ref object must have a single String value.')),
    'Fn::GetAtt': (argument) => {
      const { name, attribute: wanted = '' } = attributeOf(argument);
      return attribute(name, scalarText(asJson(value(wanted))) ?? '');
    },
    'Fn::Sub': substitute,
    'Fn::If': (argument) => {
      const [name, then = null, otherwise = null] = Array.isArray(argument) ? argument : [];
      return condition(String(name)) ? inside(1, then) : inside(2, otherwise);
    },
    'Fn::FindInMap': findInMap,
    'Fn::GetAZs': (argument) => {
      const region = scalarText(asJson(value(argument))) || surroundings.pseudoParameters['AWS::Region'];
      return ['a', 'b', 'c'].map((zone) => `${region}${zone}`);
    },
  };

  function call(name: string, argument: Json): Evaluated {
    const own = (among: Readonly<Record<string, (argument: Json) => Evaluated>> | undefined) =>
      among && Object.hasOwn(among, name) ? among[name] : undefined;
    const evaluated = own(surroundings.functions) ?? own(VALUE_FUNCTIONS) ?? (isExtended ? own(EXTENSIONS) : undefined);
    if (evaluated) return evaluated(asJson(value(argument)));
    const written = own(functions);
    if (written) return written(argument);
    throw new TemplateError(
      SUPPORTED_FUNCTIONS.includes(name) || name === 'Fn::Transform'
        ? `${name} is not evaluated here yet`
        : `Template Error: Encountered unsupported function: ${name} Supported functions are: [${SUPPORTED_FUNCTIONS.join(', ')}]`,
    );
  }

  function inside(step: string | number, part: Json): Evaluated {
    trail.push(step);
    const evaluated = value(part);
    trail.pop();
    return evaluated;
  }

  function value(expression: Json): Evaluated {
    if (Array.isArray(expression))
      return expression.map((item, at) => inside(at, item)).filter((item) => item !== NO_VALUE);
    if (expression === null || typeof expression !== 'object') return expression;
    const name = functionOf(expression);
    if (name !== undefined) {
      trail.push(name);
      const result = call(name, expression[name] as Json);
      trail.pop();
      return result;
    }
    const object: JsonObject = {};
    for (const key of Object.keys(expression)) {
      const evaluated = inside(key, expression[key] as Json);
      if (evaluated !== NO_VALUE) setMember(object, key, evaluated);
    }
    return object;
  }

  const asJson = (evaluated: Evaluated): Json => (evaluated === NO_VALUE ? null : evaluated);

  /** What is said about an error that comes out of some work. */
  function located<Result>(path: TemplatePath, work: () => Result): Result {
    const outer = trail;
    trail = [...path];
    try {
      return work();
    } catch (error) {
      conditionsBeingRead.clear();
      if (error instanceof TemplateError && trail.length > 0) error.path ??= [...trail];
      throw error;
    } finally {
      trail = outer;
    }
  }

  return {
    value: (expression: Json, path: TemplatePath = []): Json => located(path, () => asJson(value(expression))),
    condition: (name: string): boolean => located([], () => condition(name)),
  };
}

/** The same text for what CloudFormation takes for the same: 1 and "1". */
const comparable = (value: Evaluated): string =>
  JSON.stringify(value === NO_VALUE ? null : value, (_, part: unknown) =>
    typeof part === 'number' || typeof part === 'boolean' ? String(part) : part,
  );
