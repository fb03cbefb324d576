import { OPERATORS, operatorOf } from './choice-rule.ts';
import { isIntrinsic, parseIntrinsic } from './intrinsics.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { isPath, isReferencePath } from './json-path.ts';
import { expressionIn, findSyntaxProblem } from './jsonata-template.ts';
import { fieldProblem, isStateType } from './state-fields.ts';
import { type QueryLanguage, readResource, type State, type StateMachine } from './state-machine.ts';

/** Something that keeps a definition from being run. */
export interface DefinitionProblem {
  readonly code: 'INVALID_JSON_DESCRIPTION' | 'SCHEMA_VALIDATION_FAILED' | 'MISSING_TRANSITION_TARGET';
  readonly message: string;
  /** JSON pointer, such as `/States/First/Next`. */
  readonly location: string;
}

export type ParsedStateMachine =
  | { readonly ok: true; readonly machine: StateMachine }
  | { readonly ok: false; readonly problems: readonly DefinitionProblem[] };

/** As on AWS, in characters. */
const LONGEST_DEFINITION = 1_048_576;
const LONGEST_NAME = 80;
const DEEPEST = 30;

/** Reads a definition in the States Language and says everything that is wrong with it, with the place. */
export function parseStateMachine(text: string): ParsedStateMachine {
  const bad = (message: string): ParsedStateMachine => ({
    ok: false,
    problems: [{ code: 'INVALID_JSON_DESCRIPTION', message, location: '' }],
  });
  if (text.length > LONGEST_DEFINITION) return bad('The definition is longer than 1 MB');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return bad((error as Error).message);
  }
  if (!isObject(value)) return bad('The definition is no JSON object');
  const check: Check = { problems: [], names: new Map() };
  const language = value.QueryLanguage;
  if (language !== undefined && language !== 'JSONPath' && language !== 'JSONata')
    report(check, '/QueryLanguage', 'QueryLanguage is JSONPath or JSONata');
  if (value.TimeoutSeconds !== undefined && !isPositive(value.TimeoutSeconds))
    report(check, '/TimeoutSeconds', 'TimeoutSeconds is no positive number');
  checkMachine(check, value, { at: '', language: language === 'JSONata' ? 'JSONata' : 'JSONPath', depth: 0 });
  if (check.problems.length > 0) return { ok: false, problems: check.problems };
  return { ok: true, machine: value as unknown as StateMachine };
}

interface Check {
  readonly problems: DefinitionProblem[];
  /** Places of states, by name: names are unique in the whole definition. */
  readonly names: Map<string, string>;
}

interface Place {
  readonly at: string;
  readonly language: QueryLanguage;
  readonly depth: number;
}

function report(
  { problems }: Check,
  location: string,
  message: string,
  code: DefinitionProblem['code'] = 'SCHEMA_VALIDATION_FAILED',
): void {
  problems.push({ code, message, location });
}

const isPositive = (value: Json | undefined) => typeof value === 'number' && value > 0 && Number.isInteger(value);

function checkMachine(check: Check, machine: JsonObject, { at, language, depth }: Place): void {
  if (depth > DEEPEST) return report(check, at, `States are nested more than ${DEEPEST} deep`);
  const { States, StartAt } = machine;
  if (!isObject(States) || Object.keys(States).length === 0)
    return report(check, `${at}/States`, 'The field "States" is required, with at least one state');
  if (typeof StartAt !== 'string') report(check, `${at}/StartAt`, 'The field "StartAt" is required');
  else if (!Object.hasOwn(States, StartAt)) missing(check, `${at}/StartAt`, StartAt);
  const reached = new Set([StartAt as string]);
  for (const [name, state] of Object.entries(States)) {
    const place = `${at}/States/${name}`;
    if (name.length > LONGEST_NAME) report(check, place, `The name of a state has at most ${LONGEST_NAME} characters`);
    const other = check.names.get(name);
    if (other !== undefined) report(check, place, `The name is taken by the state at ${other}`);
    check.names.set(name, place);
    if (!isObject(state) || !isStateType(state.Type)) {
      report(check, `${place}/Type`, `The field "Type" is one of the eight types of states`);
      continue;
    }
    const own =
      state.QueryLanguage === undefined ? language : state.QueryLanguage === 'JSONata' ? 'JSONata' : 'JSONPath';
    if (language === 'JSONata' && own === 'JSONPath')
      report(check, `${place}/QueryLanguage`, 'A state of a JSONata state machine cannot use JSONPath');
    checkState(check, state, { at: place, language: own, depth });
    for (const target of targetsOf(state)) {
      reached.add(target.name);
      if (!Object.hasOwn(States, target.name)) missing(check, `${place}${target.at}`, target.name);
    }
  }
  for (const name of Object.keys(States))
    if (!reached.has(name))
      report(check, `${at}/States/${name}`, `State "${name}" is not reachable.`, 'MISSING_TRANSITION_TARGET');
}

