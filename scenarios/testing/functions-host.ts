import { once } from 'node:events';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { SSM, type SSMClientConfig } from '@aws-sdk/client-ssm';
import { createParts } from '../../packages/aws-stack/src/functions/create-parts.ts';
import { hear, type OutsideEvent } from '../../packages/aws-stack/src/jobs/hear.ts';
import type { Parts } from '../../packages/aws-stack/src/parts.ts';
import { type LookEvent, lookOn } from '../../packages/aws-stack/src/pools/look-on.ts';
import { runStep } from '../../packages/aws-stack/src/steps/run-step.ts';
import type { ReportEvent, StepEvent } from '../../packages/aws-stack/src/steps/step-event.ts';
import { repository } from './server-process.ts';

type FunctionName = 'poller' | 'steps' | 'scheduler';
type Handler = Exclude<SSMClientConfig['requestHandler'], undefined>;

/** What happens to the n-th request that a kind of call makes, the next time that one gets so far. */
export interface CallFault {
  /** Function and event: `steps acquire`, `poller STARTED`, `scheduler`. */
  readonly kind: string;
  /** From 1. */
  readonly request: number;
  /**
   * `dies`: the function is killed once the request is done; `unanswered`: it is done, and the function does not hear of it; `expired`: it is
   * refused, as every one after it, because the function's credentials have expired.
   */
  readonly how: 'dies' | 'unanswered' | 'expired';
}

/** The functions of the stack, run in this process: what is uploaded to Lambda only passes their calls on. */
export interface FunctionsHost {
  /** The stack's folder, to be installed instead of the real one. */
  readonly folder: string;
  /** To happen; what did is taken out. */
  readonly faults: CallFault[];
  /** Requests that calls made, by kind: the longest. */
  readonly requests: Map<string, number>;
  /** Events that are lost, by kind. */
  readonly lost: Set<string>;
  /** Events that come twice at the same time, by kind. */
  readonly doubled: Set<string>;
  /** Has the next call of a kind wait: resolves when it came, with what lets it go on. */
  hold(kind: string): Promise<() => void>;
  /** What the functions work with, once one was called. */
  parts(): Parts;
  /** Calls a function as its schedule does. */
  tick(name: 'poller' | 'scheduler'): Promise<void>;
  close(): Promise<void>;
}

interface Call {
  readonly name: FunctionName;
  readonly event: Readonly<Record<string, unknown>>;
  readonly environment: Readonly<Record<string, string>>;
  readonly leftMs: number;
}

const inner = new SSM({ region: 'us-east-1' }).config.requestHandler;

