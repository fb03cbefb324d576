import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findRuntime } from './find-runtime.ts';
import type { FunctionOutcome } from './function-environment.ts';
import { createFunctionPool, type FunctionPool } from './function-pool.ts';

let folder: string;
let pool: FunctionPool;
let made = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'codeyard-functions-'));
  pool = createFunctionPool({ limit: 4, idleMs: 60_000 });
});

afterAll(async () => {
  await pool.stop();
  rmSync(folder, { recursive: true });
});

interface Program {
  readonly key: string;
  call(payload: unknown, timeoutMs?: number): Promise<FunctionOutcome & { value: unknown }>;
}

/** A function of one file; `index.handler` unless told otherwise. */
function program(
  runtime: string,
  files: Record<string, string>,
  handler = 'index.handler',
  variables: Record<string, string> = {},
): Program {
  const key = `f${++made}`;
  const codeFolder = join(folder, key);
  mkdirSync(codeFolder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(codeFolder, name, '..'), { recursive: true });
    writeFileSync(join(codeFolder, name), text, { mode: 0o755 });
  }
  const prepare = async () => {
    const found = await findRuntime(runtime, process.env.PATH ?? '');
    if (!found) throw new Error(`${runtime} is not on this machine`);
    const environment = {
      PATH: process.env.PATH ?? '',
      GREETING: 'hello',
      AWS_LAMBDA_FUNCTION_NAME: key,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
      AWS_LAMBDA_LOG_GROUP_NAME: 'group',
      AWS_LAMBDA_LOG_STREAM_NAME: 'stream',
      ...variables,
    };
    const places = { codeFolder, layerFolders: [], privateFolder: join(folder, `private-${key}-${++made}`) };
    return { spec: { ...places, runtime: found, handler, environment, memoryMegabytes: 128 }, usableMs: 60_000 };
  };
  return {
    key,
    async call(payload, timeoutMs = 5_000) {
      const requestId = `request-${++made}`;
      const order = { requestId, functionArn: 'arn', payload: Buffer.from(JSON.stringify(payload)), timeoutMs, now: 0 };
      const outcome = await pool.call(key, prepare, order);
      return { ...outcome, value: outcome.payload.length > 0 ? JSON.parse(outcome.payload.toString()) : undefined };
    },
  };
}

const hasPython = (await findRuntime('python3.12', process.env.PATH ?? '')) !== undefined;