const missing = (check: Check, at: string, name: string) =>
  report(check, at, `Missing 'Next' target: ${name}`, 'MISSING_TRANSITION_TARGET');

function targetsOf(state: JsonObject): { at: string; name: string }[] {
  const found = [
    { at: '/Next', name: state.Next },
    { at: '/Default', name: state.Default },
    ...objects(state.Choices).map(({ Next }, index) => ({ at: `/Choices[${index}]/Next`, name: Next })),
    ...objects(state.Catch).map(({ Next }, index) => ({ at: `/Catch[${index}]/Next`, name: Next })),
  ];
  return found.flatMap(({ at, name }) => (typeof name === 'string' ? [{ at, name }] : []));
}

const objects = (value: Json | undefined): JsonObject[] =>
  Array.isArray(value) ? (value as Json[]).filter(isObject) : [];

function checkState(check: Check, state: JsonObject, place: Place): void {
  const { at, language } = place;
  const type = state.Type as State['Type'];
  for (const field of Object.keys(state)) {
    const problem = fieldProblem(type, field, language);
    if (problem) report(check, `${at}/${field}`, problem);
  }
  if (!['Choice', 'Succeed', 'Fail'].includes(type) && (state.Next === undefined) === (state.End !== true))
    report(check, at, 'A state has either a "Next" or "End": true');
  checkFailures(check, state, at);
  checkQueries(check, state, place);
  OF_TYPE[type]?.(check, state, place);
}

const OF_TYPE: Partial<Record<State['Type'], (check: Check, state: JsonObject, place: Place) => void>> = {
  Task(check, { Resource, TimeoutSeconds, HeartbeatSeconds }, { at }) {
    if (typeof Resource !== 'string' || !readResource(Resource))
      report(check, `${at}/Resource`, `The Resource ${JSON.stringify(Resource)} is none that a task can call`);
    if (
      typeof TimeoutSeconds === 'number' &&
      typeof HeartbeatSeconds === 'number' &&
      HeartbeatSeconds >= TimeoutSeconds
    )
      report(check, `${at}/HeartbeatSeconds`, 'HeartbeatSeconds must be smaller than TimeoutSeconds');
    for (const [name, value] of Object.entries({ TimeoutSeconds, HeartbeatSeconds }))
      if (typeof value === 'number' && !isPositive(value))
        report(check, `${at}/${name}`, `${name} is no positive number`);
  },
  Wait(check, state, { at }) {
    const given = ['Seconds', 'Timestamp', 'SecondsPath', 'TimestampPath'].filter((name) => state[name] !== undefined);
    if (given.length !== 1)
      report(check, at, 'A Wait has exactly one of Seconds, Timestamp, SecondsPath, TimestampPath');
  },
  Choice(check, { Choices }, { at, language }) {
    if (!Array.isArray(Choices) || Choices.length === 0)
      return report(check, `${at}/Choices`, 'A Choice has at least one choice rule');
    for (const [index, rule] of (Choices as Json[]).entries()) {
      const where = `${at}/Choices[${index}]`;
      if (!isObject(rule)) report(check, where, 'A choice rule is an object');
      else if (typeof rule.Next !== 'string') report(check, `${where}/Next`, 'A choice rule has a "Next"');
      else if (language === 'JSONPath') checkRule(check, rule, where);
      else if (rule.Condition === undefined)
        report(check, `${where}/Condition`, 'A choice rule of JSONata has a "Condition"');
    }
  },
  Parallel(check, { Branches }, { at, language, depth }) {
    if (!Array.isArray(Branches) || Branches.length === 0)
      return report(check, `${at}/Branches`, 'A Parallel has at least one branch');
    for (const [index, branch] of objects(Branches).entries())
      checkMachine(check, branch, { at: `${at}/Branches[${index}]`, language, depth: depth + 1 });
  },
  Map(check, state, { at, language, depth }) {
    const name = state.ItemProcessor === undefined ? 'Iterator' : 'ItemProcessor';
    const processor = state[name];
    if (!isObject(processor)) return report(check, `${at}/ItemProcessor`, 'A Map has an "ItemProcessor"');
    if (isObject(processor.ProcessorConfig) && processor.ProcessorConfig.Mode === 'DISTRIBUTED')
      report(check, `${at}/${name}/ProcessorConfig`, 'The distributed Map is not implemented by Codeyard yet');
    checkMachine(check, processor, { at: `${at}/${name}`, language, depth: depth + 1 });
  },
};

