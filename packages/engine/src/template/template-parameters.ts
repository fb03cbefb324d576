import { RE2JS } from 're2js';
import { asObject, type Json, scalarText } from './json.ts';
import type { Template } from './template.ts';

/** What a request says of a parameter. */
export interface GivenParameter {
  readonly name: string;
  readonly value?: string;
  readonly usesPrevious?: boolean;
}

export type TemplateParameters = { readonly values: Readonly<Record<string, string>> } | { readonly problem: string };

/** The value of every parameter: given, as it was before, or the default; all that is missing is told at once. */
export function resolveTemplateParameters(
  template: Pick<Template, 'parameters'>,
  given: readonly GivenParameter[],
  previous: Readonly<Record<string, string>>,
): TemplateParameters {
  const { unknown, missing, violations, values } = readParameterValues(template, given, previous);
  if (unknown.length > 0) return { problem: unknownParameters(unknown) };
  if (missing.length > 0) return { problem: missingParameters(missing) };
  const [first] = violations;
  return first ? { problem: first.problem } : { values };
}

export const unknownParameters = (names: readonly string[]) =>
  `Parameters: [${names.join(', ')}] do not exist in the template`;
export const missingParameters = (names: readonly string[]) => `Parameters: [${names.join(', ')}] must have values`;

/** The values that there are, and all that is wrong with them. */
export function readParameterValues(
  { parameters }: Pick<Template, 'parameters'>,
  given: readonly GivenParameter[],
  previous: Readonly<Record<string, string>>,
) {
  const unknown = given.filter(({ name }) => parameters[name] === undefined).map(({ name }) => name);
  const values: Record<string, string> = Object.create(null);
  const missing: string[] = [];
  for (const [name, declared] of Object.entries(parameters)) {
    const { Default } = asObject(declared);
    const asked = given.find((parameter) => parameter.name === name);
    const value = asked?.usesPrevious ? own(previous, name) : (asked?.value ?? scalarText(Default));
    if (value === undefined) missing.push(name);
    else values[name] = value;
  }
  const violations = Object.entries(values).flatMap(([name, value]) => {
    const problem = violation(name, asObject(parameters[name]), value);
    return problem ? [{ name, problem }] : [];
  });
  return { values, unknown, missing, violations };
}

const own = (values: Readonly<Record<string, string>>, name: string): string | undefined =>
  Object.hasOwn(values, name) ? values[name] : undefined;

function violation(name: string, declared: Record<string, Json>, value: string): string | undefined {
  const { Type, AllowedValues, AllowedPattern, MinLength, MaxLength, MinValue, MaxValue, ConstraintDescription } =
    declared;
  if (typeof Type === 'string' && Type.startsWith('AWS::SSM::Parameter::')) return undefined;
  const fails = (what: string) =>
    `Parameter '${name}' ${typeof ConstraintDescription === 'string' ? `failed to satisfy constraint: ${ConstraintDescription}` : what}`;
  const items = isListType(Type) ? value.split(',').map((item) => item.trim()) : [value];
  if (Array.isArray(AllowedValues)) {
    const allowed = AllowedValues.map((item) => String(item));
    if (!items.every((item) => allowed.includes(item))) return fails('must be one of AllowedValues');
  }
  if (Type === 'Number' && !/^-?\d+(\.\d+)?([eE][-+]?\d+)?$/.test(value))
    return `Parameter '${name}' must be a number.`;
  if (typeof AllowedPattern === 'string' && !items.every((item) => matchesWhole(AllowedPattern, item))) {
    return fails(`must match pattern ${AllowedPattern}`);
  }
  if (MinLength !== undefined && value.length < Number(MinLength))
    return fails(`must contain at least ${MinLength} characters`);
  if (MaxLength !== undefined && value.length > Number(MaxLength))
    return fails(`must contain at most ${MaxLength} characters`);
  if (MinValue !== undefined && Number(value) < Number(MinValue))
    return fails(`must be a number not less than ${MinValue}`);
  if (MaxValue !== undefined && Number(value) > Number(MaxValue))
    return fails(`must be a number not greater than ${MaxValue}`);
  return undefined;
}

export const isListType = (type: Json | undefined): boolean =>
  typeof type === 'string' &&
  /^(?:CommaDelimitedList$|List<|AWS::SSM::Parameter::Value<(?:CommaDelimitedList|List<))/.test(type);

function matchesWhole(pattern: string, text: string): boolean {
  try {
    // An engine whose time does not explode on any expression.
    return RE2JS.matches(pattern, text);
  } catch {
    return false;
  }
}
