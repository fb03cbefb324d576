import type { QueryLanguage, State } from './state-machine.ts';

const COMMON = ['Type', 'Comment', 'QueryLanguage'];
const TRANSITION = ['Next', 'End'];
const RETRY = ['Retry', 'Catch'];
const TASK = ['Resource', 'TimeoutSeconds', 'HeartbeatSeconds', 'Credentials', ...TRANSITION, ...RETRY];
const MAP = ['ItemProcessor', 'Iterator', 'MaxConcurrency', 'ItemSelector', 'Label', ...TRANSITION, ...RETRY];

/** Fields by type of state that both languages have. */
const FIELDS: Readonly<Record<State['Type'], readonly string[]>> = {
  Task: [...TASK, 'Assign'],
  Pass: [...TRANSITION, 'Assign'],
  Wait: [...TRANSITION, 'Seconds', 'Timestamp', 'Assign'],
  Choice: ['Choices', 'Default', 'Assign'],
  Succeed: [],
  Fail: ['Error', 'Cause'],
  Parallel: ['Branches', 'Assign', ...TRANSITION, ...RETRY],
  Map: [...MAP, 'Assign'],
};

const PATHS = ['InputPath', 'OutputPath'];
const RESULT = ['ResultPath', 'ResultSelector', 'Parameters'];

const JSON_PATH: Readonly<Record<State['Type'], readonly string[]>> = {
  Task: [...PATHS, ...RESULT, 'TimeoutSecondsPath', 'HeartbeatSecondsPath'],
  Pass: [...PATHS, 'Result', 'ResultPath', 'Parameters'],
  Wait: [...PATHS, 'SecondsPath', 'TimestampPath'],
  Choice: PATHS,
  Succeed: PATHS,
  Fail: ['ErrorPath', 'CausePath'],
  Parallel: [...PATHS, ...RESULT],
  Map: [...PATHS, ...RESULT, 'ItemsPath', 'MaxConcurrencyPath'],
};

const JSONATA: Readonly<Record<State['Type'], readonly string[]>> = {
  Task: ['Arguments', 'Output'],
  Pass: ['Output'],
  Wait: ['Output'],
  Choice: ['Output'],
  Succeed: ['Output'],
  Fail: [],
  Parallel: ['Arguments', 'Output'],
  Map: ['Items', 'Output'],
};

/** Parts of the distributed Map, which is not there: a Map that is told of them would not do what they say. */
export const DISTRIBUTED = [
  'ItemReader',
  'ItemBatcher',
  'ResultWriter',
  'ToleratedFailureCount',
  'ToleratedFailurePercentage',
  'ToleratedFailureCountPath',
  'ToleratedFailurePercentagePath',
];

export const isStateType = (type: unknown): type is State['Type'] =>
  typeof type === 'string' && Object.hasOwn(FIELDS, type);

/** Why a field may not stand in a state; undefined when it may. */
export function fieldProblem(type: State['Type'], field: string, language: QueryLanguage): string | undefined {
  if ([...COMMON, ...FIELDS[type]].includes(field)) return undefined;
  const [own, other] = language === 'JSONPath' ? [JSON_PATH, JSONATA] : [JSONATA, JSON_PATH];
  if (own[type].includes(field)) return undefined;
  if (DISTRIBUTED.includes(field) && type === 'Map')
    return `${field} belongs to the distributed Map, which is not implemented by Codeyard yet`;
  const otherName = language === 'JSONPath' ? 'JSONata' : 'JSONPath';
  if (other[type].includes(field))
    return `The field "${field}" is only there in states whose QueryLanguage is ${otherName}`;
  return `The field "${field}" is not supported by ${type} states`;
}