function checkRule(check: Check, rule: JsonObject, at: string): void {
  for (const name of ['And', 'Or'] as const) {
    if (rule[name] === undefined) continue;
    for (const [index, inner] of objects(rule[name]).entries()) checkRule(check, inner, `${at}/${name}[${index}]`);
    return;
  }
  if (isObject(rule.Not)) return checkRule(check, rule.Not, `${at}/Not`);
  if (typeof rule.Variable !== 'string' || !isPath(rule.Variable))
    report(check, `${at}/Variable`, `The Variable ${JSON.stringify(rule.Variable)} is no path`);
  const operators = Object.keys(rule).filter((name) => name === 'IsPresent' || operatorOf(name) !== undefined);
  if (operators.length !== 1)
    report(check, at, `A choice rule has exactly one comparison: IsPresent, ${Object.keys(OPERATORS).join(', ')}`);
}

function checkFailures(check: Check, state: JsonObject, at: string): void {
  for (const name of ['Retry', 'Catch'] as const) {
    const list = state[name];
    if (list === undefined) continue;
    if (!Array.isArray(list)) report(check, `${at}/${name}`, `${name} is an array`);
    for (const [index, item] of objects(list).entries()) {
      const where = `${at}/${name}[${index}]`;
      const errors = Array.isArray(item.ErrorEquals) ? (item.ErrorEquals as Json[]) : [];
      if (errors.length === 0) report(check, `${where}/ErrorEquals`, 'ErrorEquals names at least one error');
      const isLast = index === (list as Json[]).length - 1;
      if (errors.includes('States.ALL') && (errors.length > 1 || !isLast))
        report(check, `${where}/ErrorEquals`, 'States.ALL must appear alone, and last');
      if (name === 'Catch' && typeof item.Next !== 'string') report(check, `${where}/Next`, 'A catcher has a "Next"');
      if (item.BackoffRate !== undefined && !(typeof item.BackoffRate === 'number' && item.BackoffRate >= 1))
        report(check, `${where}/BackoffRate`, 'BackoffRate is a number of 1 or more');
    }
  }
}

const PATH_FIELDS = /^(?:Input|Output|Items|Seconds|Timestamp|TimeoutSeconds|HeartbeatSeconds|MaxConcurrency)Path$/;
const TEMPLATES = ['Parameters', 'ResultSelector', 'ItemSelector', 'Assign'];

/** Paths, intrinsic functions and JSONata expressions that can be read, wherever they may stand. */
function checkQueries(check: Check, state: JsonObject, { at, language }: Place): void {
  const { States: _, Branches: __, ItemProcessor: ___, Iterator: ____, ...own } = state;
  if (language === 'JSONata') return checkExpressions(check, own, at);
  for (const [name, value] of Object.entries(own)) {
    if (TEMPLATES.includes(name)) checkTemplate(check, value, `${at}/${name}`);
    else if (name === 'ResultPath' && value !== null && !(typeof value === 'string' && isReferencePath(value)))
      report(check, `${at}/${name}`, `Value is not a Reference Path: ${JSON.stringify(value)}`);
    else if (PATH_FIELDS.test(name) && value !== null && !(typeof value === 'string' && isPath(value)))
      report(check, `${at}/${name}`, `Value is not a valid JSONPath: ${JSON.stringify(value)}`);
  }
}

function checkTemplate(check: Check, value: Json, at: string): void {
  if (Array.isArray(value))
    for (const [index, item] of (value as Json[]).entries()) checkTemplate(check, item, `${at}[${index}]`);
  if (!isObject(value)) return;
  for (const [name, member] of Object.entries(value)) {
    const where = `${at}/${name}`;
    if (!name.endsWith('.$')) checkTemplate(check, member, where);
    else if (typeof member !== 'string' || !isQuery(member))
      report(
        check,
        where,
        `The value for the field '${name}' must be a valid JSONPath or a valid intrinsic function call`,
      );
  }
}

function isQuery(text: string): boolean {
  if (!isIntrinsic(text)) return text.startsWith('$') && isPath(text);
  try {
    parseIntrinsic(text);
    return true;
  } catch {
    return false;
  }
}

function checkExpressions(check: Check, value: Json, at: string): void {
  if (Array.isArray(value))
    for (const [index, item] of (value as Json[]).entries()) checkExpressions(check, item, `${at}[${index}]`);
  else if (isObject(value))
    for (const [name, member] of Object.entries(value)) checkExpressions(check, member, `${at}/${name}`);
  if (typeof value !== 'string') return;
  const expression = expressionIn(value);
  const problem = expression === undefined ? undefined : findSyntaxProblem(expression);
  if (problem) report(check, at, `The JSONata expression is not valid: ${problem}`);
}
