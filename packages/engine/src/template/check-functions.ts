import { nothingAt } from './check-structure.ts';
import {
  attributeOf,
  EXTENSION_FUNCTIONS,
  functionOf,
  hasExtensions,
  SUPPORTED_FUNCTIONS,
  variablesOf,
} from './functions.ts';
import { isObject, type Json, type JsonObject, scalarText } from './json.ts';
import type { Template, TemplatePath, TemplateProblem } from './template.ts';

const PSEUDO: ReadonlySet<string> = new Set(
  ['AccountId', 'NoValue', 'NotificationARNs', 'Partition', 'Region', 'StackId', 'StackName', 'URLSuffix'].map(
    (name) => `AWS::${name}`,
  ),
);
const SUPPORTED: ReadonlySet<string> = new Set(SUPPORTED_FUNCTIONS);

/** What is said of a call whose argument is not of the form that the function takes. */
const FORMS: Readonly<Record<string, readonly [isRight: (argument: Json) => boolean, message: string]>> = {
  'Fn::Base64': [isText, 'every Fn::Base64 object must have a String-typed value.'],
  'Fn::GetAZs': [isText, 'every Fn::GetAZs object must have a String-typed value.'],
  'Fn::ImportValue': [isText, 'every Fn::ImportValue object must have a String-typed value.'],
  'Fn::Join': [
    isListOf(2, 2),
    'every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.',
  ],
  'Fn::Split': [
    isListOf(2, 2),
    'every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split or a function that returns a string to be split.',
  ],
  'Fn::Select': [isListOf(2, 2), 'Fn::Select requires a list argument with two elements: an integer index and a list'],
  'Fn::Cidr': [isListOf(2, 3), 'every Fn::Cidr object requires an address block, a count and a number of bits.'],
  'Fn::Equals': [isListOf(2, 2), 'Fn::Equals requires a list argument with two elements'],
  'Fn::Not': [isListOf(1, 1), 'Fn::Not requires a list argument with one element'],
  'Fn::And': [isListOf(2, 10), 'every Fn::And object requires a list of at least 2 and at most 10 boolean parameters.'],
  'Fn::Or': [isListOf(2, 10), 'every Fn::Or object requires a list of at least 2 and at most 10 boolean parameters.'],
};

function isText(argument: Json): boolean {
  return scalarText(argument) !== undefined || functionOf(argument) !== undefined;
}

function isListOf(least: number, most: number): (argument: Json) => boolean {
  return (argument) => Array.isArray(argument) && argument.length >= least && argument.length <= most;
}

/** What a part of a template refers to. */
export interface Found {
  /** Names that are neither parameters nor resources, with where they stand first. */
  readonly missing: Map<string, TemplatePath>;
  /** Resources. */
  readonly needs: Set<string>;
}

export type Say = (problem: TemplateProblem) => void;
/** Looks through the part of a template at a path. */
export type Walk = (value: Json, path: TemplatePath) => Found;

