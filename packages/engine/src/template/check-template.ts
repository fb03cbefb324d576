import { checkConditions, unresolvedCondition } from './check-conditions.ts';
import { createFunctionCheck, type Say, type Walk } from './check-functions.ts';
import { checkMappings, checkParameters } from './check-sections.ts';
import { nothingAt } from './check-structure.ts';
import { findCircle } from './dependencies.ts';
import { LANGUAGE_EXTENSIONS } from './functions.ts';
import { isObject, scalarText } from './json.ts';
import { pathOfResource, type Template, type TemplatePath, type TemplateProblem } from './template.ts';

const POLICIES = {
  DeletionPolicy: ['Delete', 'Retain', 'RetainExceptOnCreate', 'Snapshot'],
  UpdateReplacePolicy: ['Delete', 'Retain', 'Snapshot'],
};
const TRANSFORMS: readonly string[] = ['AWS::Serverless-2016-10-31', LANGUAGE_EXTENSIONS];

/** Everything that is wrong with a template before it is evaluated, each with the path to it. */
export function checkTemplate(template: Template): TemplateProblem[] {
  const problems: TemplateProblem[] = [];
  const say: Say = (problem) => void problems.push(problem);
  const walk = createFunctionCheck(template, say);
  for (const name of template.transforms) {
    if (!TRANSFORMS.includes(name))
      say({ message: `Transform ${name} is not implemented by Codeyard yet.`, path: ['Transform'] });
  }
  checkParameters(template, say);
  checkMappings(template, say);
  checkConditions(template, walk, say);
  const known = checkResources(template, walk, say);
  checkOutputs(template, walk, say);
  for (const [name, rule] of Object.entries(template.rules)) {
    const { missing } = walk(rule, ['Rules', name]);
    tellMissing(missing, 'Rules', say);
  }
  const circle = findCircle(template, known);
  const [first] = circle;
  if (first !== undefined) {
    const path = pathOfResource(first, template.resources[first] ?? NOWHERE);
    say({ message: `Circular dependency between resources: [${circle.join(', ')}]`, path });
  }
  return problems;
}

const NOWHERE = { type: '', properties: {}, dependsOn: [] };

/** What every resource refers to, by logical id. */
function checkResources(template: Template, walk: Walk, say: Say): Map<string, Set<string>> {
  const known = new Map<string, Set<string>>();
  const missing = new Map<string, TemplatePath>();
  const twice = Object.keys(template.resources).filter((id) => template.parameters[id] !== undefined);
  if (twice.length > 0) {
    const message = `Template error: all resources and parameters must have unique names. Common name(s):[${twice.join(', ')}]`;
    say({ message, path: ['Resources', ...twice.slice(0, 1)] });
  }
  const miss = (name: string, path: TemplatePath) => void (missing.has(name) || missing.set(name, path));
  for (const [id, resource] of Object.entries(template.resources)) {
    const path = pathOfResource(id, resource);
    if (!/^[A-Za-z0-9]+$/.test(id))
      say({ message: `Template format error: Resource name ${id} is non alphanumeric.`, path });
    const found = walk(resource.properties, [...path, 'Properties']);
    known.set(id, found.needs);
    for (const [name, at] of found.missing) miss(name, at);
    for (const name of resource.dependsOn) if (!template.resources[name]) miss(name, [...path, 'DependsOn']);
    const { condition } = resource;
    if (condition !== undefined && template.conditions[condition] === undefined)
      say(unresolvedCondition(condition, 'Resources', [...path, 'Condition']));
    const policies = { DeletionPolicy: resource.deletionPolicy, UpdateReplacePolicy: resource.updateReplacePolicy };
    for (const name of ['DeletionPolicy', 'UpdateReplacePolicy'] as const) {
      const policy = policies[name];
      if (policy !== undefined && !POLICIES[name].includes(policy)) {
        const message = `Template format error: Unrecognized ${name} ${policy} for resource ${id}`;
        say({ message, path: [...path, name] });
      }
    }
  }
  tellMissing(missing, 'Resources', say);
  return known;
}

function tellMissing(missing: ReadonlyMap<string, TemplatePath>, section: string, say: Say): void {
  const [path] = missing.values();
  if (!path) return;
  const names = [...missing.keys()].join(', ');
  const message = `Template format error: Unresolved resource dependencies [${names}] in the ${section} block of the template`;
  say({ message, path });
}

function checkOutputs(template: Template, walk: Walk, say: Say): void {
  for (const [name, output] of Object.entries(template.outputs)) {
    const path = ['Outputs', name];
    if (!/^[A-Za-z0-9]+$/.test(name))
      say({ message: `Template format error: Output name ${name} is non alphanumeric.`, path });
    if (output === null) {
      say(nothingAt(path));
      continue;
    }
    if (!isObject(output) || output.Value === undefined) {
      say({ message: 'Template format error: Every Outputs member must contain a Value object', path });
      continue;
    }
    tellMissing(walk(output, path).missing, 'Outputs', say);
    const condition = scalarText(output.Condition);
    if (condition !== undefined && template.conditions[condition] === undefined)
      say(unresolvedCondition(condition, 'Outputs', [...path, 'Condition']));
  }
}
