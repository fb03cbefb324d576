import type { Service } from '../gateway/service.ts';
import type { Refusal } from '../platform/refusal.ts';
import { scriptedRefusal } from './errors.ts';

/**
 * What a test, or a rehearsal, wants to go wrong: real services are slow, forgetful and full at times. Read from the file that
 * `--faults` names.
 */
export interface Faults {
  /** From pending to running, in milliseconds. */
  readonly bootMs: number;
  /** From stopping to stopped and from shutting-down to terminated. */
  readonly stopMs: number;
  /** A new instance is not found before. */
  readonly visibleAfterMs: number;
  /** From running to registered with Systems Manager; an instance never registers when negative. */
  readonly registerAfterMs: number;
  /** Spot instances get their interruption notice so long after they run; never when left out. */
  readonly interruptSpotAfterMs?: number;
  /** A job of a custom action that was polled and not acknowledged is handed out again so much later; CodePipeline's time when left out. */
  readonly jobVisibleAgainMs?: number;
  /** The time of a custom action, instead of a day. */
  readonly jobTimeoutMs?: number;
  /** Requests that are refused; the first of a request's that is not used up decides. */
  readonly refusals: readonly ScriptedRefusal[];
}

export interface ScriptedRefusal {
  /** Service and operation: `ec2:RunInstances`. */
  readonly operation: string;
  /** Such as `InsufficientInstanceCapacity` or `RequestLimitExceeded`. */
  readonly code: string;
  readonly message?: string;
  /** Only launches of this type, or in this zone, or of this lifecycle. */
  readonly instanceType?: string;
  readonly availabilityZone?: string;
  readonly lifecycle?: 'spot' | 'on-demand';
  /** How often; always when left out. */
  readonly times?: number;
}

export const NO_FAULTS: Faults = { bootMs: 0, stopMs: 0, visibleAfterMs: 0, registerAfterMs: 0, refusals: [] };

export interface Launch {
  readonly instanceType?: string;
  readonly availabilityZone?: string;
  readonly lifecycle?: 'spot' | 'on-demand';
}

/** Finds the refusal for a request, or for one launch of it, and counts it. */
export type FindFault = (operation: string, launch?: Launch) => Refusal | undefined;

/** Each refusal is used as often as it says, in this process. */
export function createFaultFinder(refusals: readonly ScriptedRefusal[]): FindFault {
  const used = refusals.map(() => 0);
  return (operation, launch) => {
    const index = refusals.findIndex((refusal, at) => {
      const left = refusal.times === undefined || (used[at] ?? 0) < refusal.times;
      return left && refusal.operation === operation && concerns(refusal, launch);
    });
    const found = refusals[index];
    if (!found) return undefined;
    used[index] = (used[index] ?? 0) + 1;
    return scriptedRefusal(found.code, found.message);
  };
}

const CONDITIONS = ['instanceType', 'availabilityZone', 'lifecycle'] as const;

/** Refusals with conditions are for launches, those without for whole requests. */
function concerns(refusal: ScriptedRefusal, launch: Launch | undefined): boolean {
  const asked = CONDITIONS.filter((name) => refusal[name] !== undefined);
  if (!launch) return asked.length === 0;
  return asked.length > 0 && asked.every((name) => refusal[name] === launch[name]);
}

/** The service, with what the script wants to be refused. */
export function withFaults(service: Service, findFault: FindFault): Service {
  const operations = service.operations.map(({ name, handle }) => ({
    name,
    async handle(...request: Parameters<typeof handle>) {
      const fault = findFault(`${service.name}:${name}`);
      if (fault) throw fault;
      return await handle(...request);
    },
  }));
  return { ...service, operations };
}

/** Checks what was read from a fault script; throws an Error that says what is wrong. */
export function parseFaults(value: unknown): Faults {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new Error('it is not an object');
  const { refusals = [], ...times } = value as Record<string, unknown>;
  for (const [name, time] of Object.entries(times)) {
    if (!TIMES.has(name)) throw new Error(`${name} is not known; there are ${[...TIMES].join(', ')} and refusals`);
    if (typeof time !== 'number' || !Number.isFinite(time)) throw new Error(`${name} must be a number of milliseconds`);
  }
  if (!Array.isArray(refusals)) throw new Error('refusals must be a list');
  return { ...NO_FAULTS, ...times, refusals: refusals.map(parseRefusal) };
}

const TIMES = new Set([
  ...['bootMs', 'stopMs', 'visibleAfterMs', 'registerAfterMs', 'interruptSpotAfterMs'],
  ...['jobVisibleAgainMs', 'jobTimeoutMs'],
]);

function parseRefusal(value: unknown, index: number): ScriptedRefusal {
  const refusal = value as ScriptedRefusal;
  if (typeof refusal?.operation !== 'string' || typeof refusal.code !== 'string') {
    throw new Error(`refusals[${index}] needs an operation and a code`);
  }
  return refusal;
}
