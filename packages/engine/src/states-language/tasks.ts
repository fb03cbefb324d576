import { BLOCKED, type Draft, type Outcome, recordOf, setFrame, stateOf } from './draft.ts';
import type { Frame } from './execution-state.ts';
import type { Json } from './json.ts';
import { effectiveInput, fieldValue } from './state-input.ts';
import { readResource, type State, type TaskResource } from './state-machine.ts';
import { runtimeError } from './states-error.ts';

/** Has a task done by whom its Resource names. */
export async function startTask(draft: Draft, before: Frame, state: State): Promise<Outcome> {
  const resource = readResource(state.Resource ?? '');
  if (!resource) throw runtimeError(`The resource ${state.Resource} cannot be called`);
  const attempt = before.attempt + 1;
  const needsToken =
    resource.kind === 'activity' || (resource.kind === 'service' && resource.pattern === 'waitForTaskToken');
  const { token: _, ...rest } = before;
  const token = needsToken ? { token: tokenOf(draft, before.id, attempt) } : {};
  draft.frames.set(before.id, { ...rest, ...token, attempt, heartbeats: 0 });
  const frame = draft.frames.get(before.id) ?? before;
  const input = await effectiveInput(draft, frame, state);
  const timeout = await limitOf(draft, frame, { state, name: 'TimeoutSeconds' });
  const heartbeat = await limitOf(draft, frame, { state, name: 'HeartbeatSeconds' });
  setFrame(draft, frame.id, { phase: 'task' });
  schedule(draft, { resource, input, timeout, heartbeat, frame });
  draft.effects.push({ type: 'run-task', frame: frame.id, attempt, resource, input, ...token });
  if (timeout !== undefined)
    draft.effects.push({
      type: 'timer',
      frame: frame.id,
      attempt,
      kind: 'timeout',
      at: draft.means.now + timeout * 1_000,
    });
  if (heartbeat !== undefined) pushHeartbeat(draft, draft.frames.get(frame.id) ?? frame, heartbeat);
  return BLOCKED;
}

/** Names the execution, the frame and the attempt, and cannot be guessed. */
function tokenOf({ facts, means }: Draft, frame: number, attempt: number): string {
  return means.toBase64(JSON.stringify([facts.executionArn, frame, attempt, means.uuid()]));
}

async function limitOf(
  draft: Draft,
  frame: Frame,
  { state, name }: { state: State; name: 'TimeoutSeconds' | 'HeartbeatSeconds' },
): Promise<number | undefined> {
  const given = { value: state[name], path: state[`${name}Path`], field: name };
  const value = await fieldValue(draft, frame, state, given);
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || value <= 0) throw runtimeError(`The ${name} is no positive number`);
  return value;
}

/** The next heartbeat is due in time again. */
export async function scheduleHeartbeat(draft: Draft, frame: Frame): Promise<void> {
  const heartbeat = await limitOf(draft, frame, { state: stateOf(draft, frame), name: 'HeartbeatSeconds' });
  if (heartbeat !== undefined) pushHeartbeat(draft, frame, heartbeat);
}

function pushHeartbeat(draft: Draft, { id, attempt, heartbeats = 0 }: Frame, seconds: number): void {
  const at = draft.means.now + seconds * 1_000;
  draft.effects.push({ type: 'timer', frame: id, attempt, kind: 'heartbeat', beat: heartbeats, at });
}

interface Scheduled {
  readonly resource: TaskResource;
  readonly input: Json;
  readonly timeout: number | undefined;
  readonly heartbeat: number | undefined;
  readonly frame: Frame;
}

/** The events of a task that is handed over; those of functions and activities have names of their own. */
function schedule(draft: Draft, { resource, input, timeout, heartbeat, frame }: Scheduled): void {
  const limits = {
    ...(timeout === undefined ? {} : { timeoutInSeconds: timeout }),
    ...(heartbeat === undefined ? {} : { heartbeatInSeconds: heartbeat }),
  };
  const text = JSON.stringify(input);
  const details =
    resource.kind === 'service'
      ? { region: draft.facts.region, parameters: text, ...limits }
      : { resource: resource.arn, input: text, inputDetails: { truncated: false }, ...limits };
  const after = taskEvent(draft, draft.frames.get(frame.id) ?? frame, { resource, what: 'Scheduled', details });
  if (resource.kind !== 'activity') taskEvent(draft, after, { resource, what: 'Started', details: {} });
}

/** Writes an event of a task into the history; resolves with the frame after it. */
export function taskEvent(
  draft: Draft,
  frame: Frame,
  { resource, what, details }: { resource: TaskResource; what: string; details: object },
): Frame {
  const prefix = { lambda: 'LambdaFunction', activity: 'Activity', service: 'Task' }[resource.kind];
  const member = `${prefix.charAt(0).toLowerCase()}${prefix.slice(1)}${what}EventDetails`;
  const named = resource.kind === 'service' ? { ...namesOf(resource), ...details } : details;
  const isBare = resource.kind === 'lambda' && what === 'Started';
  return recordOf(draft, frame, `${prefix}${what}`, isBare ? undefined : { [member]: named });
}

function namesOf({ service, action, pattern, sdk }: Extract<TaskResource, { kind: 'service' }>) {
  const suffix = pattern === 'request' ? '' : `.${pattern}`;
  return { resourceType: sdk ? `aws-sdk:${service}` : service, resource: `${action}${suffix}` };
}
