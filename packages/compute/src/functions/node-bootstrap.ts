// Runs in a process of its own: loads a Node.js function and hands it one invocation after the other, which it asks the Lambda
// runtime API for (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html). Uses nothing but Node itself.
import { Agent, request } from 'node:http';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';
import { reachStackResponses } from './reach-stack-responses.ts';

const { AWS_LAMBDA_RUNTIME_API: api = '', LAMBDA_TASK_ROOT: root = '', _HANDLER: wanted = '' } = process.env;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

interface Reply {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
}

type Callback = (error: unknown, result?: unknown) => void;
type Handler = (event: unknown, context: object, callback: Callback) => unknown;

/** Without the runtime API there is nobody to work for. */
function call(method: string, path: string, body?: string): Promise<Reply> {
  return new Promise((resolveReply) => {
    const [hostname, port] = api.split(':');
    const options = { hostname, port, method, agent, path: `/2018-06-01/runtime/${path}` };
    const sent = request(options, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () =>
        resolveReply({ headers: answer.headers as Reply['headers'], text: Buffer.concat(chunks).toString() }),
      );
    });
    sent.on('error', () => process.exit(1));
    sent.end(body);
  });
}

function describe(error: unknown): string {
  const known = error instanceof Error ? error : undefined;
  return JSON.stringify({
    errorType: known?.name ?? typeof error,
    errorMessage: known ? known.message : String(error),
    trace: known?.stack?.split('\n') ?? [],
  });
}

let requestId = '';

/** A line as AWS makes it of console.log: time, request and level before the text, parts divided by tabs. */
function say(level: string, ...parts: unknown[]): void {
  const text = format(...parts).replaceAll('\n', '\r');
  process.stdout.write(`${new Date().toISOString()}\t${requestId || 'undefined'}\t${level}\t${text}\n`);
}

function dressConsole(): void {
  const levels = { log: 'INFO', info: 'INFO', debug: 'DEBUG', trace: 'TRACE', warn: 'WARN', error: 'ERROR' } as const;
  for (const [method, level] of Object.entries(levels))
    console[method as keyof typeof levels] = (...parts: unknown[]) => say(level, ...parts);
}

class HandlerMissing extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

async function load(): Promise<Handler> {
  const [, folder = '', module = '', names = ''] = /^(.*?)([^/]*?)\.([^/]+)$/.exec(wanted) ?? [];
  if (!module) throw new HandlerMissing('Runtime.MalformedHandlerName', `Bad handler '${wanted}'`);
  const base = resolve(root, folder, module);
  let found: unknown = await importFirst(base);
  for (const name of names.split('.')) found = memberOf(found, name);
  if (typeof found !== 'function')
    throw new HandlerMissing('Runtime.HandlerNotFound', `${module}.${names} is undefined or not exported`);
  return found as Handler;
}

function memberOf(value: unknown, name: string): unknown {
  const members = (value ?? {}) as Record<string, unknown>;
  return members[name] ?? (members.default as Record<string, unknown> | undefined)?.[name];
}

async function importFirst(base: string): Promise<unknown> {
  for (const ending of ['.js', '.mjs', '.cjs']) {
    try {
      const path = createRequire(join(root, 'index.js')).resolve(`${base}${ending}`);
      return await import(pathToFileURL(path).href);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const isThisFile = code === 'MODULE_NOT_FOUND' && message.includes(`${base}${ending}`);
      if (!isThisFile) throw error;
    }
  }
  throw new HandlerMissing(
    'Runtime.ImportModuleError',
    `Error: Cannot find module '${base.slice(root.length + 1)}'\nRequire stack:\n- the function's root folder`,
  );
}

/** The handler's result: what its promise holds, or what it calls back with. */
function run(handler: Handler, event: unknown, context: object): Promise<unknown> {
  return new Promise((resolveResult, reject) => {
    const callback: Callback = (error, result) => (error ? reject(error) : resolveResult(result));
    const legacy = {
      done: callback,
      succeed: (result: unknown) => resolveResult(result),
      fail: (error: unknown) => reject(error),
    };
    const returned = handler(event, { ...context, ...legacy }, callback);
    if (returned instanceof Promise) returned.then(resolveResult, reject);
    else if (handler.length < 3 && returned !== undefined) resolveResult(returned);
  });
}

function contextOf(headers: Reply['headers']): object {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  return {
    awsRequestId: requestId,
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

/** Tells the host that everything printed so far belongs to this invocation. */
function mark(id: string): void {
  for (const stream of [process.stdout, process.stderr]) stream.write(`\0${id}\n`);
}

async function report(path: string, body: string): Promise<void> {
  mark(requestId);
  await call('POST', path, body);
}

async function serve(handler: Handler): Promise<void> {
  for (;;) {
    const { headers, text } = await call('GET', 'invocation/next');
    requestId = headers['lambda-runtime-aws-request-id'] ?? '';
    try {
      const result = await run(handler, JSON.parse(text), contextOf(headers));
      await report(`invocation/${requestId}/response`, JSON.stringify(result) ?? 'null');
    } catch (error) {
      say('ERROR', 'Invoke Error', describe(error));
      await report(`invocation/${requestId}/error`, describe(error));
    }
  }
}

async function main(): Promise<void> {
  // The host's end is this process's end.
  process.stdin.on('end', () => process.exit(1)).resume();
  dressConsole();
  reachStackResponses(process.env.AWS_ENDPOINT_URL);
  const fatal = async (error: unknown) => {
    say('ERROR', 'Uncaught Exception', describe(error));
    await report(requestId ? `invocation/${requestId}/error` : 'init/error', describe(error));
    process.exit(1);
  };
  process.on('uncaughtException', fatal);
  process.on('unhandledRejection', fatal);
  const handler = await load().catch(fatal);
  if (handler) await serve(handler);
}

await main();
