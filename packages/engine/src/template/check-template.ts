import { findCircle, referencesIn } from './dependencies.ts';
import { asObject, type Json, type Template, type TemplateProblem } from './parse-template.ts';

const PSEUDO = new Set(
  ['AccountId', 'NoValue', 'NotificationARNs', 'Partition', 'Region', 'StackId', 'StackName', 'URLSuffix'].map(
    (name) => `AWS::${name}`,
  ),
);
const FUNCTIONS = new Set(
  [
    'Base64',
    'Cidr',
    'FindInMap',
    'GetAZs',
    'GetAtt',
    'If',
    'ImportValue',
    'Join',
    'Select',
    'Split',
    'Sub',
    'And',
    'Equals',
    'Not',
    'Or',
    'Transform',
  ].map((name) => `Fn::${name}`),
);
const POLICIES = ['Delete', 'Retain', 'RetainExceptOnCreate', 'Snapshot'];

/** Everything that is wrong with a template before it is evaluated, each with the line of its resource. */
export function checkTemplate(template: Template): TemplateProblem[] {
  const problems: TemplateProblem[] = [];
  const isKnown = (name: string) =>
    template.parameters[name] !== undefined || template.resources[name] !== undefined || PSEUDO.has(name);
  const missing = new Set<string>();
  for (const [id, resource] of Object.entries(template.resources)) {
    const say = (message: string) => void problems.push({ message, line: resource.line });
    const { refs, attributes, conditions } = referencesIn(resource.properties);
    for (const name of refs) if (!isKnown(name)) missing.add(name);
    for (const name of resource.dependsOn) if (!template.resources[name]) missing.add(name);
    for (const name of attributes.keys()) {
      if (!template.resources[name])
        say(`Template error: instance of Fn::GetAtt references undefined resource ${name}`);
    }
    for (const name of [...conditions, ...(resource.condition ? [resource.condition] : [])]) {
      if (template.conditions[name] === undefined)
        say(`Template format error: Unresolved condition dependency ${name} in the Resources block of the template`);
    }
    for (const name of unknownFunctions(resource.properties))
      say(`Template error: ${name} of ${id} is no intrinsic function`);
    for (const policy of [resource.deletionPolicy, resource.updateReplacePolicy]) {
      if (policy !== undefined && !POLICIES.includes(policy))
        say(`Template error: ${id} has the policy ${policy}, which is none of ${POLICIES.join(', ')}`);
    }
  }
  if (missing.size > 0) {
    problems.unshift({
      message: `Template format error: Unresolved resource dependencies [${[...missing].join(', ')}] in the Resources block of the template`,
      ...lineOfMissing(template, missing),
    });
  }
  problems.push(...outputProblems(template, isKnown), ...parameterProblems(template));
  const circle = findCircle(template);
  if (circle.length > 0) problems.push({ message: `Circular dependency between resources: [${circle.join(', ')}]` });
  return problems;
}

function lineOfMissing(template: Template, missing: ReadonlySet<string>): { line?: number } {
  const first = Object.values(template.resources).find(({ properties, dependsOn }) =>
    [...referencesIn(properties).refs, ...dependsOn].some((name) => missing.has(name)),
  );
  return first ? { line: first.line } : {};
}

function outputProblems(
  { outputs, resources, conditions }: Template,
  isKnown: (name: string) => boolean,
): TemplateProblem[] {
  return Object.entries(outputs).flatMap(([name, output]) => {
    const found: TemplateProblem[] = [];
    const { Value, Condition } = asObject(output);
    if (Value === undefined) found.push({ message: `Template format error: Output ${name} must have a Value` });
    const { refs, attributes } = referencesIn(output);
    const unknown = [...refs].filter((reference) => !isKnown(reference));
    if (unknown.length > 0) {
      found.push({
        message: `Template format error: Unresolved resource dependencies [${unknown.join(', ')}] in the Outputs block of the template`,
      });
    }
    for (const of of attributes.keys()) {
      if (!resources[of])
        found.push({ message: `Template error: instance of Fn::GetAtt references undefined resource ${of}` });
    }
    if (typeof Condition === 'string' && conditions[Condition] === undefined) {
      found.push({
        message: `Template format error: Unresolved condition dependency ${Condition} in the Outputs block of the template`,
      });
    }
    return found;
  });
}

function parameterProblems({ parameters }: Template): TemplateProblem[] {
  return Object.entries(parameters).flatMap(([name, parameter]) =>
    typeof asObject(parameter).Type === 'string'
      ? []
      : [{ message: `Template format error: Every Parameters object must contain a Type member. [${name}]` }],
  );
}

/** Names that look like functions and are none: `Fn::sub`. */
function* unknownFunctions(value: Json): Generator<string> {
  if (Array.isArray(value)) for (const item of value) yield* unknownFunctions(item);
  else if (value !== null && typeof value === 'object') {
    for (const [name, member] of Object.entries(value)) {
      if (name.startsWith('Fn::') && !FUNCTIONS.has(name)) yield name;
      yield* unknownFunctions(member);
    }
  }
}