/** Walks through parts of a template and tells what is wrong with the functions in them. */
export function createFunctionCheck(template: Template, say: Say): Walk {
  const { parameters, resources, conditions, mappings } = template;
  const isExtended = hasExtensions(template);
  /** Where the walk is; copied when there is something to say. */
  let trail: (string | number)[] = [];
  let found: Found = { missing: new Map(), needs: new Set() };
  let isImport = false;
  const fault = (message: string) => say({ message: `Template error: ${message}`, path: [...trail] });

  function refer(name: string): void {
    if (resources[name]) {
      found.needs.add(name);
      if (isImport) fault(IMPORT_OF_RESOURCE);
    } else if (parameters[name] === undefined && !PSEUDO.has(name) && !found.missing.has(name))
      found.missing.set(name, [...trail]);
  }

  function inside(step: string | number, value: Json): void {
    trail.push(step);
    visit(value);
    trail.pop();
  }

  function visit(value: Json): void {
    if (value === null) return say(nothingAt([...trail], pointerOf(trail)));
    if (typeof value !== 'object') return;
    if (Array.isArray(value)) return value.forEach((item, index) => void inside(index, item));
    const name = functionOf(value);
    if (name === undefined) for (const key in value) inside(key, value[key] as Json);
    else {
      trail.push(name);
      call(name, value[name] as Json);
      trail.pop();
    }
  }

  function call(name: string, argument: Json): void {
    const form = Object.hasOwn(FORMS, name) ? FORMS[name] : undefined;
    if (form && argument !== null && !form[0](argument)) fault(form[1]);
    switch (name) {
      case 'Ref':
        return reference(argument);
      case 'Fn::GetAtt':
        return attribute(argument);
      case 'Fn::Sub':
        return substitution(argument);
      case 'Fn::If':
        return choice(argument);
      case 'Fn::FindInMap':
        return lookUp(argument);
      case 'Fn::Transform':
        fault(`${transformName(argument)} is not implemented by Codeyard yet.`);
        return;
      case 'Fn::ImportValue': {
        if (isImport) fault(IMPORT_OF_RESOURCE);
        isImport = true;
        visit(argument);
        isImport = false;
        return;
      }
      default:
        if (!SUPPORTED.has(name) && !(isExtended && EXTENSION_FUNCTIONS.has(name))) say(unsupported(name, [...trail]));
        if (isImport && name === 'Fn::GetAZs') fault(IMPORT_OF_RESOURCE);
        visit(argument);
    }
  }

  function reference(argument: Json): void {
    const name = scalarText(argument);
    if (name !== undefined) refer(name);
    else if (isExtended && functionOf(argument) !== undefined) visit(argument);
    else fault('every Ref object must have a single String value.');
  }

  function attribute(argument: Json): void {
    const { name, attribute: wanted } = attributeOf(argument);
    if (isExtended && Array.isArray(argument) && functionOf(argument[0] ?? null) !== undefined) return visit(argument);
    if (name === '' || wanted === undefined || wanted === '' || wanted === null)
      return fault(
        'every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute',
      );
    if (isImport) fault(IMPORT_OF_RESOURCE);
    if (resources[name]) found.needs.add(name);
    else fault(`instance of Fn::GetAtt references undefined resource ${name}`);
    if (typeof wanted === 'object') visit(wanted);
  }

  function substitution(argument: Json): void {
    const [text, variables, ...rest] = Array.isArray(argument) ? argument : [argument, {}];
    const written = scalarText(text);
    if (written === undefined || !isObject(variables) || rest.length > 0) {
      fault(
        "One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as first argument, and an optional second argument to specify a mapping of values to replace in the string",
      );
      return;
    }
    for (const name of variablesOf(written)) if (!Object.hasOwn(variables, name)) variable(name);
    for (const name in variables) {
      trail.push(1);
      inside(name, variables[name] as Json);
      trail.pop();
    }
  }

  function variable(name: string): void {
    if (!/^[A-Za-z0-9_.:]+$/.test(name))
      return fault(
        'variable names in Fn::Sub syntax must contain only alphanumeric characters, underscores, periods, and colons',
      );
    const dot = name.indexOf('.');
    if (dot < 0) return refer(name);
    const id = name.slice(0, dot);
    if (isImport) fault(IMPORT_OF_RESOURCE);
    if (resources[id]) found.needs.add(id);
    else fault(`instance of Fn::Sub references invalid resource attribute ${name}`);
  }

  function choice(argument: Json): void {
    if (!Array.isArray(argument) || scalarText(argument[0]) === undefined)
      return fault('Fn::If requires a list argument with the first element being a condition');
    if (argument.length !== 3) return fault('Fn::If requires a list argument with three elements');
    const name = String(argument[0]);
    if (conditions[name] === undefined) fault(`unresolved condition dependency ${name} in Fn::If`);
    inside(1, argument[1] as Json);
    inside(2, argument[2] as Json);
  }

  function lookUp(argument: Json): void {
    const isRight = isListOf(3, isExtended ? 4 : 3)(argument);
    if (!isRight || !Array.isArray(argument))
      return fault(
        'every Fn::FindInMap object requires three parameters, the map name, map key and the attribute for return value',
      );
    const name = scalarText(argument[0]);
    const hasDefault = argument.length === 4;
    if (name !== undefined && mappings[name] === undefined && !hasDefault)
      fault(`Mapping named '${name}' is not present in the 'Mappings' section of template.`);
    visit(argument);
  }

  return (value, path) => {
    trail = [...path];
    found = { missing: new Map(), needs: new Set() };
    visit(value);
    return found;
  };
}

const IMPORT_OF_RESOURCE =
  'the attribute in Fn::ImportValue must not depend on any resources, imported values, or Fn::GetAZs';

const unsupported = (name: string, path: TemplatePath): TemplateProblem => ({
  message: `Template Error: Encountered unsupported function: ${name} Supported functions are: [${SUPPORTED_FUNCTIONS.join(', ')}]`,
  path,
});

const transformName = (argument: Json): string =>
  `Fn::Transform of ${scalarText((argument as JsonObject | null)?.Name) ?? 'nothing'}`;

/** CloudFormation says `Type` where the way to a property goes through `Properties`. */
const pointerOf = (trail: TemplatePath): TemplatePath =>
  trail[0] === 'Resources' && trail[2] === 'Properties' ? [...trail.slice(0, 2), 'Type', ...trail.slice(3)] : trail;
