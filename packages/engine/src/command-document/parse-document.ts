import { RE2JS } from 're2js';
import {
  type CommandDocument,
  type DocumentProblem,
  PARAMETER_TYPES,
  type ParameterDeclaration,
  PLUGINS,
  PLUGINS_NOT_HERE,
  type Plugin,
  SCHEMA_VERSIONS,
  type SchemaVersion,
  type Step,
} from './command-document.ts';
import { type Fields, isRecord } from './fields.ts';
import { readContent } from './read-content.ts';
import { referencesIn } from './references.ts';

export type ParsedDocument =
  | { readonly document: CommandDocument }
  | { readonly problems: readonly [DocumentProblem, ...DocumentProblem[]] };

/** Reads a Command document; every problem of it at once. */
export function parseDocument(text: string, format: 'JSON' | 'YAML'): ParsedDocument {
  const content = readContent(text, format);
  if ('problem' in content) return { problems: [{ kind: 'content', message: content.problem }] };
  if (!isRecord(content.value)) return { problems: [problem('The document is not an object.')] };
  const { schemaVersion, description, parameters } = content.value;
  const version = SCHEMA_VERSIONS.find((known) => known === String(schemaVersion));
  if (!version) {
    const message = `schemaVersion ${JSON.stringify(schemaVersion)} is not one of ${SCHEMA_VERSIONS.join(', ')}, which documents of type Command have.`;
    return { problems: [{ kind: 'schema-version', message }] };
  }
  const problems: DocumentProblem[] = [];
  const say = (message: string) => void problems.push(problem(message));
  const declared = readParameters(parameters, say);
  const steps = version === '1.2' ? readRuntimeConfig(content.value, say) : readMainSteps(content.value, version, say);
  for (const step of steps) {
    for (const name of referencesIn([step.inputs, step.precondition ?? []])) {
      if (!Object.hasOwn(declared, name)) say(`Step ${step.name}: the parameter ${name} is not declared.`);
    }
  }
  const [first, ...rest] = problems;
  if (first) return { problems: [first, ...rest] };
  const about = typeof description === 'string' ? { description } : {};
  return { document: { schemaVersion: version, ...about, parameters: declared, steps } };
}

const problem = (message: string): DocumentProblem => ({ kind: 'content', message });

type Say = (message: string) => void;

function readParameters(value: unknown, say: Say): Record<string, ParameterDeclaration> {
  const declared: Record<string, ParameterDeclaration> = {};
  if (value === undefined || value === null) return declared;
  if (!isRecord(value)) {
    say('parameters is not an object.');
    return declared;
  }
  for (const [name, fields] of Object.entries(value)) {
    const type = isRecord(fields) ? PARAMETER_TYPES.find((known) => known === fields.type) : undefined;
    if (!isRecord(fields) || !type) say(`parameters.${name}: type must be one of ${PARAMETER_TYPES.join(', ')}.`);
    else declared[name] = readDeclaration(name, { ...fields, type }, say);
  }
  return declared;
}

function readDeclaration(name: string, fields: Fields & { type: ParameterDeclaration['type'] }, say: Say) {
  const { allowedPattern, allowedValues } = fields;
  if (allowedPattern !== undefined && !isPattern(allowedPattern)) {
    say(`parameters.${name}: allowedPattern is not a regular expression.`);
  }
  if (allowedValues !== undefined && !Array.isArray(allowedValues))
    say(`parameters.${name}: allowedValues is not a list.`);
  const limits = ['minChars', 'maxChars', 'minItems', 'maxItems'].flatMap((limit) => {
    if (fields[limit] === undefined) return [];
    const number = Number(fields[limit]);
    if (!Number.isInteger(number)) say(`parameters.${name}: ${limit} is not a whole number.`);
    return [[limit, number] as const];
  });
  return { ...fields, ...Object.fromEntries(limits) } as ParameterDeclaration;
}

