import { asObject, type Json, type JsonObject, type Template } from './parse-template.ts';

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

/** A function that cannot be evaluated; the message names it. */
export class TemplateError extends Error {}

/** Stands for `AWS::NoValue`: the property is left out. */
const NO_VALUE = Symbol('AWS::NoValue');
type Evaluated = Json | typeof NO_VALUE;

/** The resources whose condition holds, with every function in their properties evaluated. */
export function evaluateTemplate(
  template: Template,
  surroundings: TemplateSurroundings,
): Record<string, { type: string; properties: JsonObject }> {
  const evaluate = createEvaluator(template, surroundings);
  const result: Record<string, { type: string; properties: JsonObject }> = {};
  for (const [name, resource] of Object.entries(template.resources)) {
    if (resource.condition && !evaluate.condition(resource.condition)) continue;
    result[name] = { type: resource.type, properties: asObject(evaluate.value(resource.properties)) };
  }
  return result;
}

/** Values of parameters that a template gives defaults for. */
export function parameterDefaults(template: Template): Record<string, string> {
  const defaults: Record<string, string> = {};
  for (const [name, parameter] of Object.entries(template.parameters)) {
    const value = asObject(parameter).Default;
    if (value !== undefined && value !== null) defaults[name] = String(value);
  }
  return defaults;
}

/** Evaluates any part of a template. */
export function createEvaluator(template: Template, surroundings: TemplateSurroundings) {
  const conditionsBeingRead = new Set<string>();

  function reference(name: string): Evaluated {
    if (name === 'AWS::NoValue') return NO_VALUE;
    const known = surroundings.pseudoParameters[name] ?? surroundings.parameters[name];
    if (known !== undefined) return isList(name) ? known.split(',').map((item) => item.trim()) : known;
    if (template.resources[name]) return surroundings.reference(name);
    if (template.parameters[name]) throw new TemplateError(`Parameters: [${name}] must have values`);
    throw new TemplateError(`Template validation error: unresolved reference to ${name}`);
  }

  function isList(name: string): boolean {
    const type = asObject(template.parameters[name]).Type;
    return typeof type === 'string' && (type === 'CommaDelimitedList' || type.startsWith('List<'));
  }

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
    conditionsBeingRead.add(name);
    const holds = truth(definition);
    conditionsBeingRead.delete(name);
    return holds;
  }

  function truth(expression: Json): boolean {
    const [name, argument] = Object.entries(asObject(expression))[0] ?? [];
    const parts = Array.isArray(argument) ? argument : [];
    switch (name) {
      case 'Condition':
        return condition(String(argument));
      case 'Fn::Equals':
        return JSON.stringify(value(parts[0] ?? null)) === JSON.stringify(value(parts[1] ?? null));
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
    return String(text).replace(/\$\{(!?)([^}]*)\}/g, (_, literal: string, raw: string) => {
      const name = raw.trim();
      if (literal) return `\${${raw}}`;
      if (given[name] !== undefined) return asText(value(given[name]));
      const dot = name.indexOf('.');
      return asText(dot < 0 ? reference(name) : attribute(name.slice(0, dot), name.slice(dot + 1)));
    });
  }

  const asText = (evaluated: Evaluated): string =>
    evaluated === NO_VALUE ? '' : typeof evaluated === 'object' ? JSON.stringify(evaluated) : String(evaluated);

  const list = (argument: Json): Json[] => {
    const evaluated = value(argument);
    return Array.isArray(evaluated) ? evaluated : [];
  };

  const functions: Record<string, (argument: Json) => Evaluated> = {
    Ref: (argument) => reference(String(argument)),
    'Fn::GetAtt': (argument) => {
      const [name, ...rest] = Array.isArray(argument) ? argument.map(String) : String(argument).split('.');
      return attribute(name ?? '', rest.join('.'));
    },
    'Fn::Sub': substitute,
    'Fn::Join': (argument) => {
      const [separator, items] = argument as [Json, Json];
      return list(items).map(asText).join(String(separator));
    },
    'Fn::Split': (argument) => {
      const [separator, text] = argument as [Json, Json];
      return asText(value(text)).split(String(separator));
    },
    'Fn::Select': (argument) => {
      const [index, items] = argument as [Json, Json];
      const chosen = list(items)[Number(asText(value(index)))];
      if (chosen === undefined) throw new TemplateError('Template error: Fn::Select cannot select nonexistent value');
      return chosen;
    },
    'Fn::If': (argument) => {
      const [name, then, otherwise] = argument as [Json, Json, Json];
      return value(condition(String(name)) ? then : otherwise);
    },
    'Fn::FindInMap': (argument) => {
      const [map, first, second] = list(argument).map(asText);
      const found = asObject(asObject(template.mappings[map ?? ''])[first ?? ''])[second ?? ''];
      if (found === undefined)
        throw new TemplateError(`Template error: Unable to get mapping for ${map}::${first}::${second}`);
      return found;
    },
  };

  function value(expression: Json): Evaluated {
    if (Array.isArray(expression)) return expression.map(value).filter((item) => item !== NO_VALUE);
    if (expression === null || typeof expression !== 'object') return expression;
    const entries = Object.entries(expression);
    const [name, argument] = entries[0] ?? [];
    if (entries.length === 1 && name !== undefined && (name === 'Ref' || name.startsWith('Fn::'))) {
      const call = functions[name];
      const more = surroundings.functions?.[name];
      if (more) return more(asJson(value(argument ?? null)));
      if (!call) throw new TemplateError(`${name} is not evaluated here yet`);
      return call(argument ?? null);
    }
    const object: JsonObject = {};
    for (const [key, member] of entries) {
      const evaluated = value(member);
      if (evaluated !== NO_VALUE) object[key] = evaluated;
    }
    return object;
  }

  const asJson = (evaluated: Evaluated): Json => (evaluated === NO_VALUE ? null : evaluated);

  return { value: (expression: Json): Json => asJson(value(expression)), condition };
}
