import { createHash } from 'node:crypto';
import type { ExecutionEffect, ExecutionEvent, ExecutionState, HistoryEvent } from '../execution-state.ts';
import type { Json } from '../json.ts';
import { NEW_EXECUTION, next } from '../next.ts';
import type { StateMachine } from '../state-machine.ts';

const ARN = 'arn:aws:states:us-east-1:123456789012:execution:m:e';
export const FN = 'arn:aws:lambda:us-east-1:123456789012:function:f';

/** What a task answers: its output, or an error; undefined leaves it running. */
export type Answer = { output: Json } | { error: string; cause: string } | undefined;

export interface Run {
  state: ExecutionState;
  readonly history: HistoryEvent[];
  readonly effects: ExecutionEffect[];
  tell(event: ExecutionEvent): Promise<void>;
  /** Milliseconds that have passed. */
  elapsed: number;
}

/** Runs a machine: tasks are answered at once, timers fire when nothing else is left. */
export async function run(
  machine: unknown,
  input: Json,
  answer: (input: Json, call: number) => Answer = () => undefined,
): Promise<Run> {
  let now = 1_000_000;
  let calls = 0;
  let uuid = 0;
  const facts = {
    ...{ machine: machine as StateMachine, executionArn: ARN, name: 'e', input, roleArn: 'role', region: 'us-east-1' },
    ...{ stateMachineArn: 'arn:m', stateMachineName: 'm', startedAt: now },
  };
  const means = () => ({
    now,
    uuid: () => `00000000-0000-4000-8000-${String(++uuid).padStart(12, '0')}`,
    random: () => 0.5,
    hash: (text: string, name: string) => createHash(name.replace('-', '').toLowerCase()).update(text).digest('hex'),
    toBase64: (text: string) => Buffer.from(text).toString('base64'),
    fromBase64: (text: string) => Buffer.from(text, 'base64').toString(),
  });
  const told: Run = { state: NEW_EXECUTION, history: [], effects: [], tell, elapsed: 0 };
  const timers: Extract<ExecutionEffect, { type: 'timer' }>[] = [];

  async function tell(event: ExecutionEvent): Promise<void> {
    const waiting = [event];
    for (;;) {
      let current = waiting.shift();
      if (!current) {
        timers.sort((a, b) => a.at - b.at);
        const timer = timers.shift();
        if (!timer || told.state.status !== 'RUNNING') return;
        now = Math.max(now, timer.at);
        told.elapsed = now - facts.startedAt;
        current = timer;
      }
      // Every state is kept and read again, as a server would.
      const kept = JSON.parse(JSON.stringify(told.state)) as ExecutionState;
      const step = await next(kept, current, { facts, means: means() });
      told.state = step.state;
      told.history.push(...step.history);
      for (const effect of step.effects) {
        told.effects.push(effect);
        if (effect.type === 'continue') waiting.push({ type: 'continue' });
        if (effect.type === 'timer') timers.push(effect);
        if (effect.type !== 'run-task') continue;
        const { frame, attempt } = effect;
        const given = answer(effect.input, ++calls);
        if (given && 'output' in given) waiting.push({ type: 'task-succeeded', frame, attempt, output: given.output });
        else if (given) waiting.push({ type: 'task-failed', frame, attempt, ...given });
      }
    }
  }
  await tell({ type: 'start', input });
  return told;
}

/** A machine of states one after the other. */
export const machine = (states: Record<string, object>, rest: object = {}) => ({
  StartAt: Object.keys(states)[0],
  States: states,
  ...rest,
});
export const one = (state: object, rest: object = {}) => machine({ It: { End: true, ...state } }, rest);
export const types = ({ history }: Run) => history.map(({ type }) => type);
export const JSONATA = { QueryLanguage: 'JSONata' };