function isPattern(value: unknown): boolean {
  try {
    RE2JS.compile(String(value));
    return typeof value === 'string';
  } catch {
    return false;
  }
}

/** Schema 1.2 names plugins, each with the properties of its runs. */
function readRuntimeConfig({ runtimeConfig }: Fields, say: Say): Step[] {
  if (!isRecord(runtimeConfig) || Object.keys(runtimeConfig).length === 0) {
    say('runtimeConfig must name a plugin.');
    return [];
  }
  return Object.entries(runtimeConfig).flatMap(([name, config]) => {
    const plugin = pluginNamed(name, `runtimeConfig.${name}`, say);
    if (!plugin) return [];
    const properties = isRecord(config) ? config.properties : undefined;
    const runs = Array.isArray(properties) ? properties : [properties];
    if (!runs.every(isRecord)) {
      say(`runtimeConfig.${name}: properties must be an object, or a list of them.`);
      return [];
    }
    return runs.map((inputs) => ({ name, plugin, inputs }));
  });
}

const STEP_NAME = /^[a-zA-Z0-9_.:-]{1,128}$/;

function readMainSteps({ mainSteps }: Fields, version: SchemaVersion, say: Say): Step[] {
  if (!Array.isArray(mainSteps) || mainSteps.length === 0) {
    say('mainSteps must hold a step.');
    return [];
  }
  const names = new Set<string>();
  return mainSteps.flatMap((value: unknown, index) => {
    const place = `mainSteps[${index}]`;
    if (!isRecord(value)) {
      say(`${place} is not an object.`);
      return [];
    }
    const { name, action, inputs = {}, precondition } = value;
    if (typeof name !== 'string' || !STEP_NAME.test(name))
      say(`${place}: it needs a name of letters, digits, _, . and -.`);
    else if (names.has(name)) say(`${place}: there is a step ${name} already.`);
    names.add(String(name));
    if (!isRecord(inputs)) say(`${place}: inputs is not an object.`);
    const plugin = pluginNamed(action, place, say);
    const condition = precondition === undefined ? undefined : readPrecondition(precondition, place, say);
    if (precondition !== undefined && version === '2.0') say(`${place}: only schema 2.2 has preconditions.`);
    if (!plugin || !isRecord(inputs)) return [];
    return [
      {
        name: String(name),
        plugin,
        inputs,
        ...flowOf(value, inputs),
        ...(condition ? { precondition: condition } : {}),
      },
    ];
  });
}

/** What a step does to those behind it; it may say so beside its inputs or in them. */
function flowOf(step: Fields, inputs: Fields): Pick<Step, 'onFailure' | 'onSuccess' | 'isFinal'> {
  const told = (name: string) => step[name] ?? inputs[name];
  const onFailure = told('onFailure');
  return {
    ...(onFailure === 'exit' || onFailure === 'successAndExit' ? { onFailure } : {}),
    ...(told('onSuccess') === 'exit' ? { onSuccess: 'exit' as const } : {}),
    ...(told('finallyStep') === true || told('finallyStep') === 'true' ? { isFinal: true } : {}),
  };
}

function pluginNamed(name: unknown, place: string, say: Say): Plugin | undefined {
  const plugin = PLUGINS.find((known) => known === name);
  if (plugin) return plugin;
  if (PLUGINS_NOT_HERE.includes(String(name))) say(`${place}: the plugin ${name} is not implemented by Codeyard yet.`);
  else say(`${place}: there is no plugin ${JSON.stringify(name)}.`);
  return undefined;
}

function readPrecondition(value: unknown, place: string, say: Say): readonly [string, string] | undefined {
  const sides = isRecord(value) && Object.keys(value).length === 1 ? value.StringEquals : undefined;
  if (Array.isArray(sides) && sides.length === 2) return [String(sides[0]), String(sides[1])];
  say(`${place}: precondition must be StringEquals with two values.`);
  return undefined;
}