describe('a Node.js function', () => {
  it('answers, keeps its process, and says what it prints', async () => {
    const { call } = program('nodejs20.x', {
      'index.mjs': `let calls = 0;
        export const handler = async (event, context) => {
          console.log('called with %j', event);
          process.stderr.write('by the way\\n');
          return { calls: ++calls, greeting: process.env.GREETING, name: context.functionName, left: context.getRemainingTimeInMillis() >= 0 };
        };`,
    });
    const first = await call({ a: 1 });
    expect(first.value).toMatchObject({ calls: 1, greeting: 'hello', left: true });
    expect(first.log).toMatch(/\tINFO\tcalled with \{"a":1\}\n/);
    expect(first.log).toContain('by the way\n');
    expect(first.initMs).toBeGreaterThan(0);
    const second = await call({ a: 2 });
    expect(second.value).toMatchObject({ calls: 2 });
    expect(second.log).not.toContain('{"a":1}');
    expect(second.initMs).toBeUndefined();
  });

  it.each([
    [
      'callbacks',
      { 'index.js': 'exports.handler = (event, context, done) => setTimeout(done, 5, null, event.n + 1);' },
    ],
    ['CommonJS in a folder', { 'index.cjs': 'module.exports.handler = async ({ n }) => n + 1;' }],
    ['a default export', { 'index.mjs': 'export default { handler: ({ n }) => Promise.resolve(n + 1) };' }],
  ])('may use %s', async (_, files) => {
    expect((await program('nodejs18.x', files).call({ n: 1 })).value).toBe(2);
  });

  it('tells of its own errors', async () => {
    const outcome = await program('nodejs20.x', {
      'index.mjs': "export const handler = async () => { throw new RangeError('too far'); };",
    }).call({});
    expect(outcome).toMatchObject({
      failure: 'error',
      value: { errorType: 'RangeError', errorMessage: 'too far', trace: expect.any(Array) },
    });
  });

  it.each([
    ['a module that is missing', {}, 'index.handler', 'Runtime.ImportModuleError', /Cannot find module 'index'/],
    ['a handler that is missing', { 'index.mjs': '' }, 'index.handler', 'Runtime.HandlerNotFound', /index\.handler/],
    ['a name without a dot', { 'index.mjs': '' }, 'handler', 'Runtime.MalformedHandlerName', /Bad handler 'handler'/],
    ['a module that throws', { 'index.mjs': "throw new Error('at load')" }, 'index.handler', 'Error', /at load/],
  ])('says what is wrong with %s', async (_, files, handler, errorType, message) => {
    const outcome = await program('nodejs20.x', files as Record<string, string>, handler).call({});
    expect(outcome).toMatchObject({
      failure: 'init',
      value: { errorType, errorMessage: expect.stringMatching(message) },
    });
  });

  it('is killed when its time is up, with what it started, and begins anew', async () => {
    const { call } = program('nodejs20.x', {
      'index.mjs': `let calls = 0;
        export const handler = async ({ hang }) => {
          calls += 1;
          if (hang) await new Promise((resolve) => setTimeout(resolve, 60_000));
          return calls;
        };`,
    });
    expect((await call({})).value).toBe(1);
    expect(await call({ hang: true }, 100)).toMatchObject({ failure: 'timeout' });
    expect((await call({})).value).toBe(1);
  });

  it('that ends its process is noticed', async () => {
    const { call } = program('nodejs20.x', { 'index.mjs': 'export const handler = () => process.exit(3);' });
    expect(await call({})).toMatchObject({ failure: 'exit' });
    expect(await call({})).toMatchObject({ failure: 'exit' });
  });

  it('has as many processes as calls that come at once, up to the limit, and nobody is turned away', async () => {
    const { call } = program('nodejs20.x', {
      'index.mjs':
        'export const handler = async () => { await new Promise((r) => setTimeout(r, 50)); return process.pid; };',
    });
    const answers = await Promise.all(Array.from({ length: 12 }, () => call({})));
    expect(answers.every(({ failure }) => failure === undefined)).toBe(true);
    const processes = new Set(answers.map(({ value }) => value));
    expect(processes.size).toBeGreaterThan(1);
    expect(processes.size).toBeLessThanOrEqual(4);
  });
});

describe.skipIf(!hasPython)(`a Python function${hasPython ? '' : ' (left out: no Python was found)'}`, () => {
  it('answers, keeps its process, and says what it prints', async () => {
    const { call } = program(
      'python3.8',
      {
        'src/app.py':
          'import os\ncalls = 0\ndef handler(event, context):\n    global calls\n    calls += 1\n    print("called", event["a"])\n    return {"calls": calls, "greeting": os.environ["GREETING"], "name": context.function_name}\n',
      },
      'src/app.handler',
    );
    const first = await call({ a: 1 });
    expect(first.value).toMatchObject({ calls: 1, greeting: 'hello' });
    expect(first.log).toBe('called 1\n');
    expect((await call({ a: 2 })).value).toMatchObject({ calls: 2 });
  });

  it('tells of its own errors, and of what keeps it from loading', async () => {
    const raising = await program('python3.12', {
      'index.py': 'def handler(event, context):\n    raise ValueError("no")\n',
    }).call({});
    expect(raising).toMatchObject({ failure: 'error', value: { errorType: 'ValueError', errorMessage: 'no' } });
    expect(raising.log).toContain('[ERROR] ValueError: no');
    const missing = await program('python3.12', { 'index.py': 'import nowhere_at_all\n' }).call({});
    expect(missing).toMatchObject({
      failure: 'init',
      value: { errorType: 'Runtime.ImportModuleError', errorMessage: expect.stringMatching(/Unable to import module/) },
    });
  });
});

