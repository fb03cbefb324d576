import {
  type FunctionCall,
  type FunctionEnvironment,
  type FunctionOutcome,
  type FunctionSpec,
  startFunctionEnvironment,
} from './function-environment.ts';

/** Warm processes of functions: one call at a time each, as many as calls come at once. */
export interface FunctionPool {
  /**
   * Calls a function. Processes of one key are alike; `prepare` is asked for what a new one is made of. Waits when as many
   * processes as there may be are at work. Rejects when the pool is stopped meanwhile: that a process then ended says nothing of its function.
   */
  call(key: string, prepare: () => Promise<PreparedFunction>, order: FunctionCall): Promise<FunctionOutcome>;
  /** Ends the idle processes of a key, and the others when they are done. */
  retire(key: string): void;
  /** Ends all processes at once, those at work too. */
  stop(): Promise<void>;
}

export interface PreparedFunction {
  readonly spec: FunctionSpec;
  /** How long its processes may be used, in milliseconds: as long as their credentials are good. */
  readonly usableMs: number;
}

export interface FunctionPoolOptions {
  /** Processes of all functions together. */
  readonly limit: number;
  /** A process that had nothing to do for so long is ended, in milliseconds. */
  readonly idleMs: number;
}

interface Warm {
  readonly key: string;
  readonly environment: FunctionEnvironment;
  /** Of performance.now(). */
  readonly usableUntil: number;
  idleSince: number;
  busy: boolean;
  retired: boolean;
}

export function createFunctionPool({ limit, idleMs }: FunctionPoolOptions): FunctionPool {
  const all = new Set<Warm>();
  const waiting: (() => void)[] = [];
  let starting = 0;
  let isStopped = false;
  let sweeper: NodeJS.Timeout | undefined;

  const letNextTry = () => waiting.shift()?.();

  const end = async (warm: Warm): Promise<void> => {
    all.delete(warm);
    await warm.environment.end();
    letNextTry();
  };

  function takeWarm(key: string): Warm | undefined {
    for (const warm of all) {
      if (warm.key !== key || warm.busy) continue;
      if (warm.environment.alive() && performance.now() < warm.usableUntil) return warm;
      void end(warm);
    }
    return undefined;
  }

  function sweep(): void {
    const since = performance.now() - idleMs;
    for (const warm of all) if (!warm.busy && warm.idleSince < since) void end(warm);
  }

  async function take(key: string, prepare: () => Promise<PreparedFunction>): Promise<Warm> {
    for (;;) {
      refuseWhenStopped();
      const warm = takeWarm(key);
      if (warm) {
        warm.busy = true;
        return warm;
      }
      if (all.size + starting < limit) return await start(key, prepare);
      const idle = [...all].find((other) => !other.busy);
      if (idle) await end(idle);
      else await new Promise<void>((resolve) => waiting.push(resolve));
    }
  }

  function refuseWhenStopped(): void {
    if (isStopped) throw new Error('no function is run any more: the server stops');
  }

  async function start(key: string, prepare: () => Promise<PreparedFunction>): Promise<Warm> {
    starting += 1;
    try {
      const { spec, usableMs } = await prepare();
      const environment = await startFunctionEnvironment(spec);
      const usableUntil = performance.now() + usableMs;
      const warm: Warm = { key, environment, usableUntil, idleSince: 0, busy: true, retired: false };
      all.add(warm);
      if (isStopped) await end(warm);
      refuseWhenStopped();
      sweeper ??= setInterval(sweep, Math.min(idleMs, 10_000)).unref();
      return warm;
    } catch (error) {
      // Its place is free for whoever waits.
      letNextTry();
      throw error;
    } finally {
      starting -= 1;
    }
  }

  return {
    async call(key, prepare, order) {
      const warm = await take(key, prepare);
      try {
        const outcome = await warm.environment.call(order);
        if (outcome.failure !== undefined && outcome.failure !== 'error') refuseWhenStopped();
        return outcome;
      } finally {
        warm.busy = false;
        warm.idleSince = performance.now();
        if (warm.retired || !warm.environment.alive()) await end(warm);
        else letNextTry();
      }
    },
    retire(key) {
      for (const warm of all) {
        if (warm.key !== key) continue;
        warm.retired = true;
        if (!warm.busy) void end(warm);
      }
    },
    async stop() {
      isStopped = true;
      clearInterval(sweeper);
      sweeper = undefined;
      await Promise.all([...all].map(end));
      for (const resume of waiting.splice(0)) resume();
    },
  };
}
