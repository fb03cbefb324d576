import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { type Runtime, runtimeCommand } from './find-runtime.ts';
import { type FunctionAnswer, startRuntimeApi } from './runtime-api.ts';

/** What a function's process is made of. */
export interface FunctionSpec {
  /** Absolute path of the unpacked code. */
  readonly codeFolder: string;
  /** Absolute paths of unpacked layers, in their order. */
  readonly layerFolders: readonly string[];
  readonly runtime: Runtime;
  readonly handler: string;
  /** All that the function sees, its own variables and the service's. */
  readonly environment: Readonly<Record<string, string>>;
  readonly memoryMegabytes: number;
  /** For files of its own; made and removed with the process. */
  readonly privateFolder: string;
}

export interface FunctionCall {
  readonly requestId: string;
  readonly functionArn: string;
  readonly payload: Buffer;
  readonly timeoutMs: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What became of one call. `log` is what was printed meanwhile. */
export interface FunctionOutcome {
  readonly payload: Buffer;
  /** `timeout` and `exit` end the process; `error` is the function's own. */
  readonly failure?: 'error' | 'timeout' | 'exit' | 'init';
  readonly log: string;
  readonly durationMs: number;
  /** Only of the first call of a process. */
  readonly initMs?: number;
  /** Bytes of memory at most so far; 0 where the system does not tell. */
  readonly peakMemory: number;
}

/** One warm process of a function; takes one call at a time. */
export interface FunctionEnvironment {
  call(order: FunctionCall): Promise<FunctionOutcome>;
  /** Whether it can take another call. */
  readonly alive: () => boolean;
  end(): Promise<void>;
}

/** How long a function may take to load, as on AWS. */
const INIT_TIMEOUT_MS = 10_000;
/** How long to wait for the last of what a function printed. */
const LAST_WORDS_MS = 50;
const MOST_LOG = 4 * 1024 ** 2;

/** Starts a process for a function: own process group, own environment variables, own scratch folder, no security boundary. */
export async function startFunctionEnvironment(spec: FunctionSpec): Promise<FunctionEnvironment> {
  const api = await startRuntimeApi();
  await mkdir(spec.privateFolder, { recursive: true, mode: 0o700 });
  const begun = performance.now();
  const child = startProcess(spec, api.address);
  const printed = collect(child);
  const exited = once(child, 'exit').then(
    () => 'exit' as const,
    () => 'exit' as const,
  );
  let running = true;
  void exited.then(() => {
    running = false;
  });
  let initMs: number | undefined;

  function kill(): void {
    if (!running || child.pid === undefined) return;
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It ended by itself in this moment.
    }
  }

  async function end(): Promise<void> {
    kill();
    await exited;
    api.close();
    // What it started and left behind may still write there: the folder is then cleared with the server's scratch.
    await rm(spec.privateFolder, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  }

  async function ready(): Promise<FunctionAnswer | 'ready' | 'exit' | 'timeout'> {
    const late = timer(INIT_TIMEOUT_MS);
    const first = await Promise.race([api.ready, exited, late.passed]);
    late.stop();
    initMs = performance.now() - begun;
    return first;
  }

  async function call(order: FunctionCall): Promise<FunctionOutcome> {
    const isFirst = initMs === undefined;
    if (isFirst) {
      const state = await ready();
      if (state !== 'ready') return await failedInit(state);
    }
    const started = performance.now();
    const late = timer(order.timeoutMs);
    const answer = await Promise.race([api.hand(order), exited, late.passed]);
    late.stop();
    if (typeof answer === 'string') kill();
    if (answer === 'timeout') await exited;
    await printed.until(order.requestId, LAST_WORDS_MS);
    const done = {
      log: printed.take(),
      durationMs: performance.now() - started,
      peakMemory: await peakMemory(child.pid),
      ...(isFirst && initMs !== undefined ? { initMs } : {}),
    };
    if (answer === 'timeout' || answer === 'exit') return { ...done, payload: Buffer.alloc(0), failure: answer };
    return { ...done, payload: answer.payload, ...(answer.isError ? { failure: 'error' as const } : {}) };
  }

  async function failedInit(state: FunctionAnswer | 'exit' | 'timeout'): Promise<FunctionOutcome> {
    await printed.until('', LAST_WORDS_MS);
    kill();
    // Until it is gone, somebody else might be given it.
    await exited;
    const payload = typeof state === 'string' ? Buffer.alloc(0) : state.payload;
    const failure = typeof state === 'string' ? state : ('init' as const);
    return { payload, failure, log: printed.take(), durationMs: initMs ?? 0, peakMemory: 0 };
  }

  return { call, alive: () => running, end };
}

function startProcess(spec: FunctionSpec, address: string): ChildProcess {
  const { program, argv } = runtimeCommand(spec.runtime, spec);
  return spawn(program, argv, {
    cwd: spec.codeFolder,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      ...spec.environment,
      HOME: spec.privateFolder,
      TMPDIR: spec.privateFolder,
      AWS_LAMBDA_RUNTIME_API: address,
      LAMBDA_TASK_ROOT: spec.codeFolder,
      _HANDLER: spec.handler,
      ...layerPaths(spec.layerFolders, spec.environment),
    },
  });
}

/** Where layers are looked for: on AWS they are in /opt. */
function layerPaths(layers: readonly string[], environment: Readonly<Record<string, string>>): Record<string, string> {
  const join_ = (...places: (string | undefined)[]) => places.filter(Boolean).join(':');
  return {
    NODE_PATH: join_(...layers.map((layer) => join(layer, 'nodejs/node_modules')), environment.NODE_PATH),
    PYTHONPATH: join_(...layers.map((layer) => join(layer, 'python')), environment.PYTHONPATH),
    PATH: join_(...layers.map((layer) => join(layer, 'bin')), environment.PATH),
  };
}

/** What a process prints, and the marks in it by which our bootstraps tell that a call's output is complete. */
function collect({ stdout, stderr }: ChildProcess) {
  let text = '';
  const marks = new Map<string, number>();
  let look = () => {};
  for (const stream of [stdout, stderr] as Readable[]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text = (text + chunk).slice(-MOST_LOG);
      text = text.replace(/\0([^\n]*)\n/g, (_, id: string) => {
        marks.set(id, (marks.get(id) ?? 0) + 1);
        return '';
      });
      look();
    });
  }
  return {
    async until(id: string, patienceMs: number): Promise<void> {
      const late = timer(patienceMs);
      const complete = new Promise<void>((resolve) => {
        look = () => {
          if ((marks.get(id) ?? 0) >= 2) resolve();
        };
        look();
      });
      await Promise.race([complete, late.passed]);
      late.stop();
      marks.clear();
    },
    take(): string {
      const taken = text;
      text = '';
      return taken;
    },
  };
}

function timer(delayMs: number) {
  let stop = () => {};
  const passed = new Promise<'timeout'>((resolve) => {
    const waiting = setTimeout(resolve, delayMs, 'timeout');
    stop = () => clearTimeout(waiting);
  });
  return { passed, stop: () => stop() };
}

async function peakMemory(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
}
