import type { TestStateCommand, TestStateCommandOutput } from '@aws-sdk/client-sfn';
import type {
  ExecutionEffect,
  ExecutionEvent,
  ExecutionState,
  HistoryEvent,
} from '@codeyard/engine/states-language/execution-state';
import type { Json, JsonObject } from '@codeyard/engine/states-language/json';
import { NEW_EXECUTION, next } from '@codeyard/engine/states-language/next';
import type { StateMachine } from '@codeyard/engine/states-language/state-machine';
import type { InputOf } from '../../gateway/operation.ts';
import { findProblems } from './check-definition.ts';
import { invalidDefinition, invalidInput, notHere, validation } from './errors.ts';
import type { Parts } from './parts.ts';
import { startTask } from './tasks/start-task.ts';
import { meansOf } from './transition.ts';

type Input = InputOf<TestStateCommand>;
type Output = Omit<TestStateCommandOutput, '$metadata'>;

const TESTED = 'State';
const ARN = 'arn:aws:states:::test';

/** Does one state's work with the very interpreter that runs executions; nothing is kept. */
export async function testState(parts: Parts, input: Input): Promise<Output> {
  const { name, machine } = machineOf(input);
  const given = readJson(input.input ?? '{}', 'input');
  const means = meansOf(parts);
  const facts = {
    ...{ machine, executionArn: ARN, name: 'test', input: given, roleArn: input.roleArn ?? '', region: parts.region },
    ...{ stateMachineArn: ARN, stateMachineName: 'test', startedAt: means.now },
  };
  const history: HistoryEvent[] = [];
  let state: ExecutionState = NEW_EXECUTION;
  let result: Json | undefined;
  let failed: { error: string; cause: string } | undefined;
  let event: ExecutionEvent | undefined = { type: 'start', input: given };
  while (event) {
    const step = await next(state, event, { facts, means });
    state = step.state;
    history.push(...step.history);
    event = undefined;
    for (const effect of step.effects) {
      if (effect.type === 'timer' && effect.kind === 'retry')
        return { status: 'RETRIABLE', ...failed, ...inspect(input, result) };
      if (effect.type === 'timer' && effect.kind === 'wait') {
        event = { type: 'timer', frame: effect.frame, attempt: effect.attempt, kind: 'wait' };
      }
      if (effect.type !== 'run-task') continue;
      event = await runTask(parts, input, effect);
      if (event.type === 'task-succeeded') result = event.output;
      if (event.type === 'task-failed') failed = { error: event.error, cause: event.cause };
    }
  }
  return { ...outcomeOf({ name, state, history, failed }), ...inspect(input, result) };
}

/** The state by itself, with ends in place of the states that may follow it. */
function machineOf({ definition, stateName, variables, stateConfiguration, context }: Input): {
  name: string;
  machine: StateMachine;
} {
  if (variables || stateConfiguration || context)
    throw notHere('TestState with variables, context or stateConfiguration');
  const whole = readJson(definition, 'definition') as JsonObject;
  const states = whole.States as JsonObject | undefined;
  const name = stateName ?? TESTED;
  const state = (stateName === undefined ? whole : states?.[stateName]) as JsonObject | undefined;
  if (stateName === undefined && states)
    throw validation('A stateName must be given when the definition is a whole state machine');
  if (!state) throw validation(`State '${stateName}' not found in the definition`);
  if (state.Type === 'Map' || state.Type === 'Parallel') throw notHere(`TestState of a ${state.Type} state`);
  const others = [...followers(state)].filter((follower) => follower !== name);
  const ends = Object.fromEntries(others.map((follower) => [follower, { Type: 'Succeed' }]));
  const language = whole.QueryLanguage === undefined ? {} : { QueryLanguage: whole.QueryLanguage };
  const machine = { ...language, StartAt: name, States: { [name]: state, ...ends } };
  const problems = findProblems(JSON.stringify(machine));
  if (problems.length > 0) throw invalidDefinition(problems);
  return { name, machine: machine as unknown as StateMachine };
}

function* followers(state: JsonObject): Generator<string> {
  for (const field of ['Next', 'Default']) if (typeof state[field] === 'string') yield state[field] as string;
  for (const field of ['Choices', 'Catch']) {
    for (const part of (state[field] ?? []) as JsonObject[]) if (typeof part.Next === 'string') yield part.Next;
  }
}

type TaskEffect = Extract<ExecutionEffect, { type: 'run-task' }>;

async function runTask(
  parts: Parts,
  { mock }: Input,
  { frame, attempt, resource, input }: TaskEffect,
): Promise<ExecutionEvent> {
  if (mock?.result !== undefined) {
    return { type: 'task-succeeded', frame, attempt, output: readJson(mock.result, 'mock.result') };
  }
  if (mock?.errorOutput) {
    const { error = '', cause = '' } = mock.errorOutput;
    return { type: 'task-failed', frame, attempt, error, cause };
  }
  const waits = resource.kind === 'activity' || (resource.kind === 'service' && resource.pattern !== 'request');
  if (waits) throw validation('Tasks that are waited for can only be tested with a mock');
  const principal = 'states.amazonaws.com';
  const aws = parts.awsAs({ kind: 'service', arn: principal, userId: principal, sessionName: 'test' });
  const progress = await startTask(resource as Parameters<typeof startTask>[0], {
    input,
    token: parts.ids.uuid(),
    aws,
  });
  if (progress.state === 'running') throw validation('Tasks that are waited for can only be tested with a mock');
  if (progress.state === 'succeeded') return { type: 'task-succeeded', frame, attempt, output: progress.output };
  return { type: 'task-failed', frame, attempt, error: progress.error, cause: progress.cause };
}

function outcomeOf({
  name,
  state,
  history,
  failed,
}: {
  name: string;
  state: ExecutionState;
  history: readonly HistoryEvent[];
  failed: { error: string; cause: string } | undefined;
}): Output {
  const { error = '', cause = '' } = state;
  if (state.status === 'FAILED') return { status: 'FAILED', error, cause };
  const followed = history
    .map(({ details }) => details?.stateEnteredEventDetails as { name: string; input: string } | undefined)
    .find((entered) => entered && entered.name !== name);
  const output = followed?.input ?? JSON.stringify(state.output);
  if (failed && followed) return { status: 'CAUGHT_ERROR', ...failed, output, nextState: followed.name };
  return { status: 'SUCCEEDED', output, ...(followed ? { nextState: followed.name } : {}) };
}

const inspect = ({ inspectionLevel, input }: Input, result: Json | undefined): Output =>
  inspectionLevel === undefined || inspectionLevel === 'INFO'
    ? {}
    : { inspectionData: { input: input ?? '{}', ...(result === undefined ? {} : { result: JSON.stringify(result) }) } };

function readJson(text: string, what: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    const reason = `${what}: ${(error as Error).message}`;
    throw what === 'definition'
      ? invalidDefinition([{ code: 'INVALID_JSON_DESCRIPTION', message: reason, location: '' }])
      : invalidInput(reason);
  }
}