describe('a function that answers a stack by HTTPS, as ResponseURLs of AWS have it', () => {
  let server: Server;
  let endpoint: string;
  const got: string[] = [];

  beforeAll(async () => {
    server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      got.push(`${request.method} ${request.url} ${body}`);
      response.end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(() => {
    server.close();
  });

  const path = '/_codeyard/stack-responses/abc?d=e';
  const sending = (argument: string) => `exports.handler = (event, context, done) => {
    const https = require('https');
    const sent = https.request(${argument}, (answer) => answer.resume().on('end', () => done(null, answer.statusCode)));
    sent.on('error', (error) => done(null, error.code));
    sent.end('hello');
  };`;

  it.each([
    ['host and path alone', `{ hostname: '127.0.0.1', path: event.path, method: 'PUT' }`],
    ['an address', `event.url.replace('http:', 'https:'), { method: 'PUT' }`],
    [
      'an agent of its own',
      `{ host: '127.0.0.1', port: 443, path: event.path, method: 'PUT', agent: new https.Agent() }`,
    ],
  ])('reaches this server with %s', async (_, argument) => {
    got.length = 0;
    const { call } = program('nodejs20.x', { 'index.js': sending(argument) }, 'index.handler', {
      AWS_ENDPOINT_URL: endpoint,
    });
    expect((await call({ path, url: `${endpoint}${path}` })).value).toBe(200);
    expect(got).toEqual([`PUT ${path} hello`]);
  });

  it('and by a name that was imported', async () => {
    got.length = 0;
    const { call } = program(
      'nodejs20.x',
      {
        'index.mjs': `import { request } from 'node:https';
          export const handler = ({ path }) => new Promise((resolve, reject) => {
            request({ hostname: '127.0.0.1', path, method: 'PUT' }, (answer) => resolve(answer.statusCode)).on('error', reject).end('hello');
          });`,
      },
      'index.handler',
      { AWS_ENDPOINT_URL: endpoint },
    );
    expect((await call({ path })).value).toBe(200);
    expect(got).toEqual([`PUT ${path} hello`]);
  });

  it('and everything else stays HTTPS', async () => {
    const argument = `event.url.replace('http:', 'https:')`;
    const variables = { AWS_ENDPOINT_URL: endpoint };
    const { call } = program('nodejs20.x', { 'index.js': sending(argument) }, 'index.handler', variables);
    expect((await call({ url: `${endpoint}/a-bucket/an-object` })).value).toBe('EPROTO');
  });

  it.skipIf(!hasPython)(`from Python${hasPython ? '' : ' (left out: no Python was found)'}`, async () => {
    got.length = 0;
    const source = `from http.client import HTTPSConnection
def handler(event, context):
    connection = HTTPSConnection(event["host"])
    connection.request("PUT", event["path"], "hello")
    return connection.getresponse().status
`;
    const variables = { AWS_ENDPOINT_URL: endpoint };
    const { call } = program('python3.12', { 'index.py': source }, 'index.handler', variables);
    expect((await call({ path, host: new URL(endpoint).host })).value).toBe(200);
    expect(got).toEqual([`PUT ${path} hello`]);
  });
});

describe('a function with a bootstrap of its own', () => {
  it('speaks the runtime API itself', async () => {
    const { call } = program('provided.al2023', {
      bootstrap: `#!/bin/sh
        base="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation"
        while :; do
          event=$(curl -sS -D "$TMPDIR/headers" "$base/next") || exit 1
          id=$(tr -d '\\r' < "$TMPDIR/headers" | sed -n 's/^lambda-runtime-aws-request-id: //Ip')
          curl -sS -o /dev/null -d "{\\"got\\":$event}" "$base/$id/response"
        done`,
    });
    expect((await call({ a: 1 })).value).toEqual({ got: { a: 1 } });
  });
});