export async function openFunctionsHost(folder: string): Promise<FunctionsHost> {
  const faults: CallFault[] = [];
  const requests = new Map<string, number>();
  const lost = new Set<string>();
  const doubled = new Set<string>();
  const held = new Map<string, (resume: () => void) => void>();
  let environment: Call['environment'] | undefined;

  function takeFault(kind: string, request: number): CallFault['how'] | undefined {
    requests.set(kind, Math.max(requests.get(kind) ?? 0, request));
    const at = faults.findIndex((fault) => fault.kind === kind && fault.request === request);
    return at < 0 ? undefined : faults.splice(at, 1)[0]?.how;
  }

  async function play(call: Call): Promise<unknown> {
    environment = { ...environment, ...call.environment };
    const kind = kindOf(call.name, call.event);
    if (lost.has(kind)) return {};
    if (!doubled.has(kind)) return await playOnce(call, kind);
    const [first, second] = await Promise.allSettled([playOnce(call, kind), playOnce(call, kind)]);
    // Whoever called hears of one of them.
    const heard = first.status === 'fulfilled' ? first : second;
    if (heard.status === 'rejected') throw heard.reason;
    return heard.value;
  }

  async function playOnce({ name, event, environment: given, leftMs }: Call, kind: string): Promise<unknown> {
    const arrive = held.get(kind);
    held.delete(kind);
    if (arrive) await new Promise<void>((resume) => arrive(resume));
    const handler = faultyHandler((request) => takeFault(kind, request));
    const result = await run(name, openParts(given, handler), event, leftMs);
    if (handler.isDead()) throw new Error('the function was killed');
    return result;
  }

  const server = createServer(async (request, response) => {
    const answer = await play(await readCall(request)).then(
      (result) => ({ result }),
      (error: Error) => ({ error: { name: error.name, message: error.message } }),
    );
    response.end(JSON.stringify(answer));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  await writeStack(folder, (server.address() as AddressInfo).port);
  return {
    ...{ folder, faults, requests, lost, doubled },
    hold: (kind) => new Promise((arrive) => held.set(kind, arrive)),
    parts: () => openParts(environment ?? {}, inner as Handler),
    async tick(name) {
      if (!environment) return;
      const event = { 'detail-type': 'Scheduled Event' };
      await play({ name, event, environment, leftMs: 20_000 }).catch(() => undefined);
    },
    async close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function run(name: FunctionName, parts: Parts, event: unknown, leftMs: number): Promise<unknown> {
  if (name === 'poller') return await hear(parts, event as OutsideEvent);
  if (name === 'steps') return await runStep(parts, event as StepEvent | ReportEvent);
  return await lookOn(parts, event as LookEvent, leftMs);
}

function kindOf(name: FunctionName, event: Call['event']): string {
  const { step, detail } = event as { step?: string; detail?: { state?: string; status?: string } };
  return [name, step ?? detail?.state ?? detail?.status].filter(Boolean).join(' ');
}

function openParts(environment: Call['environment'], requestHandler: Handler): Parts {
  const parts = createParts(environment, {
    endpoint: environment.AWS_ENDPOINT_URL ?? '',
    region: environment.AWS_REGION ?? '',
    credentials: {
      accessKeyId: environment.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? '',
      sessionToken: environment.AWS_SESSION_TOKEN ?? '',
    },
    ...{ requestHandler, maxAttempts: 4 },
  });
  // A test does not wait for minutes.
  const settings = { ...parts.settings, quietMs: 2_000, offeredMs: 4_000 };
  return { ...parts, settings, log: () => undefined };
}

/** A function that was killed asks for nothing any more, whatever it would like to do about it. */
function faultyHandler(takeFault: (request: number) => CallFault['how'] | undefined) {
  let [sent, isDead, isExpired] = [0, false, false];
  const die = () => {
    isDead = true;
    throw new Error('the function was killed');
  };
  const handle: typeof inner.handle = async (request, options) => {
    if (isDead) die();
    const how = takeFault(++sent);
    isExpired ||= how === 'expired';
    if (isExpired) return expiredToken(request);
    const answer = await inner.handle(request, options);
    // Nobody reads the answer: its connection is free again.
    if (how !== undefined || isDead) (answer.response.body as Readable).resume();
    if (how === 'dies' || isDead) die();
    if (how === 'unanswered') throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    return answer;
  };
  return { handle, isDead: () => isDead } as unknown as Exclude<Handler, undefined> & { isDead(): boolean };
}

/** What AWS answers to a request that is signed with credentials of yesterday. */
function expiredToken({ headers }: Parameters<typeof inner.handle>[0]): Awaited<ReturnType<typeof inner.handle>> {
  const message = 'The security token included in the request is expired';
  const body = headers['x-amz-target']
    ? JSON.stringify({ __type: 'ExpiredTokenException', message })
    : `<Response><Errors><Error><Code>ExpiredToken</Code><Message>${message}</Message></Error></Errors></Response>`;
  const response = { statusCode: 400, headers: {}, body: Readable.from([Buffer.from(body)]) };
  return { response };
}

async function readCall(request: IncomingMessage): Promise<Call> {
  return JSON.parse(Buffer.concat(await request.toArray()).toString()) as Call;
}

/** The template as it is, and functions that pass their calls on. */
async function writeStack(folder: string, port: number): Promise<void> {
  const stack = join(repository, 'packages/aws-stack');
  const functions = join(folder, 'dist/functions');
  await mkdir(functions, { recursive: true });
  for (const name of ['template.yml', 'build-flow.asl.json', 'dist/functions/links.mjs'])
    await copyFile(join(stack, name), join(folder, name));
  for (const name of ['poller', 'steps', 'scheduler']) {
    const text = `
      export async function handler(event, context) {
        const leftMs = context.getRemainingTimeInMillis();
        const body = JSON.stringify({ name: '${name}', event, environment: process.env, leftMs });
        const answer = await fetch('http://127.0.0.1:${port}', { method: 'POST', body });
        const { error, result } = await answer.json();
        if (error) throw Object.assign(new Error(error.message), { name: error.name });
        return result;
      }`;
    await writeFile(join(functions, `${name}.mjs`), text);
  }
}
